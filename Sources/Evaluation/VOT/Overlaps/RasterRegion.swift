import Video

/// A region on its way into a raster: first its bounds in the picture, then, once it is known which
/// part of the picture is to be painted, its pixels there.
struct RasterRegion {
  private enum Shape {
    case nothing
    case rectangle
    case polygon
    case mask(Mask)
  }

  private var shape = Shape.nothing
  private var polygon = RasterPolygon()

  /// The region's bounds in the picture.
  private(set) var bounds = PixelBounds.ofNothing
  /// Of a rectangle, its pixels in the raster; nil for other regions, whose pixels are ``rows``.
  private(set) var rectangle: PixelBounds? = .empty
  /// The pixels in the raster of what is no rectangle.
  private(set) var rows = PaintedRows()

  /// The number of pixels in the raster.
  var area: Int { rectangle?.area ?? rows.area }

  /// Takes a region and computes its bounds.
  mutating func take(_ region: Region) {
    switch region {
    case .absent, .unknown:
      shape = .nothing
      bounds = .ofNothing
    case .box(let box):
      shape = .rectangle
      let (x, y) = (wholePixel(box.x), wholePixel(box.y))
      bounds = PixelBounds(
        left: Int(x), top: Int(y), right: Int(x + wholePixel(box.width)) - 1,
        bottom: Int(y + wholePixel(box.height)) - 1)
    case .polygon(let corners):
      shape = .polygon
      polygon.take(corners)
      bounds = polygon.bounds
    case .mask(let mask):
      shape = .mask(mask)
      bounds = mask.pixelBounds
    }
  }

  /// Paints the part of the picture that `raster` is, in the raster's coordinates.
  mutating func paint(in raster: PixelBounds) {
    rectangle = nil
    switch shape {
    case .nothing: rectangle = .empty
    case .rectangle:
      let shared = bounds.intersection(raster)
      rectangle = PixelBounds(
        left: shared.left - raster.left, top: shared.top - raster.top,
        right: shared.right - raster.left, bottom: shared.bottom - raster.top)
    case .polygon: polygon.paint(in: raster, to: &rows)
    case .mask(let mask): mask.paint(in: raster, to: &rows)
    }
  }

  /// The number of pixels of the raster that are in both.
  func pixels(sharedWith other: RasterRegion) -> Int {
    switch (rectangle, other.rectangle) {
    case (let one?, let other?): one.intersection(other).area
    case (let one?, nil): other.rows.pixels(sharedWith: one)
    case (nil, let other?): rows.pixels(sharedWith: other)
    case (nil, nil): rows.pixels(sharedWith: other.rows)
    }
  }
}

/// A coordinate as the vot-toolkit rounds it: a 32-bit float without a fraction, halves to the even
/// one. What no picture can have is brought within 10⁹, so that sums stay numbers.
func wholePixel(_ value: Double) -> Float {
  let limit: Float = 1e9
  return max(-limit, min(limit, Float(value).rounded(.toNearestOrEven)))
}
