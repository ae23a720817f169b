import CLibAV

/// Encodes pictures of one size as JPEG, one after the other; the same picture always gives the same
/// bytes.
///
/// For one thread at a time.
package final class JPEGPictureEncoder {
  /// The number of columns.
  package let width: Int
  /// The number of rows.
  package let height: Int
  private let hasHalvedChroma: Bool
  private var context: UnsafeMutablePointer<AVCodecContext>?
  private var frame: UnsafeMutablePointer<AVFrame>?
  private var packet: UnsafeMutablePointer<AVPacket>?

  /// Creates an encoder.
  ///
  /// - Parameters:
  ///   - width: The number of columns, even.
  ///   - height: The number of rows, even.
  ///   - hasHalvedChroma: Whether to store chroma at half the resolution (4:2:0).
  /// - Throws: ``VideoWritingError`` where libav has no encoder or no memory.
  package init(width: Int, height: Int, hasHalvedChroma: Bool) throws {
    silenceLibAV()
    self.width = width
    self.height = height
    self.hasHalvedChroma = hasHalvedChroma
    do {
      try open()
    } catch let failure as LibraryFailure {
      throw Self.error(failure)
    }
  }

  deinit {
    avcodec_free_context(&context)
    av_frame_free(&frame)
    av_packet_free(&packet)
  }

  private var format: AVPixelFormat {
    hasHalvedChroma ? AV_PIX_FMT_YUVJ420P : AV_PIX_FMT_YUVJ444P
  }

  private func open() throws {
    guard let codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG) else {
      throw LibraryFailure(code: CLIBAV_ERROR_ENCODER_NOT_FOUND)
    }
    let context = try LibraryFailure.allocated(avcodec_alloc_context3(codec))
    self.context = context
    frame = try LibraryFailure.allocated(av_frame_alloc())
    packet = try LibraryFailure.allocated(av_packet_alloc())
    context.pointee.width = Int32(clamping: width)
    context.pointee.height = Int32(clamping: height)
    context.pointee.pix_fmt = format
    context.pointee.color_range = AVCOL_RANGE_JPEG
    context.pointee.time_base = AVRational(num: 1, den: 25)
    context.pointee.thread_count = 1
    context.pointee.flags |= AV_CODEC_FLAG_QSCALE | AV_CODEC_FLAG_BITEXACT
    context.pointee.global_quality = FF_QP2LAMBDA
    // Quantizer 1, the finest, is allowed only where asked for.
    context.pointee.qmin = 1
    context.pointee.mb_lmin = FF_QP2LAMBDA
    try LibraryFailure.check(avcodec_open2(context, codec, nil))
  }

  /// Encodes a picture.
  ///
  /// - Parameters:
  ///   - levels: Red, green and blue planes, (3, height, width).
  ///   - quantizer: From 1, the finest, to 31.
  ///   - consume: Takes the bytes of the JPEG file, which are gone afterwards.
  /// - Throws: ``VideoWritingError``; what `consume` throws.
  package func encode(
    rgb levels: UnsafePointer<UInt8>, quantizer: Int,
    consume: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    do {
      let frame = try writableFrame()
      frame.pointee.quality = Int32(clamping: quantizer) * FF_QP2LAMBDA
      frame.pointee.pts += 1
      fill(frame.pointee, with: levels)
      try LibraryFailure.check(avcodec_send_frame(context, frame))
      let packet = try LibraryFailure.allocated(packet)
      try LibraryFailure.check(avcodec_receive_packet(context, packet))
      defer { av_packet_unref(packet) }
      try consume(
        UnsafeRawBufferPointer(start: packet.pointee.data, count: Int(packet.pointee.size)))
    } catch let failure as LibraryFailure {
      throw Self.error(failure)
    }
  }

  private static func error(_ failure: LibraryFailure) -> VideoWritingError {
    .cannotWrite(path: "a JPEG picture", frame: 0, reason: failure.reason)
  }

  /// The frame to convert into: the same memory each time, unless the encoder still reads it.
  private func writableFrame() throws -> UnsafeMutablePointer<AVFrame> {
    let frame = try LibraryFailure.allocated(frame)
    if frame.pointee.buf.0 != nil, av_frame_is_writable(frame) > 0 { return frame }
    let time = frame.pointee.buf.0 == nil ? 0 : frame.pointee.pts
    av_frame_unref(frame)
    frame.pointee.width = Int32(clamping: width)
    frame.pointee.height = Int32(clamping: height)
    frame.pointee.format = format.rawValue
    frame.pointee.color_range = AVCOL_RANGE_JPEG
    frame.pointee.pts = time
    try LibraryFailure.check(av_frame_get_buffer(frame, 0))
    return frame
  }

  private func fill(_ frame: AVFrame, with levels: UnsafePointer<UInt8>) {
    guard let luma = frame.data.0, let blueness = frame.data.1, let redness = frame.data.2 else {
      return
    }
    let area = width * height
    for row in 0..<height {
      let (red, target) = (levels + row * width, luma + row * Int(frame.linesize.0))
      for x in 0..<width {
        target[x] = JPEGColor.level(
          0.299 * Float(red[x]) + 0.587 * Float(red[x + area]) + 0.114 * Float(red[x + 2 * area]))
      }
    }
    let step = hasHalvedChroma ? 2 : 1
    // The mean of the pixels that a chroma sample stands for: first of rows, then of columns.
    let nextColumn = step - 1
    let nextRow = (step - 1) * width
    for row in 0..<height / step {
      let source = levels + row * step * width
      let u = blueness + row * Int(frame.linesize.1)
      let v = redness + row * Int(frame.linesize.2)
      for x in 0..<width / step {
        func mean(_ plane: Int) -> Float {
          let pixel = source + plane * area + x * step
          return 0.25
            * (Float(pixel[0]) + Float(pixel[nextColumn]) + Float(pixel[nextRow])
              + Float(pixel[nextRow + nextColumn]))
        }
        let (red, green, blue) = (mean(0), mean(1), mean(2))
        u[x] = JPEGColor.level(128 - 0.168_736 * red - 0.331_264 * green + 0.5 * blue)
        v[x] = JPEGColor.level(128 + 0.5 * red - 0.418_688 * green - 0.081_312 * blue)
      }
    }
  }
}
