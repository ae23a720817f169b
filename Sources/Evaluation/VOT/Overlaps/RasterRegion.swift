import Video

/// A region on its way into a raster: first its bounds in the picture, then, once it is known which
/// part of the picture is to be painted, its spans row by row, from the top to the bottom.
struct RasterRegion {
  private enum Shape {
    case nothing
    case rectangle(x: Float, y: Float, width: Float, height: Float)
    case polygon
    case mask(Mask)
  }

  private var shape = Shape.nothing
  private var polygon = RasterPolygon()
  private var maskRuns = RasterMask()
  private var raster = PixelBounds.empty

  /// The region's bounds in the picture.
  private(set) var bounds = PixelBounds.ofNothing
  /// Of a rectangle, its pixels in the raster, counted from the raster's corner.
  private(set) var rectangle = PixelBounds.empty
  /// The rows of the raster that can have pixels.
  private(set) var rows = PixelSpan(first: 0, last: -1)
  /// The pixels of the row that was filled last, in order and without overlaps.
  private(set) var spans: [PixelSpan] = []

  /// Whether ``rectangle`` says all.
  var isRectangle: Bool {
    switch shape {
    case .nothing, .rectangle: true
    case .polygon, .mask: false
    }
  }

  /// Takes a region and computes its bounds.
  mutating func take(_ region: Region) {
    switch region {
    case .absent, .unknown:
      shape = .nothing
      bounds = .ofNothing
    case .box(let box):
      let (x, y) = (wholePixel(box.x), wholePixel(box.y))
      let (width, height) = (wholePixel(box.width), wholePixel(box.height))
      shape = .rectangle(x: x, y: y, width: width, height: height)
      bounds = PixelBounds(
        left: Int(x), top: Int(y), right: Int(x + width) - 1, bottom: Int(y + height) - 1)
    case .polygon(let corners):
      shape = .polygon
      polygon.take(corners)
      bounds = polygon.bounds
    case .mask(let mask):
      shape = .mask(mask)
      bounds = mask.pixelBounds
    }
  }

  /// Prepares to paint the part of the picture that `raster` is.
  mutating func place(in raster: PixelBounds) {
    self.raster = raster
    rectangle = .empty
    let height = raster.bottom - raster.top + 1
    switch shape {
    case .nothing: rows = PixelSpan(first: 0, last: -1)
    case .rectangle:
      let shared = bounds.intersection(raster)
      if shared.area > 0 {
        rectangle = PixelBounds(
          left: shared.left - raster.left, top: shared.top - raster.top,
          right: shared.right - raster.left, bottom: shared.bottom - raster.top)
      }
      rows = PixelSpan(first: rectangle.top, last: rectangle.bottom)
    case .polygon:
      polygon.place(in: raster)
      rows = PixelSpan(
        first: max(0, bounds.top - raster.top), last: min(height - 1, bounds.bottom - raster.top))
    case .mask(let mask):
      maskRuns.place(mask)
      rows = PixelSpan(
        first: max(0, bounds.top - raster.top), last: min(height - 1, bounds.bottom - raster.top))
    }
  }

  /// Computes the spans of a row of the raster. Rows must be asked for in order.
  mutating func fillSpans(ofRow row: Int) {
    spans.removeAll(keepingCapacity: true)
    guard row >= rows.first, row <= rows.last else { return }
    let width = raster.right - raster.left + 1
    switch shape {
    case .nothing: break
    case .rectangle: spans.append(PixelSpan(first: rectangle.left, last: rectangle.right))
    case .polygon: polygon.appendSpans(ofRow: row, width: width, to: &spans)
    case .mask(let mask):
      maskRuns.appendSpans(
        of: mask, row: row + raster.top, columns: raster.left...raster.right, to: &spans)
    }
  }
}

/// A coordinate as the vot-toolkit rounds it: a 32-bit float without a fraction, halves to the even
/// one. What no picture can have is brought within 10⁹, so that sums stay numbers.
func wholePixel(_ value: Double) -> Float {
  let limit: Float = 1e9
  return max(-limit, min(limit, Float(value).rounded(.toNearestOrEven)))
}
