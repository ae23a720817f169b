import CLibAV

/// An encoder of libavcodec: pictures on a canvas go in, packets come out.
final class PictureEncoder {
  /// libavcodec's name of the encoder.
  let name: String
  /// What the encoder was opened for.
  let input: EncoderInput
  /// The unit of the timestamps it takes and gives, in seconds; as asked for, or coarser where
  /// the codec counts no finer.
  let timeBase: Ratio
  /// Owned; freed with the encoder.
  private var context: UnsafeMutablePointer<AVCodecContext>?
  private var frame: UnsafeMutablePointer<AVFrame>?
  private var packet: UnsafeMutablePointer<AVPacket>?
  private let converter: CanvasConverter

  /// Opens an encoder.
  init(_ recipe: EncoderRecipe, for input: EncoderInput) throws {
    guard let codec = avcodec_find_encoder_by_name(recipe.name) else {
      throw LibraryFailure(code: CLIBAV_ERROR_ENCODER_NOT_FOUND)
    }
    name = recipe.name
    self.input = input
    timeBase = input.timeBase.limited(toClock: recipe.fastestClock)
    converter = CanvasConverter(
      pixelFormat: recipe.pixelFormat,
      colors: OutputColors(recipe.pixelFormat, height: input.height, source: input.colors))
    context = try LibraryFailure.allocated(avcodec_alloc_context3(codec))
    frame = try LibraryFailure.allocated(av_frame_alloc())
    packet = try LibraryFailure.allocated(av_packet_alloc())
    try open(codec, recipe)
  }

  deinit {
    avcodec_free_context(&context)
    av_frame_free(&frame)
    av_packet_free(&packet)
  }

  private func open(
    _ codec: UnsafePointer<AVCodec>, _ recipe: EncoderRecipe
  ) throws {
    let context = try LibraryFailure.allocated(context)
    context.pointee.width = Int32(clamping: input.width)
    context.pointee.height = Int32(clamping: input.height)
    context.pointee.pix_fmt = recipe.pixelFormat
    context.pointee.sample_aspect_ratio = input.pixelAspectRatio.rational
    context.pointee.time_base = timeBase.rational
    context.pointee.framerate = input.frameRate.rational
    // Two seconds between pictures to jump to.
    context.pointee.gop_size = Int32(min(max(2 * input.frameRate.value, 12), 250))
    context.pointee.thread_count = recipe.usesThreads ? min(av_cpu_count(), 16) : 1
    if !recipe.reordersFrames { context.pointee.max_b_frames = 0 }
    converter.colors.apply(to: context)
    switch recipe.quality {
    case .byOptions: break
    case .quantizer(let quantizer):
      context.pointee.flags |= AV_CODEC_FLAG_QSCALE
      context.pointee.global_quality = quantizer * FF_QP2LAMBDA
    case .bitsPerPixel(let bits):
      let pixels = Double(input.width) * Double(input.height) * input.frameRate.value
      context.pointee.bit_rate = Int64(min(pixels * bits, 1e9))
    }
    if input.globalHeader { context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER }
    var options: OpaquePointer?
    defer { av_dict_free(&options) }
    for option in recipe.options { av_dict_set(&options, option.name, option.value, 0) }
    try LibraryFailure.check(avcodec_open2(context, codec, &options))
  }

  /// Copies what a container must know of the codec.
  func describe(_ stream: UnsafeMutablePointer<AVStream>) throws {
    try LibraryFailure.check(avcodec_parameters_from_context(stream.pointee.codecpar, context))
    stream.pointee.time_base = timeBase.rational
    stream.pointee.avg_frame_rate = input.frameRate.rational
    stream.pointee.sample_aspect_ratio = input.pixelAspectRatio.rational
  }

  /// Encodes a picture and hands on the packets that are ready; there may be none yet.
  ///
  /// - Parameters:
  ///   - canvas: the picture, of the size that the encoder was opened for.
  ///   - time: when it is shown, in units of `timeBase`; later than the picture before.
  ///   - duration: how long it is shown, as far as is known.
  ///   - consume: takes each packet; its memory is used again.
  func encode(
    _ canvas: Canvas, time: Int64, duration: Int64,
    consume: (UnsafeMutablePointer<AVPacket>) throws -> Void
  ) throws {
    let frame = try writableFrame()
    try converter.convert(canvas, into: frame)
    frame.pointee.pts = time
    clibav_set_frame_duration(frame, duration)
    try LibraryFailure.check(avcodec_send_frame(context, frame))
    try receive(consume)
  }

  /// Ends the video and hands on all packets that are left.
  func finish(
    consume: (UnsafeMutablePointer<AVPacket>) throws -> Void
  ) throws {
    try LibraryFailure.check(avcodec_send_frame(context, nil))
    try receive(consume)
  }

  private func receive(
    _ consume: (UnsafeMutablePointer<AVPacket>) throws -> Void
  ) throws {
    let packet = try LibraryFailure.allocated(packet)
    while true {
      let code = avcodec_receive_packet(context, packet)
      if code == CLIBAV_ERROR_AGAIN || code == CLIBAV_ERROR_END_OF_FILE { return }
      try LibraryFailure.check(code)
      defer { av_packet_unref(packet) }
      try consume(packet)
    }
  }

  /// The frame to convert into: the same memory each time, unless the encoder still reads it.
  private func writableFrame() throws -> UnsafeMutablePointer<AVFrame> {
    let frame = try LibraryFailure.allocated(frame)
    if frame.pointee.buf.0 != nil, av_frame_is_writable(frame) > 0 { return frame }
    av_frame_unref(frame)
    let context = try LibraryFailure.allocated(context)
    frame.pointee.width = context.pointee.width
    frame.pointee.height = context.pointee.height
    frame.pointee.format = context.pointee.pix_fmt.rawValue
    frame.pointee.sample_aspect_ratio = context.pointee.sample_aspect_ratio
    converter.colors.apply(to: frame)
    // Quantizers of single pictures stand in the pictures.
    frame.pointee.quality = context.pointee.global_quality
    try LibraryFailure.check(av_frame_get_buffer(frame, 0))
    return frame
  }
}

extension Ratio {
  /// A unit of time as near to this one as a format can express that counts at most `ticks` a
  /// second.
  func limited(toClock ticks: Int32) -> Ratio {
    guard denominator > Int(ticks) else { return self }
    var reduced = AVRational(num: 0, den: 1)
    av_reduce(&reduced.num, &reduced.den, Int64(numerator), Int64(denominator), Int64(ticks))
    // Nothing but 0 is near to a unit that is far too small.
    return Ratio(known: reduced) ?? Ratio(numerator: 1, denominator: Int(ticks))
  }
}
