import CLibAV

/// How the numbers of a picture stand for colours: which matrix leads from luma and chroma to RGB,
/// which levels are black and white, and where the chroma samples lie.
struct ColorEncoding: Hashable, Sendable {
  /// The matrix, as one of libav's `AVColorSpace` values that swscale knows.
  var matrix: Int32
  /// Whether levels use the whole range (0…255), not the limited one (16…235).
  var isFullRange: Bool
  /// The first chroma sample's centre, in luma samples right of the first luma sample's centre, for
  /// halved resolution: 0 or ½.
  var chromaX: Double
  /// The same, downwards: 0, ½ or 1.
  var chromaY: Double

  /// The encoding that a frame declares; where it declares none, what is usual: BT.709 for 720 rows
  /// and more, else BT.601; limited range; chroma sited left, as MPEG-2 and its successors do, but
  /// centred for the full-range formats that come from JPEG.
  init(of frame: AVFrame) {
    let format = AVPixelFormat(rawValue: frame.format)
    let isJPEG = ColorEncoding.jpegFormats.contains(format.rawValue)
    switch frame.colorspace {
    case AVCOL_SPC_UNSPECIFIED, AVCOL_SPC_RESERVED, AVCOL_SPC_RGB:
      matrix = frame.height >= 720 ? SWS_CS_ITU709 : SWS_CS_ITU601
    default:
      matrix = Int32(bitPattern: frame.colorspace.rawValue)
    }
    isFullRange =
      isJPEG || ColorEncoding.isGrey(format) || frame.color_range == AVCOL_RANGE_JPEG
    switch frame.chroma_location {
    case AVCHROMA_LOC_CENTER: (chromaX, chromaY) = (0.5, 0.5)
    case AVCHROMA_LOC_TOPLEFT: (chromaX, chromaY) = (0, 0)
    case AVCHROMA_LOC_TOP: (chromaX, chromaY) = (0.5, 0)
    case AVCHROMA_LOC_BOTTOMLEFT: (chromaX, chromaY) = (0, 1)
    case AVCHROMA_LOC_BOTTOM: (chromaX, chromaY) = (0.5, 1)
    case AVCHROMA_LOC_LEFT: (chromaX, chromaY) = (0, 0.5)
    default: (chromaX, chromaY) = (isJPEG ? 0.5 : 0, 0.5)
    }
  }

  /// The formats that say "full range" by their name.
  private static let jpegFormats: Set<Int32> = Set(
    [
      AV_PIX_FMT_YUVJ411P, AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ440P,
      AV_PIX_FMT_YUVJ444P,
    ].map(\.rawValue))

  /// Whether pictures of this format have brightness only. swscale takes 8-bit grey as full range
  /// whatever the stream says, and with it so does every program that uses it; here so is all grey.
  private static func isGrey(_ format: AVPixelFormat) -> Bool {
    guard let descriptor = av_pix_fmt_desc_get(format)?.pointee else { return false }
    let colored = UInt64(AV_PIX_FMT_FLAG_RGB) | UInt64(AV_PIX_FMT_FLAG_PAL)
    return descriptor.nb_components < 3 && descriptor.flags & colored == 0
  }

  /// The distance from the first luma sample's centre to the first chroma sample's, in luma samples,
  /// where chroma has 1/2^`shift` of luma's resolution.
  static func chromaOffset(_ fraction: Double, shift: Int) -> Double {
    fraction * Double((1 << shift) - 1)
  }

  /// The factors of the matrix, for limited-range chroma in 8 bits centred on 0 and luma that was
  /// stretched to 0…255, as swscale has them.
  var factors: (redV: Double, blueU: Double, greenU: Double, greenV: Double) {
    guard let table = sws_getCoefficients(matrix) else { return (1.596, 2.017, 0.392, 0.813) }
    let unit = 65536.0
    return (
      Double(table[0]) / unit, Double(table[1]) / unit, Double(table[2]) / unit,
      Double(table[3]) / unit
    )
  }
}
