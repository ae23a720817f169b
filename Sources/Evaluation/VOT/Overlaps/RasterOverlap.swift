/// Overlaps of regions as the vot-toolkit 0.9.0 computes them: both are painted into a raster of the
/// picture's pixels, and the pixels in both are divided by the pixels in any.
///
/// The toolkit's choices are kept where they matter for equal numbers: coordinates are rounded to
/// the nearest whole pixel in 32-bit floats, halves to the even one; a rectangle of width w has w
/// columns, a polygon has the pixels of its border too; two regions whose common bounds are at most
/// one pixel wide or high overlap by 1; regions whose bounds share less than two pixels in a
/// direction with the picture overlap by 0. Only spans of rows are made, never a whole raster; the
/// memory for them is kept from one overlap to the next.
struct RasterOverlap {
  private let picture: PictureSize
  private var first = RasterRegion()
  private var second = RasterRegion()

  /// Creates what computes overlaps in pictures of one size.
  init(picture: PictureSize) {
    self.picture = picture
  }

  /// The overlap of two regions, from 0 to 1.
  mutating func callAsFunction(_ one: Region, _ other: Region) -> Double {
    first.take(one)
    second.take(other)
    let union = first.bounds.union(second.bounds)
    if union.left >= union.right || union.top >= union.bottom { return 1 }
    let raster = PixelBounds(
      left: max(0, union.left), top: max(0, union.top),
      right: min(picture.width - 1, union.right), bottom: min(picture.height - 1, union.bottom))
    if raster.left >= raster.right || raster.top >= raster.bottom { return 0 }
    first.paint(in: raster)
    second.paint(in: raster)
    let shared = first.pixels(sharedWith: second)
    let all = first.area + second.area - shared
    return all > 0 ? Double(shared) / Double(all) : 0
  }
}

extension Region {
  /// The overlap of two regions in a picture as the vot-toolkit 0.9.0 computes it, from 0 to 1: both
  /// are rounded to whole pixels, and the pixels in both are divided by the pixels in any.
  ///
  /// Where neither has any extent, such as two regions that are ``absent``, it is 1.
  public func rasterOverlap(_ other: Region, in picture: PictureSize) -> Double {
    var overlap = RasterOverlap(picture: picture)
    return overlap(self, other)
  }
}
