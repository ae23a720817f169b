import CLibAV

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Numbered pictures, a file each.
final class PictureFolder: PacketSink {
  private let names: PictureNames
  /// The folder, where this video made it and holds nothing else.
  private let ownFolder: String?

  /// Creates the folder where the names begin with one that does not exist.
  init(_ names: PictureNames) throws {
    self.names = names
    let folder = OutputDestination.folder(of: names.folder)
    let made = mkdir(folder, 0o777) == 0
    if !made {
      let failure = errno
      guard failure == EEXIST else { throw LibraryFailure(code: -failure) }
      guard OutputDestination.isFolder(folder) else { throw LibraryFailure(code: -ENOTDIR) }
    }
    ownFolder = made ? folder : nil
  }

  func start(_ encoder: PictureEncoder) throws {}

  /// Writes a picture; its time is its number.
  func write(_ packet: UnsafeMutablePointer<AVPacket>) throws {
    let path = names.path(Int(packet.pointee.pts))
    var bytes: UnsafeMutablePointer<AVIOContext>?
    try LibraryFailure.check(avio_open(&bytes, "file:" + path, AVIO_FLAG_WRITE))
    do {
      let opened = try LibraryFailure.allocated(bytes)
      avio_write(opened, packet.pointee.data, packet.pointee.size)
      avio_flush(opened)
      let failure = clibav_stream_error(opened)
      let closing = avio_closep(&bytes)
      try LibraryFailure.check(failure)
      try LibraryFailure.check(closing)
    } catch {
      removeRegularFile(path)
      throw error
    }
  }

  func finish() throws {}

  func discard() {
    if let ownFolder { rmdir(ownFolder) }
  }
}
