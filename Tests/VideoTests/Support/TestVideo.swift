import CLibAV
import Testing

@testable import Video

/// Writes small videos with libav's own encoders (those that are always built in), for the tests to
/// read.
final class TestVideo {
  /// How to encode.
  struct Settings {
    var codec = AV_CODEC_ID_MPEG4
    var width = 64
    var height = 48
    var pixelFormat = AV_PIX_FMT_YUV420P
    /// Units of a timestamp in a second.
    var ticksPerSecond = 25
    var bFrames = 0
    var keyFrameInterval = 12
    var muxerOptions: [String: String] = [:]
    /// More to set before the encoder is opened.
    var adjust: (UnsafeMutablePointer<AVCodecContext>) -> Void = { _ in }
  }

  private var container: UnsafeMutablePointer<AVFormatContext>?
  private var encoder: UnsafeMutablePointer<AVCodecContext>?
  private var packet = av_packet_alloc()
  private let stream: UnsafeMutablePointer<AVStream>
  private let settings: Settings

  init(_ path: String, _ settings: Settings = Settings()) throws {
    silenceLibAV()
    self.settings = settings
    try check(avformat_alloc_output_context2(&container, nil, nil, path), "container for \(path)")
    let codec = try #require(avcodec_find_encoder(settings.codec))
    encoder = avcodec_alloc_context3(codec)
    let context = try #require(encoder)
    context.pointee.width = Int32(settings.width)
    context.pointee.height = Int32(settings.height)
    context.pointee.pix_fmt = settings.pixelFormat
    context.pointee.time_base = AVRational(num: 1, den: Int32(settings.ticksPerSecond))
    context.pointee.max_b_frames = Int32(settings.bFrames)
    context.pointee.gop_size = Int32(settings.keyFrameInterval)
    context.pointee.global_quality = 2 * FF_QP2LAMBDA
    context.pointee.flags |= AV_CODEC_FLAG_QSCALE
    let output = try #require(container)
    if output.pointee.oformat.pointee.flags & AVFMT_GLOBALHEADER != 0 {
      context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
    }
    settings.adjust(context)
    try check(avcodec_open2(context, codec, nil), "encoder")
    stream = try #require(avformat_new_stream(output, nil))
    stream.pointee.time_base = context.pointee.time_base
    stream.pointee.sample_aspect_ratio = context.pointee.sample_aspect_ratio
    try check(avcodec_parameters_from_context(stream.pointee.codecpar, context), "parameters")
    try check(avio_open(&output.pointee.pb, path, AVIO_FLAG_WRITE), path)
    var options: OpaquePointer?
    for (key, value) in settings.muxerOptions { av_dict_set(&options, key, value, 0) }
    try check(avformat_write_header(output, &options), "header")
    av_dict_free(&options)
  }

  deinit {
    av_packet_free(&packet)
    avcodec_free_context(&encoder)
    if let container { avio_closep(&container.pointee.pb) }
    avformat_free_context(container)
  }

  /// Adds a picture whose every sample is `level`, shown at `time` ticks.
  func add(level: UInt8, at time: Int) throws {
    let picture = try allocatePicture(
      width: settings.width, height: settings.height, format: settings.pixelFormat)
    var owned: UnsafeMutablePointer<AVFrame>? = picture
    defer { av_frame_free(&owned) }
    fill(picture, with: level)
    try add(picture, at: time)
  }

  /// Adds a picture in the encoder's size and format.
  func add(_ picture: UnsafeMutablePointer<AVFrame>?, at time: Int) throws {
    picture?.pointee.pts = Int64(time)
    try check(avcodec_send_frame(encoder, picture), "encoding")
    while avcodec_receive_packet(encoder, packet) == 0 {
      let context = try #require(encoder)
      // Without a duration the last frame would lie behind the end that MP4's edit list states.
      packet?.pointee.duration = 1
      av_packet_rescale_ts(packet, context.pointee.time_base, stream.pointee.time_base)
      packet?.pointee.stream_index = stream.pointee.index
      try check(av_interleaved_write_frame(container, packet), "writing")
    }
  }

  /// Writes what is left.
  func finish() throws {
    try add(nil, at: 0)
    try check(av_write_trailer(container), "trailer")
    if let container { avio_closep(&container.pointee.pb) }
  }

  /// A video of `frames` grey pictures, each one level brighter than the one before.
  static func write(_ path: String, frames: Int, _ settings: Settings = Settings()) throws {
    let video = try TestVideo(path, settings)
    for index in 0..<frames { try video.add(level: level(of: index), at: index) }
    try video.finish()
  }

  /// The level of the picture with this number in ``write(_:frames:_:)``.
  static func level(of index: Int) -> UInt8 { UInt8(40 + index * 4 % 160) }
}

/// Sets the first plane to `level` and the others to grey.
func fill(_ picture: UnsafeMutablePointer<AVFrame>, with level: UInt8) {
  let planes = Planes(of: picture.pointee)
  let descriptor = av_pix_fmt_desc_get(AVPixelFormat(rawValue: picture.pointee.format))
  let chromaShift = Int(descriptor?.pointee.log2_chroma_h ?? 0)
  let height = Int(picture.pointee.height)
  let chromaHeight = -(-height >> chromaShift)
  for (data, stride, rows, value) in [
    (planes.data.0, planes.stride.0, height, level),
    (planes.data.1, planes.stride.1, chromaHeight, 128),
    (planes.data.2, planes.stride.2, chromaHeight, 128),
  ] {
    guard let data else { continue }
    data.update(repeating: value, count: Int(stride) * rows)
  }
}

/// Writes one picture file: a single packet of an encoder.
func writePicture(
  _ rgb: RGBPicture, to path: String, codec: AVCodecID, format: AVPixelFormat
) throws {
  let encoder = try #require(avcodec_find_encoder(codec))
  var context = avcodec_alloc_context3(encoder)
  var packet = av_packet_alloc()
  defer {
    avcodec_free_context(&context)
    av_packet_free(&packet)
  }
  context?.pointee.width = Int32(rgb.width)
  context?.pointee.height = Int32(rgb.height)
  context?.pointee.pix_fmt = format
  context?.pointee.time_base = AVRational(num: 1, den: 25)
  context?.pointee.color_range = AVCOL_RANGE_JPEG
  context?.pointee.global_quality = 2 * FF_QP2LAMBDA
  context?.pointee.flags |= AV_CODEC_FLAG_QSCALE
  try check(avcodec_open2(context, encoder, nil), "encoder for \(path)")
  let picture = try makeFrame(rgb, format: format)
  try check(avcodec_send_frame(context, picture.picture), "encoding \(path)")
  try check(avcodec_send_frame(context, nil), "encoding \(path)")
  try check(avcodec_receive_packet(context, packet), "encoding \(path)")
  let data = try #require(packet?.pointee.data)
  try writeBytes(
    Array(UnsafeBufferPointer(start: data, count: Int(packet?.pointee.size ?? 0))), to: path)
}

/// libav says no where a test needs a yes.
struct LibAVFailure: Error, CustomStringConvertible {
  var description: String
}

func check(_ status: Int32, _ what: String) throws {
  if status < 0 { throw LibAVFailure(description: "\(what): \(libavReason(status))") }
}
