import Glibc

/// The bytes of a file, mapped into memory for as long as this object lives.
///
/// Every access is checked against the file's size at the time it was opened. A file that another
/// process cuts short while it is mapped still ends this one with SIGBUS, as with any mapping.
package final class FileContents: @unchecked Sendable {
  // Unchecked, because a raw pointer is not Sendable by itself: the bytes are never written to, and
  // the pointer is freed only in deinit.
  private let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// The file's path, for messages.
  package let path: String

  /// The number of bytes.
  package var count: Int { bytes.count }

  /// Maps a file.
  ///
  /// - Throws: `WeightsError.unreadable` where there is no such file, it may not be read, or it is
  ///   not a regular file.
  package init(mapping path: String) throws {
    // O_NONBLOCK, so that a named pipe is refused below instead of waiting for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw WeightsError.unreadable(file: path, reason: lastSystemError())
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw WeightsError.unreadable(file: path, reason: lastSystemError())
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let kind = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "not a regular file"
      throw WeightsError.unreadable(file: path, reason: "it is \(kind), expected a file")
    }
    let count = Int(status.st_size)
    self.path = path
    isMapped = count > 0  // mmap refuses an empty mapping
    guard isMapped else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0),
      address != MAP_FAILED
    else { throw WeightsError.unreadable(file: path, reason: lastSystemError()) }
    bytes = UnsafeRawBufferPointer(start: address, count: count)
  }

  /// Holds a copy of bytes that are in memory already.
  init(copying source: [UInt8], path: String) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: source.count, alignment: 1)
    copy.copyBytes(from: source)
    bytes = UnsafeRawBufferPointer(copy)
    isMapped = false
    self.path = path
  }

  deinit {
    if isMapped {
      munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    } else {
      bytes.deallocate()
    }
  }

  /// Lends the bytes of a range to a closure, which must not keep the pointer.
  ///
  /// - Throws: `WeightsError.truncated` where the range reaches beyond the file; `part` names it.
  package func withBytes<Result>(
    in range: Range<Int>, part: @autoclosure () -> String,
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    guard range.lowerBound >= 0, range.upperBound <= bytes.count else {
      throw WeightsError.truncated(
        file: path, part: part(), found: max(0, bytes.count - range.lowerBound),
        expected: range.count)
    }
    return try withExtendedLifetime(self) {
      try body(UnsafeRawBufferPointer(rebasing: bytes[range]))
    }
  }

  /// The byte at an offset, or nil beyond the end.
  func byte(at offset: Int) -> UInt8? {
    offset >= 0 && offset < bytes.count ? bytes[offset] : nil
  }
}

/// The system's words for the last call that failed.
func lastSystemError() -> String {
  String(cString: strerror(errno))
}
