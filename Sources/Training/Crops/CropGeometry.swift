import Video

/// The square around a box that a crop shows, and where in the crop the box is.
struct CropGeometry: Hashable {
  /// What of the picture is cut out.
  var region: SquareRegion
  /// The box's width in pixels of the crop.
  var width: Double
  /// The box's height in pixels of the crop.
  var height: Double
  /// How far the box's centre lies right of the crop's, in pixels of the crop: less than a pixel of
  /// the picture, for only whole ones are cut.
  var offsetX: Double
  /// How far the box's centre lies below the crop's, in pixels of the crop.
  var offsetY: Double

  /// The side of the exemplar's square around a box: √((w + p)(h + p)), p = (w + h) / 2.
  static func exemplarSide(width: Double, height: Double) -> Double {
    let context = (width + height) / 2
    return ((width + context) * (height + context)).squareRoot()
  }

  /// The square around a box at the scale at which the exemplar's is `exemplarSize` pixels wide; nil
  /// where it would be beyond all reason.
  init?(around box: Box, settings: CropSettings) {
    let exemplarSide = Self.exemplarSide(width: box.width, height: box.height)
    let wanted = exemplarSide * Double(settings.side) / Double(settings.exemplarSize)
    let (centreX, centreY) = (box.x + box.width / 2, box.y + box.height / 2)
    let limit = 1e6
    guard wanted < limit, abs(centreX) < limit, abs(centreY) < limit else { return nil }
    let side = max(wanted.rounded(.toNearestOrEven), 1)
    let left = (centreX - side / 2).rounded(.toNearestOrEven)
    let top = (centreY - side / 2).rounded(.toNearestOrEven)
    let scale = Double(settings.side) / side
    region = SquareRegion(x: Int(left), y: Int(top), side: Int(side))
    width = box.width * scale
    height = box.height * scale
    offsetX = (centreX - left - side / 2) * scale
    offsetY = (centreY - top - side / 2) * scale
  }
}
