import CLibAV

/// libavcodec's side of reading: packets of one stream in, pictures in display order out.
///
/// For one thread at a time.
final class StreamDecoder {
  private var context: UnsafeMutablePointer<AVCodecContext>?

  /// Opens the decoder for a stream.
  ///
  /// - Parameters:
  ///   - parameters: What the container says about the stream.
  ///   - threads: How many threads decode, at least 1.
  ///   - maximumPixels: Larger pictures are refused before memory for them is allocated.
  init(
    _ parameters: UnsafeMutablePointer<AVCodecParameters>, timeBase: AVRational, source: String,
    threads: Int, maximumPixels: Int
  ) throws {
    let codec = String(cString: avcodec_get_name(parameters.pointee.codec_id))
    func failure(_ reason: String) -> VideoError {
      .noDecoder(source: source, codec: codec, reason: reason)
    }
    guard let decoder = avcodec_find_decoder(parameters.pointee.codec_id) else {
      throw failure("this libav was built without one")
    }
    guard let allocated = avcodec_alloc_context3(decoder) else {
      throw VideoError.outOfMemory(purpose: "decoding \(source)")
    }
    context = allocated
    var status = avcodec_parameters_to_context(allocated, parameters)
    guard status >= 0 else { throw failure(libavReason(status)) }
    allocated.pointee.pkt_timebase = timeBase
    allocated.pointee.max_pixels = libavPixelLimit(maximumPixels)
    allocated.pointee.thread_count = Int32(clamping: threads)
    // libavcodec starts its threads in there, if it is to have any.
    status =
      threads == 1
      ? avcodec_open2(allocated, decoder, nil)
      : DecodingPriority.lower { avcodec_open2(allocated, decoder, nil) }
    guard status >= 0 else { throw failure(libavReason(status)) }
  }

  deinit { avcodec_free_context(&context) }

  /// The pixel format that pictures are going to have, as far as known.
  var pixelFormat: AVPixelFormat { context?.pointee.pix_fmt ?? AV_PIX_FMT_NONE }

  /// Hands over a packet, or with nil the news that there are no more; returns libav's status.
  func send(_ packet: UnsafeMutablePointer<AVPacket>?) -> Int32 {
    avcodec_send_packet(context, packet)
  }

  /// Takes the next picture, if there is one; returns libav's status.
  func receive(_ picture: UnsafeMutablePointer<AVFrame>) -> Int32 {
    avcodec_receive_frame(context, picture)
  }
}

/// The limit to give libavcodec so that it decodes pictures of up to `maximumPixels`: it compares it
/// with sizes whose width is rounded up to 64. Readers check decoded pictures once more.
func libavPixelLimit(_ maximumPixels: Int) -> Int64 {
  let roundedColumns = 63
  let tallestPicture = 1 << 16
  return Int64(min(maximumPixels, 1 << 48) + roundedColumns * tallestPicture)
}
