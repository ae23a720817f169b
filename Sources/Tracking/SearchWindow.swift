import Glibc
import Siamese
import Video

/// Where a SiamFC tracker believes the object is, and the square it looks at: SiamFC's state.
///
/// Kept as the published PyTorch implementation keeps it: the centre in pixel-centre coordinates
/// (the first pixel's centre is 0, half a pixel less than in ``Video/Box``), rounding half to even.
package struct SearchWindow: Hashable, Sendable {
  /// The object's centre, in pixel-centre coordinates.
  package var centreX: Double
  package var centreY: Double
  /// The object's size in pixels.
  package var width: Double
  package var height: Double
  /// The side of the exemplar's square around the object, in pixels.
  package var exemplarSide: Double
  /// The side of the search region's square at scale 1, in pixels.
  package var searchSide: Double

  /// The window around a box.
  package init(around box: Box, settings: SiamFCSettings) {
    centreX = box.x + (box.width - 1) / 2
    centreY = box.y + (box.height - 1) / 2
    width = box.width
    height = box.height
    let context = settings.contextAmount * (width + height)
    exemplarSide = ((width + context) * (height + context)).squareRoot()
    searchSide = exemplarSide * Double(settings.searchSize) / Double(settings.exemplarSize)
  }

  /// A window whose parts are known; the exemplar's side follows from the search region's.
  package init(
    centreX: Double, centreY: Double, width: Double, height: Double, searchSide: Double,
    settings: SiamFCSettings
  ) {
    self.centreX = centreX
    self.centreY = centreY
    self.width = width
    self.height = height
    self.searchSide = searchSide
    exemplarSide = searchSide * Double(settings.exemplarSize) / Double(settings.searchSize)
  }

  /// The object's box, in continuous pixel coordinates.
  package var box: Box {
    Box(
      x: centreX + 0.5 - width / 2, y: centreY + 0.5 - height / 2,
      width: width, height: height)
  }

  /// The square of whole pixels of the given side around the centre.
  package func region(side: Double) -> SquareRegion {
    let whole = max(side.rounded(.toNearestOrEven), 1)
    let reach = (whole - 1) / 2
    return SquareRegion(
      x: Int((centreX - reach).rounded(.toNearestOrEven)),
      y: Int((centreY - reach).rounded(.toNearestOrEven)), side: Int(whole))
  }

  /// Moves the centre, keeping it in a picture of the given size.
  mutating func move(
    x: Double, y: Double, inPictureOfWidth pictureWidth: Int, height pictureHeight: Int
  ) {
    centreX = (centreX + x).clamped(to: -0.5...Double(pictureWidth) - 0.5)
    centreY = (centreY + y).clamped(to: -0.5...Double(pictureHeight) - 0.5)
  }

  /// Resizes the object and its squares, unless that leaves the bounds, given as factors of the
  /// first window's size.
  mutating func resize(by factor: Double, first: SearchWindow, bounds: ClosedRange<Double>) {
    guard bounds.contains(searchSide * factor / first.searchSide) else { return }
    width *= factor
    height *= factor
    exemplarSide *= factor
    searchSide *= factor
  }

  /// The same window in a picture that was resized by the given factors.
  package func scaled(x horizontal: Double, y vertical: Double) -> SearchWindow {
    var window = self
    window.centreX = (centreX + 0.5) * horizontal - 0.5
    window.centreY = (centreY + 0.5) * vertical - 0.5
    window.width = width * horizontal
    window.height = height * vertical
    let mean = (horizontal * vertical).squareRoot()
    window.exemplarSide *= mean
    window.searchSide *= mean
    return window
  }
}

extension Comparable {
  package func clamped(to range: ClosedRange<Self>) -> Self {
    min(max(self, range.lowerBound), range.upperBound)
  }
}
