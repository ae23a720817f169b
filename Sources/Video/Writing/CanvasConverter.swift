import CLibAV

/// Converts canvases of one size to an encoder's pixel format with libswscale.
final class CanvasConverter {
  /// What the numbers of the converted pictures mean.
  let colors: OutputColors
  private let pixelFormat: AVPixelFormat
  /// Owned; made for the first canvas.
  private var context: OpaquePointer?

  init(pixelFormat: AVPixelFormat, colors: OutputColors) {
    self.pixelFormat = pixelFormat
    self.colors = colors
  }

  deinit { sws_freeContext(context) }

  /// Fills `frame`, which has the canvas's padded size.
  func convert(_ canvas: Canvas, into frame: UnsafeMutablePointer<AVFrame>) throws {
    let context = try context ?? makeContext(canvas)
    self.context = context
    try LibraryFailure.check(
      clibav_scale_from_packed(
        context, canvas.pixels.baseAddress, Int32(canvas.bytesPerRow), Int32(canvas.paddedHeight),
        frame))
  }

  private func makeContext(_ canvas: Canvas) throws -> OpaquePointer {
    let (width, height) = (Int32(canvas.paddedWidth), Int32(canvas.paddedHeight))
    // "Area" makes a chroma sample the mean of its four pixels.
    guard
      let context = sws_getContext(
        width, height, AV_PIX_FMT_RGB24, width, height, pixelFormat.withoutRange,
        SWS_AREA | SWS_ACCURATE_RND, nil, nil, nil)
    else { throw LibraryFailure(code: CLIBAV_ERROR_INVALID_ARGUMENT) }
    let coefficients = sws_getCoefficients(Int32(bitPattern: colors.matrix.rawValue))
    // Refused (-1) for RGB, where there is nothing to set.
    sws_setColorspaceDetails(
      context, coefficients, 1, coefficients, colors.isFullRange ? 1 : 0, 0, 1 << 16, 1 << 16)
    return context
  }
}

/// How an encoded picture's numbers stand for colours.
struct OutputColors {
  let matrix: AVColorSpace
  let primaries: AVColorPrimaries
  let transfer: AVColorTransferCharacteristic
  let isFullRange: Bool

  /// The matrix of BT.709 for video of 720 rows and more, of BT.601 below that, as players assume
  /// for video that does not say; for single pictures what their formats prescribe.
  ///
  /// Conversion to RGB and back leaves primaries and transfer curve as they were, so they are what
  /// the source says, or those that belong to the matrix where it says nothing.
  init(_ format: AVPixelFormat, height: Int, source: ColorProperties) {
    isFullRange = [AV_PIX_FMT_RGB24, AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ444P].contains(format)
    if isFullRange {
      matrix = format == AV_PIX_FMT_RGB24 ? AVCOL_SPC_RGB : AVCOL_SPC_BT470BG
      (primaries, transfer) = (AVCOL_PRI_UNSPECIFIED, AVCOL_TRC_UNSPECIFIED)
      return
    }
    let isHighDefinition = height >= 720
    matrix = isHighDefinition ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M
    primaries =
      source.primaries != AVCOL_PRI_UNSPECIFIED.rawValue
      ? AVColorPrimaries(rawValue: source.primaries)
      : isHighDefinition ? AVCOL_PRI_BT709 : AVCOL_PRI_SMPTE170M
    transfer =
      source.transfer != AVCOL_TRC_UNSPECIFIED.rawValue
      ? AVColorTransferCharacteristic(rawValue: source.transfer)
      : isHighDefinition ? AVCOL_TRC_BT709 : AVCOL_TRC_SMPTE170M
  }

  func apply(to context: UnsafeMutablePointer<AVCodecContext>) {
    context.pointee.colorspace = matrix
    context.pointee.color_primaries = primaries
    context.pointee.color_trc = transfer
    context.pointee.color_range = isFullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG
  }

  func apply(to frame: UnsafeMutablePointer<AVFrame>) {
    frame.pointee.colorspace = matrix
    frame.pointee.color_primaries = primaries
    frame.pointee.color_trc = transfer
    frame.pointee.color_range = isFullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG
  }
}

extension AVPixelFormat {
  /// The same layout under the name that leaves the range open: swscale is told the range apart,
  /// and warns of names that say it.
  var withoutRange: AVPixelFormat {
    switch self {
    case AV_PIX_FMT_YUVJ411P: AV_PIX_FMT_YUV411P
    case AV_PIX_FMT_YUVJ420P: AV_PIX_FMT_YUV420P
    case AV_PIX_FMT_YUVJ422P: AV_PIX_FMT_YUV422P
    case AV_PIX_FMT_YUVJ440P: AV_PIX_FMT_YUV440P
    case AV_PIX_FMT_YUVJ444P: AV_PIX_FMT_YUV444P
    default: self
    }
  }
}
