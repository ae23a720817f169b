/// How a stroke looks along its way, from its oldest point to its newest.
struct StrokeStyle {
  var color: RGBColor
  /// The line's width at its oldest and its newest point, in pixels.
  var width: (oldest: Double, newest: Double)
  /// From 0, invisible, to 1, opaque.
  var opacity: (oldest: Double, newest: Double)
}

extension Canvas {
  /// Draws straight lines from point to point, with round ends.
  ///
  /// The whole stroke is gathered in a mask before it touches the picture, so that its parts
  /// do not darken each other where they overlap. Points that are not finite interrupt the line.
  func stroke(_ points: [(x: Double, y: Double)], _ style: StrokeStyle) {
    guard points.count > 1 else { return }
    var touched = PixelBounds()
    for index in 1..<points.count {
      let (from, to) = (points[index - 1], points[index])
      let segment = StrokeSegment(
        start: StrokePoint(from, style, at: Double(index - 1) / Double(points.count - 1)),
        end: StrokePoint(to, style, at: Double(index) / Double(points.count - 1)))
      touched.include(markSegment(segment))
    }
    applyMask(in: touched, style.color)
  }

  /// Raises the mask to the segment's opacity and returns the pixels that may have changed.
  private func markSegment(_ whole: StrokeSegment) -> PixelBounds {
    let reach = max(whole.start.radius, whole.end.radius) + 1
    guard let segment = whole.clipped(width: Double(width), height: Double(height), margin: reach)
    else { return PixelBounds() }
    let (start, end) = (segment.start, segment.end)
    let rows = Self.pixelRange(
      from: min(start.y, end.y) - reach, to: max(start.y, end.y) + reach, length: height)
    var touched = PixelBounds()
    for y in rows {
      let center = Double(y) + 0.5
      guard let extent = segment.horizontalExtent(from: center - reach, to: center + reach)
      else { continue }
      let columns = Self.pixelRange(
        from: extent.low - reach, to: extent.high + reach, length: width)
      for x in columns {
        let opacity = segment.opacity(atX: Double(x) + 0.5, y: center)
        guard opacity > 0 else { continue }
        let offset = y * width + x
        strokeMask[offset] = max(strokeMask[offset], UInt8(min(opacity, 1) * 255))
      }
      touched.include(PixelBounds(columns: columns, rows: y..<y + 1))
    }
    return touched
  }

  /// Mixes `color` into the picture where the mask says so, and clears the mask.
  private func applyMask(in bounds: PixelBounds, _ color: RGBColor) {
    for y in bounds.rows {
      for x in bounds.columns {
        let opacity = Int(strokeMask[y * width + x])
        guard opacity > 0 else { continue }
        blend(x: x, y: y, color, opacity: opacity + opacity >> 7)
        strokeMask[y * width + x] = 0
      }
    }
  }
}

/// The smallest rectangle of whole pixels around all that was included.
private struct PixelBounds {
  var columns = 0..<0
  var rows = 0..<0

  mutating func include(_ other: PixelBounds) {
    guard !other.columns.isEmpty, !other.rows.isEmpty else { return }
    guard !columns.isEmpty, !rows.isEmpty else {
      self = other
      return
    }
    columns =
      min(
        columns.lowerBound, other.columns.lowerBound)..<max(
        columns.upperBound, other.columns.upperBound)
    rows =
      min(rows.lowerBound, other.rows.lowerBound)..<max(rows.upperBound, other.rows.upperBound)
  }
}
