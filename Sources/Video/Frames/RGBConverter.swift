import CLibAV

/// swscale, set up to turn pictures of one size, pixel format and colour encoding into RGB of the
/// same size, 8 bits a channel.
///
/// Accurate rather than fast: chroma is interpolated linearly at full resolution from where the
/// stream says that its samples lie. This is the reference that ``RegionSampler`` is tested against.
final class RGBConverter {
  /// What a converter is made for.
  struct Key: Hashable {
    var width: Int
    var height: Int
    var pixelFormat: Int32
    var encoding: ColorEncoding
  }

  let key: Key
  private let context: OpaquePointer
  /// The converted picture. Its rows are padded, because swscale may write beyond a row's end.
  private let output: UnsafeMutablePointer<UInt8>
  /// Bytes from one row of the output to the next.
  let bytesPerRow: Int

  init(_ key: Key) throws {
    silenceLibAV()
    self.key = key
    let format = AVPixelFormat(rawValue: key.pixelFormat)
    let name = av_get_pix_fmt_name(format).map { String(cString: $0) } ?? "\(key.pixelFormat)"
    guard sws_isSupportedInput(format) > 0 else {
      throw VideoError.unsupportedPixelFormat(name: name, reason: "swscale does not read it")
    }
    var context = try RGBConverter.makeContext(key, name: name)
    bytesPerRow = (key.width * 3 + 127) / 64 * 64
    guard let memory = av_malloc(bytesPerRow * (key.height + 1)) else {
      sws_freeContext(context)
      context = nil
      throw VideoError.outOfMemory(purpose: "converting \(key.width)x\(key.height) pixels")
    }
    guard let context else { throw VideoError.outOfMemory(purpose: "swscale") }
    self.context = context
    output = memory.assumingMemoryBound(to: UInt8.self)
  }

  deinit {
    sws_freeContext(context)
    av_free(output)
  }

  private static func makeContext(_ key: Key, name: String) throws -> OpaquePointer? {
    guard let context = sws_alloc_context() else {
      throw VideoError.outOfMemory(purpose: "swscale")
    }
    let options = UnsafeMutableRawPointer(context)
    let flags = Int(
      SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP | SWS_BITEXACT)
    for (option, value) in [
      ("srcw", key.width), ("srch", key.height), ("dstw", key.width), ("dsth", key.height),
      ("src_format", Int(key.pixelFormat)), ("dst_format", Int(AV_PIX_FMT_RGB24.rawValue)),
      ("sws_flags", flags), ("src_range", key.encoding.isFullRange ? 1 : 0), ("dst_range", 1),
    ] { av_opt_set_int(options, option, Int64(value), 0) }
    setChromaLocation(options, key)
    let encoding = key.encoding
    let coefficients = sws_getCoefficients(encoding.matrix)
    // Refused (-1) for formats without chroma, where there is nothing to set.
    sws_setColorspaceDetails(
      context, coefficients, encoding.isFullRange ? 1 : 0, coefficients, 1, 0, 1 << 16, 1 << 16)
    let status = sws_init_context(context, nil, nil)
    guard status >= 0 else {
      sws_freeContext(context)
      throw VideoError.unsupportedPixelFormat(name: name, reason: libavReason(status))
    }
    sws_setColorspaceDetails(
      context, coefficients, encoding.isFullRange ? 1 : 0, coefficients, 1, 0, 1 << 16, 1 << 16)
    return context
  }

  /// swscale counts chroma positions in 1/256 of a luma sample, and takes formats without
  /// subsampling as they are.
  private static func setChromaLocation(_ options: UnsafeMutableRawPointer, _ key: Key) {
    guard let descriptor = av_pix_fmt_desc_get(AVPixelFormat(rawValue: key.pixelFormat)) else {
      return
    }
    let horizontal = Int(descriptor.pointee.log2_chroma_w)
    let vertical = Int(descriptor.pointee.log2_chroma_h)
    if horizontal > 0 {
      let offset = ColorEncoding.chromaOffset(key.encoding.chromaX, shift: horizontal)
      av_opt_set_int(options, "src_h_chr_pos", Int64(offset * 256), 0)
    }
    if vertical > 0 {
      let offset = ColorEncoding.chromaOffset(key.encoding.chromaY, shift: vertical)
      av_opt_set_int(options, "src_v_chr_pos", Int64(offset * 256), 0)
    }
  }

  /// Converts a picture, given by its planes' first bytes and strides, and returns the RGB values:
  /// `key.height` rows, `bytesPerRow` apart, valid until the next call.
  func convert(_ planes: Planes) throws -> UnsafePointer<UInt8> {
    let sources = [
      UnsafePointer(planes.data.0), UnsafePointer(planes.data.1), UnsafePointer(planes.data.2),
      UnsafePointer(planes.data.3),
    ]
    let strides = [planes.stride.0, planes.stride.1, planes.stride.2, planes.stride.3]
    let targets: [UnsafeMutablePointer<UInt8>?] = [output, nil, nil, nil]
    let targetStrides: [Int32] = [Int32(bytesPerRow), 0, 0, 0]
    let rows = sws_scale(
      context, sources, strides, 0, Int32(key.height), targets, targetStrides)
    guard rows == Int32(key.height) else {
      throw VideoError.unsupportedPixelFormat(
        name: "\(key.pixelFormat)", reason: "swscale gave \(rows) of \(key.height) rows")
    }
    return UnsafePointer(output)
  }
}

/// The first bytes of a picture's planes, and the bytes from row to row in each.
struct Planes {
  var data:
    (
      UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt8>?,
      UnsafeMutablePointer<UInt8>?
    )
  var stride: (Int32, Int32, Int32, Int32)

  init(of picture: AVFrame) {
    data = (picture.data.0, picture.data.1, picture.data.2, picture.data.3)
    stride = (picture.linesize.0, picture.linesize.1, picture.linesize.2, picture.linesize.3)
  }
}
