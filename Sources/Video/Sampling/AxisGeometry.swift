/// Which places of a picture the pixels of a resized region look at, along one axis.
///
/// Pixel i of `outputs` looks at (i + ½) · side / outputs − ½ in the region, clamped to its first and
/// last pixel: half-pixel centres without antialiasing, as OpenCV's INTER_LINEAR.
struct AxisGeometry {
  /// The region's first pixel.
  var start: Int
  /// The region's number of pixels.
  var side: Int
  /// The number of pixels it is resized to.
  var outputs: Int
  /// The picture's number of pixels.
  var extent: Int
  /// Whether the stored picture counts from the other end.
  var isMirrored: Bool

  /// Writes for every output pixel the place in the stored picture, clamped to its first and last
  /// pixel, and how much of the two pixels blended there lies inside the picture.
  ///
  /// A pixel outside has the fill colour. At the border one of the two blended pixels is inside, and
  /// the clamped place gives its value alone, so value · coverage + fill · (1 − coverage) is what
  /// blending with a filled pixel would give.
  ///
  /// - Returns: Whether all of it lies inside.
  func places(
    into places: UnsafeMutablePointer<Double>, coverage: UnsafeMutablePointer<Float>
  ) -> Bool {
    let scale = Double(side) / Double(outputs)
    let last = Double(extent - 1)
    var isInside = true
    for output in 0..<outputs {
      let local = min(max((Double(output) + 0.5) * scale - 0.5, 0), Double(side - 1))
      let place = Double(start) + local
      let first = place.rounded(.down)
      let fraction = place - first
      var covered = 0.0
      if first >= 0, first <= last { covered += 1 - fraction }
      if first >= -1, first < last { covered += fraction }
      // At the last pixel, with no fraction left, the next one does not count.
      if covered < 1 { isInside = false }
      coverage[output] = Float(covered)
      let clamped = min(max(place, 0), last)
      places[output] = isMirrored ? last - clamped : clamped
    }
    return isInside
  }
}
