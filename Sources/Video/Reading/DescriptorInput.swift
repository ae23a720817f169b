import CLibAV

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where libav reads bytes that it does not open itself.
protocol InputContext: AnyObject {
  /// What libav reads from; valid as long as this object.
  var context: UnsafeMutablePointer<AVIOContext>? { get }
}

/// libav input from a file descriptor: standard input, a named pipe, or one picture file.
///
/// Unlike libav's own pipe protocol it can be interrupted while it waits, and it can seek where the
/// descriptor can (`track - < clip.mp4`).
final class DescriptorInput: InputContext {
  private let descriptor: Int32
  private let closesDescriptor: Bool
  private let interrupt: InterruptSwitch
  private(set) var context: UnsafeMutablePointer<AVIOContext>?

  /// Reads from `descriptor`; closes it in the end if asked to.
  init(descriptor: Int32, closesDescriptor: Bool, interrupt: InterruptSwitch) throws {
    self.descriptor = descriptor
    self.closesDescriptor = closesDescriptor
    self.interrupt = interrupt
    let size = 1 << 16
    guard let buffer = av_malloc(size) else {
      throw VideoError.outOfMemory(purpose: "reading a stream")
    }
    context = avio_alloc_context(
      buffer.assumingMemoryBound(to: UInt8.self), Int32(size), 0,
      Unmanaged.passUnretained(self).toOpaque(), readFromDescriptor, nil,
      DescriptorInput.canSeek(descriptor) ? seekInDescriptor : nil)
    guard context != nil else {
      av_free(buffer)
      throw VideoError.outOfMemory(purpose: "reading a stream")
    }
  }

  /// Opens a file or a named pipe, without waiting for somebody to write to it.
  convenience init(path: String, interrupt: InterruptSwitch) throws {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw VideoError.cannotOpen(source: path, reason: systemReason())
    }
    // From here on `deinit` closes it, also where `init` throws.
    try self.init(descriptor: descriptor, closesDescriptor: true, interrupt: interrupt)
  }

  deinit {
    if let context { av_freep(&context.pointee.buffer) }
    avio_context_free(&context)
    if closesDescriptor { close(descriptor) }
  }

  private static func canSeek(_ descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      && lseek(descriptor, 0, SEEK_CUR) >= 0
  }

  /// Reads up to `count` bytes; waits for them in short steps, so that it can be interrupted.
  fileprivate func read(into target: UnsafeMutablePointer<UInt8>, _ count: Int32) -> Int32 {
    while !interrupt.isCancelled {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&waiting, 1, 100)
      if ready == 0 || (ready < 0 && errno == EINTR) { continue }
      let got = Self.readBytes(descriptor, target, Int(count))
      if got > 0 { return Int32(got) }
      if got == 0 { return CLIBAV_ERROR_END_OF_FILE }
      if errno != EAGAIN && errno != EINTR { return -errno }
    }
    return CLIBAV_ERROR_EXIT
  }

  private static func readBytes(
    _ descriptor: Int32, _ target: UnsafeMutablePointer<UInt8>, _ count: Int
  ) -> Int {
    #if canImport(Glibc)
      Glibc.read(descriptor, target, count)
    #elseif canImport(Musl)
      Musl.read(descriptor, target, count)
    #else
      Darwin.read(descriptor, target, count)
    #endif
  }

  fileprivate func seek(to offset: Int64, _ whence: Int32) -> Int64 {
    if whence & AVSEEK_SIZE != 0 {
      var status = stat()
      return fstat(descriptor, &status) == 0 ? Int64(status.st_size) : -1
    }
    let place = lseek(descriptor, off_t(offset), whence & ~AVSEEK_FORCE)
    return place >= 0 ? Int64(place) : -Int64(errno)
  }
}

private func readFromDescriptor(
  _ opaque: UnsafeMutableRawPointer?, _ target: UnsafeMutablePointer<UInt8>?, _ count: Int32
) -> Int32 {
  guard let opaque, let target else { return CLIBAV_ERROR_INVALID_ARGUMENT }
  return Unmanaged<DescriptorInput>.fromOpaque(opaque).takeUnretainedValue()
    .read(into: target, count)
}

private func seekInDescriptor(
  _ opaque: UnsafeMutableRawPointer?, _ offset: Int64, _ whence: Int32
) -> Int64 {
  guard let opaque else { return Int64(CLIBAV_ERROR_INVALID_ARGUMENT) }
  return Unmanaged<DescriptorInput>.fromOpaque(opaque).takeUnretainedValue().seek(
    to: offset, whence)
}
