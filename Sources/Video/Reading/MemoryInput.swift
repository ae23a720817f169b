import CLibAV

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// libav input from bytes in memory.
final class MemoryInput: InputContext {
  private(set) var context: UnsafeMutablePointer<AVIOContext>?
  private let bytes: [UInt8]
  private var place = 0

  /// Reads from the beginning of `bytes`.
  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    let size = 1 << 16
    guard let buffer = av_malloc(size) else {
      throw VideoError.outOfMemory(purpose: "reading a picture")
    }
    context = avio_alloc_context(
      buffer.assumingMemoryBound(to: UInt8.self), Int32(size), 0,
      Unmanaged.passUnretained(self).toOpaque(), readFromMemory, nil, seekInMemory)
    guard context != nil else {
      av_free(buffer)
      throw VideoError.outOfMemory(purpose: "reading a picture")
    }
  }

  deinit {
    if let context { av_freep(&context.pointee.buffer) }
    avio_context_free(&context)
  }

  fileprivate func read(into target: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int32 {
    let part = bytes[place...].prefix(count)
    guard !part.isEmpty else { return CLIBAV_ERROR_END_OF_FILE }
    UnsafeMutableRawBufferPointer(start: target, count: count).copyBytes(from: part)
    place += part.count
    return Int32(part.count)
  }

  fileprivate func seek(to offset: Int64, _ whence: Int32) -> Int64 {
    let target: Int64
    switch whence & ~AVSEEK_FORCE {
    case AVSEEK_SIZE: return Int64(bytes.count)
    case SEEK_SET: target = offset
    case SEEK_CUR: target = Int64(place) + offset
    case SEEK_END: target = Int64(bytes.count) + offset
    default: return Int64(CLIBAV_ERROR_INVALID_ARGUMENT)
    }
    guard (0...Int64(bytes.count)).contains(target) else {
      return Int64(CLIBAV_ERROR_INVALID_ARGUMENT)
    }
    place = Int(target)
    return target
  }
}

private func readFromMemory(
  _ opaque: UnsafeMutableRawPointer?, _ target: UnsafeMutablePointer<UInt8>?, _ count: Int32
) -> Int32 {
  guard let opaque, let target else { return CLIBAV_ERROR_INVALID_ARGUMENT }
  return Unmanaged<MemoryInput>.fromOpaque(opaque).takeUnretainedValue()
    .read(into: target, Int(count))
}

private func seekInMemory(
  _ opaque: UnsafeMutableRawPointer?, _ offset: Int64, _ whence: Int32
) -> Int64 {
  guard let opaque else { return Int64(CLIBAV_ERROR_INVALID_ARGUMENT) }
  return Unmanaged<MemoryInput>.fromOpaque(opaque).takeUnretainedValue().seek(to: offset, whence)
}
