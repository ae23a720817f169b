/// A point on a stroke, with what its style comes to there.
struct StrokePoint {
  var x: Double
  var y: Double
  /// Half the line's width, in pixels.
  var radius: Double
  /// From 0, invisible, to 1, opaque.
  var opacity: Double

  /// The point at `part` of the way from the oldest point, 0, to the newest, 1.
  init(_ point: (x: Double, y: Double), _ style: StrokeStyle, at part: Double) {
    x = point.x
    y = point.y
    radius = (style.width.oldest + (style.width.newest - style.width.oldest) * part) / 2
    opacity = style.opacity.oldest + (style.opacity.newest - style.opacity.oldest) * part
  }

  /// The point at `part` of the way from `start` to `end`.
  init(from start: StrokePoint, to end: StrokePoint, at part: Double) {
    x = start.x + (end.x - start.x) * part
    y = start.y + (end.y - start.y) * part
    radius = start.radius + (end.radius - start.radius) * part
    opacity = start.opacity + (end.opacity - start.opacity) * part
  }
}

/// A straight part of a stroke.
struct StrokeSegment {
  var start: StrokePoint
  var end: StrokePoint

  /// The part inside a picture widened by `margin` on all sides; nil where there is none, or
  /// where a coordinate is not finite.
  ///
  /// After Liang and Barsky, "A New Concept and Method for Line Clipping" (1984): each side of
  /// the picture narrows the range of the line's parameter.
  func clipped(width: Double, height: Double, margin: Double) -> StrokeSegment? {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    guard dx.isFinite, dy.isFinite else { return nil }
    var (first, last) = (0.0, 1.0)
    func narrow(speed: Double, distance: Double) {
      if speed < 0 {
        first = max(first, distance / speed)
      } else if speed > 0 {
        last = min(last, distance / speed)
      } else if distance < 0 {
        last = -1
      }
    }
    narrow(speed: -dx, distance: start.x + margin)
    narrow(speed: dx, distance: width + margin - start.x)
    narrow(speed: -dy, distance: start.y + margin)
    narrow(speed: dy, distance: height + margin - start.y)
    guard first <= last else { return nil }
    return StrokeSegment(
      start: StrokePoint(from: start, to: end, at: first),
      end: StrokePoint(from: start, to: end, at: last))
  }

  /// The x coordinates of the segment's points whose y lies between `low` and `high`; nil where
  /// there are none.
  func horizontalExtent(from low: Double, to high: Double) -> (low: Double, high: Double)? {
    guard max(start.y, end.y) >= low, min(start.y, end.y) <= high else { return nil }
    let dy = end.y - start.y
    var parts = (0.0, 1.0)
    if dy != 0 {
      let atEdges = ((low - start.y) / dy, (high - start.y) / dy)
      parts = (max(0, min(atEdges.0, atEdges.1)), min(1, max(atEdges.0, atEdges.1)))
    }
    let ends = (
      start.x + (end.x - start.x) * parts.0, start.x + (end.x - start.x) * parts.1
    )
    return (min(ends.0, ends.1), max(ends.0, ends.1))
  }

  /// How opaque the stroke is at a pixel's centre: the nearest point's opacity, falling to 0
  /// over one pixel across the line's edge.
  func opacity(atX x: Double, y: Double) -> Double {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let squaredLength = dx * dx + dy * dy
    let projection = (x - start.x) * dx + (y - start.y) * dy
    let part = squaredLength > 0 ? projection / squaredLength : 1
    let nearest = StrokePoint(from: start, to: end, at: min(max(part, 0), 1))
    let distance = ((x - nearest.x) * (x - nearest.x) + (y - nearest.y) * (y - nearest.y))
      .squareRoot()
    return min(max(nearest.radius + 0.5 - distance, 0), 1) * nearest.opacity
  }
}
