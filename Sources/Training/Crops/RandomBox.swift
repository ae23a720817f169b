import Video

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Parts of pictures, drawn at random.
enum RandomBox {
  /// The deviation of levels above which a part of a picture counts as textured.
  static let enoughContrast = 16.0

  /// A box in a picture of the given size: widths spread evenly over the logarithm, from 24 pixels to
  /// 0.4 of the picture's shorter side and 25 pixels more, heights from 0.45 to 2.2 of the width,
  /// neither more than half the picture's.
  static func draw(width: Int, height: Int, numbers: inout RandomNumbers) -> Box {
    let (pictureWidth, pictureHeight) = (Double(width), Double(height))
    let widest = max(0.4 * min(pictureWidth, pictureHeight) + 25, 24)
    let drawn = exp(numbers.uniform(log(24)...log(widest)))
    let boxHeight = min(max(drawn * exp(numbers.symmetric(0.8)), 16), 0.5 * pictureHeight)
    let boxWidth = min(drawn, 0.5 * pictureWidth)
    return Box(
      x: numbers.unit() * (pictureWidth - boxWidth),
      y: numbers.unit() * (pictureHeight - boxHeight),
      width: boxWidth, height: boxHeight)
  }
}
