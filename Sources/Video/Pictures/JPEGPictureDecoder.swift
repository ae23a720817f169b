import CLibAV

/// Decodes JPEG pictures that lie in memory, one after the other, into memory that it uses again.
///
/// For one thread at a time.
package final class JPEGPictureDecoder {
  private var context: UnsafeMutablePointer<AVCodecContext>?
  private var packet: UnsafeMutablePointer<AVPacket>?
  private var picture: UnsafeMutablePointer<AVFrame>?
  /// The bytes with the zeros behind them that libav reads beyond the end of a packet.
  private var input: UnsafeMutableRawBufferPointer

  /// Creates a decoder.
  ///
  /// - Throws: ``VideoError`` where libav was built without one, or memory is short.
  package init() throws {
    silenceLibAV()
    input = .allocate(byteCount: 1 << 16, alignment: 64)
    guard let codec = avcodec_find_decoder(AV_CODEC_ID_MJPEG) else {
      throw VideoError.noDecoder(
        source: "a JPEG picture", codec: "mjpeg", reason: "this libav was built without one")
    }
    context = avcodec_alloc_context3(codec)
    packet = av_packet_alloc()
    picture = av_frame_alloc()
    guard let context, packet != nil, picture != nil else {
      throw VideoError.outOfMemory(purpose: "decoding JPEG pictures")
    }
    context.pointee.thread_count = 1
    context.pointee.max_pixels = libavPixelLimit(VideoReader.Options.defaultMaximumPixels)
    // A picture with a hole in it is as good as none.
    context.pointee.err_recognition = AV_EF_EXPLODE
    let status = avcodec_open2(context, codec, nil)
    guard status >= 0 else {
      throw VideoError.noDecoder(
        source: "a JPEG picture", codec: "mjpeg", reason: libavReason(status))
    }
  }

  deinit {
    avcodec_free_context(&context)
    av_packet_free(&packet)
    av_frame_free(&picture)
    input.deallocate()
  }

  /// Decodes a picture in 4:2:0 or 4:4:4.
  ///
  /// - Parameters:
  ///   - bytes: A whole JPEG file.
  ///   - name: What messages call it.
  /// - Returns: The picture, in memory that is used again by the next call.
  /// - Throws: ``VideoError`` saying what is wrong with the picture.
  package func decode(
    _ bytes: UnsafeRawBufferPointer, named name: @autoclosure () -> String
  ) throws -> PlanarPicture {
    guard let context, let packet, let picture else {
      throw VideoError.outOfMemory(purpose: "decoding JPEG pictures")
    }
    guard !bytes.isEmpty, bytes.count < 1 << 30 else { throw VideoError.empty(source: name()) }
    let needed = bytes.count + Int(AV_INPUT_BUFFER_PADDING_SIZE)
    if input.count < needed {
      input.deallocate()
      input = .allocate(byteCount: needed + needed / 2, alignment: 64)
    }
    input.copyMemory(from: bytes)
    UnsafeMutableRawBufferPointer(rebasing: input[bytes.count..<needed])
      .initializeMemory(as: UInt8.self, repeating: 0)
    packet.pointee.data = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    packet.pointee.size = Int32(bytes.count)
    var status = avcodec_send_packet(context, packet)
    if status >= 0 { status = avcodec_receive_frame(context, picture) }
    guard status >= 0 else {
      avcodec_flush_buffers(context)
      throw VideoError.readFailed(
        source: name(), frame: 0, reason: libavReason(status))
    }
    return try planes(of: picture.pointee, named: name())
  }

  private func planes(of frame: AVFrame, named name: String) throws -> PlanarPicture {
    let format = AVPixelFormat(rawValue: frame.format)
    let halved = format == AV_PIX_FMT_YUVJ420P || format == AV_PIX_FMT_YUV420P
    guard halved || format == AV_PIX_FMT_YUVJ444P || format == AV_PIX_FMT_YUV444P,
      let luma = frame.data.0, let blueness = frame.data.1, let redness = frame.data.2,
      frame.linesize.1 == frame.linesize.2
    else {
      throw VideoError.unsupportedPixelFormat(
        name: av_get_pix_fmt_name(format).map { String(cString: $0) } ?? "\(frame.format)",
        reason: "\(name): expected a picture in 4:2:0 or 4:4:4")
    }
    return PlanarPicture(
      luma: UnsafePointer(luma), lumaStride: Int(frame.linesize.0),
      blueness: UnsafePointer(blueness), redness: UnsafePointer(redness),
      chromaStride: Int(frame.linesize.1), width: Int(frame.width), height: Int(frame.height),
      hasHalvedChroma: halved)
  }
}
