/// How the overlap of two regions is computed.
public enum OverlapRule: String, CaseIterable, Sendable, Codable {
  /// By whole pixels, as the vot-toolkit: ``Region/rasterOverlap(_:in:)``.
  case raster
  /// By exact areas, as the got10k toolkit: ``Region/exactOverlap(_:in:)``.
  case exact
}

/// Computes overlaps by a rule, one after another.
struct RegionOverlap {
  private let rule: OverlapRule
  private let picture: PictureSize
  private var raster: RasterOverlap

  init(rule: OverlapRule, picture: PictureSize) {
    self.rule = rule
    self.picture = picture
    raster = RasterOverlap(picture: picture)
  }

  /// The overlap of two regions, from 0 to 1.
  mutating func callAsFunction(_ one: Region, _ other: Region) -> Double {
    switch rule {
    case .raster: raster(one, other)
    case .exact: one.exactOverlap(other, in: picture)
    }
  }
}
