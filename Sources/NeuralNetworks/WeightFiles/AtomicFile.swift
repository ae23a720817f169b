import Glibc

/// A new file that takes its final name only when it is whole and on the disk.
///
/// Until `commit` it has another name beside the final one; where it is never committed it is
/// removed again, and what had the final name before is untouched.
package final class AtomicFile {
  private let path: String
  private let temporaryPath: String
  private var descriptor: Int32

  package init(_ path: String) throws {
    self.path = path
    let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
    temporaryPath = "\(path).partial.\(suffix)"
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw WeightsError.unwritable(file: path, reason: lastSystemError())
    }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporaryPath)
  }

  /// Appends bytes.
  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    try writeAll(bytes, to: descriptor, path: path)
  }

  /// Brings the file to the disk and gives it its name.
  ///
  /// - Parameter durably: Whether to wait for the disk, so that the file outlives a power cut. Where
  ///   not, it may be empty after one; the end of the program does it no harm.
  package func commit(durably: Bool = true) throws {
    guard !durably || fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else {
      throw WeightsError.unwritable(file: path, reason: lastSystemError())
    }
    close(descriptor)
    descriptor = -1
    if durably { syncFolder() }
  }

  /// Makes the new name last through a power cut; a file system that cannot do it is no failure.
  private func syncFolder() {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let folderDescriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folderDescriptor >= 0 else { return }
    fsync(folderDescriptor)
    close(folderDescriptor)
  }
}

/// Writes all bytes to a file descriptor, however many calls that takes.
///
/// - Throws: `WeightsError.unwritable`.
package func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String) throws {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else {
      let reason = count < 0 ? lastSystemError() : "nothing more can be written"
      throw WeightsError.unwritable(file: path, reason: reason)
    }
    rest = rest.dropFirst(count)
  }
}
