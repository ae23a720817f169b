import CLibAV

/// A video file with one stream of pictures, written by libavformat.
final class ContainerFile: PacketSink {
  private let path: String
  private let format: ContainerFormat
  /// Owned; freed with the file.
  private var context: UnsafeMutablePointer<AVFormatContext>?
  private var isStarted = false
  private var encoderTimeBase = AVRational(num: 1, den: 1)

  /// Creates the file, empty.
  init(path: String, _ format: ContainerFormat) throws {
    self.path = path
    self.format = format
    // The protocol's name keeps a colon in the path from being read as one.
    let url = "file:" + path
    try LibraryFailure.check(
      avformat_alloc_output_context2(&context, nil, format.muxerName, url))
    guard let context else { throw LibraryFailure(code: CLIBAV_ERROR_NO_MEMORY) }
    try LibraryFailure.check(avio_open(&context.pointee.pb, url, AVIO_FLAG_WRITE))
  }

  deinit {
    _ = close()
    avformat_free_context(context)
  }

  /// Whether a container of this format keeps the codec's parameters in its own header.
  static func wantsGlobalHeader(_ format: ContainerFormat) -> Bool {
    guard let muxer = av_guess_format(format.muxerName, nil, nil) else { return false }
    return muxer.pointee.flags & AVFMT_GLOBALHEADER != 0
  }

  func start(_ encoder: PictureEncoder) throws {
    let context = try LibraryFailure.allocated(context)
    let stream = try LibraryFailure.allocated(avformat_new_stream(context, nil))
    try encoder.describe(stream)
    encoderTimeBase = encoder.timeBase.rational
    var options: OpaquePointer?
    defer { av_dict_free(&options) }
    for option in format.muxerOptions { av_dict_set(&options, option.name, option.value, 0) }
    try LibraryFailure.check(avformat_write_header(context, &options))
    isStarted = true
    try checkStream(context)
  }

  func write(_ packet: UnsafeMutablePointer<AVPacket>) throws {
    let context = try LibraryFailure.allocated(context)
    guard context.pointee.nb_streams > 0, let stream = context.pointee.streams[0] else { return }
    packet.pointee.stream_index = 0
    av_packet_rescale_ts(packet, encoderTimeBase, stream.pointee.time_base)
    try LibraryFailure.check(av_write_frame(context, packet))
    try checkStream(context)
  }

  func finish() throws {
    // libav's writers take for granted that the header was written.
    guard isStarted, let context else { return discard() }
    try LibraryFailure.check(av_write_trailer(context))
    avio_flush(context.pointee.pb)
    try checkStream(context)
    // The last bytes may fail to reach the disk as late as here.
    try LibraryFailure.check(close())
  }

  func discard() {
    _ = close()
    removeRegularFile(path)
  }

  /// Closes the file, if it is open.
  private func close() -> Int32 {
    guard let context, context.pointee.pb != nil else { return 0 }
    return avio_closep(&context.pointee.pb)
  }

  /// Throws where writing has failed: libav's writers do not pass on every failure.
  private func checkStream(_ context: UnsafeMutablePointer<AVFormatContext>) throws {
    guard let bytes = context.pointee.pb else { return }
    try LibraryFailure.check(clibav_stream_error(bytes))
  }
}
