import CLibAV

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where an encoder's packets go.
protocol PacketSink: AnyObject {
  /// Writes what comes before the first packet.
  func start(_ encoder: PictureEncoder) throws
  /// Writes a packet; its times are in units of the encoder's time base.
  func write(_ packet: UnsafeMutablePointer<AVPacket>) throws
  /// Writes what comes after the last packet and closes all files; where `start` did not
  /// succeed, the same as `discard`.
  func finish() throws
  /// Closes and removes a video without frames.
  func discard()
}

/// Removes a file, but no device or pipe that the path leads to.
func removeRegularFile(_ path: String) {
  if case .regular = FileKind(path) { unlink(path) }
}
