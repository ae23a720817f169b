extension Canvas {
  /// Fills a rectangle, or the frame between it and a hole; a pixel that an edge cuts is mixed in
  /// proportion to the area covered.
  ///
  /// - Parameters:
  ///   - outer: the rectangle; nothing is drawn unless both its sides are longer than 0.
  ///   - hole: a rectangle inside `outer` that stays as it is; empty for none.
  ///   - opacity: from 0, invisible, to 1, opaque.
  func fill(_ outer: Box, except hole: Box = .empty, _ color: RGBColor, opacity: Double = 1) {
    let columns = Self.pixelRange(from: outer.x, to: outer.right, length: width)
    let rows = Self.pixelRange(from: outer.y, to: outer.bottom, length: height)
    guard !columns.isEmpty, !rows.isEmpty else { return }
    let untouched = Self.wholePixels(from: hole.x, to: hole.right, within: columns)
    for y in rows {
      let outerPart = Self.overlap(y, outer.y, outer.bottom)
      let holePart = Self.overlap(y, hole.y, hole.bottom)
      func fillSpan(_ span: Range<Int>) {
        for x in span {
          let coverage =
            outerPart * Self.overlap(x, outer.x, outer.right)
            - holePart * Self.overlap(x, hole.x, hole.right)
          let weight = min(max(coverage * opacity, 0), 1) * 256
          blend(x: x, y: y, color, opacity: Int(weight.rounded()))
        }
      }
      if holePart == 1 {
        fillSpan(columns.lowerBound..<untouched.lowerBound)
        fillSpan(untouched.upperBound..<columns.upperBound)
      } else {
        fillSpan(columns)
      }
    }
  }

  /// The pixels of `range` that the interval from `low` to `high` covers wholly; an empty range
  /// at its end where there are none.
  private static func wholePixels(
    from low: Double, to high: Double, within range: Range<Int>
  ) -> Range<Int> {
    let first = max(low.rounded(.up), Double(range.lowerBound))
    let end = min(high.rounded(.down), Double(range.upperBound))
    guard first < end else { return range.upperBound..<range.upperBound }
    return Int(first)..<Int(end)
  }

  /// The part of pixel `index` between `low` and `high`: from 0 to 1.
  private static func overlap(_ index: Int, _ low: Double, _ high: Double) -> Double {
    max(0, min(high, Double(index + 1)) - max(low, Double(index)))
  }
}

extension Box {
  /// The box that covers nothing.
  static let empty = Box(x: 0, y: 0, width: 0, height: 0)

  /// The box with its four edges moved outwards; inwards where `distance` is negative, down to
  /// an empty box.
  func expanded(by distance: Double) -> Box {
    let expanded = Box(
      x: x - distance, y: y - distance, width: width + 2 * distance, height: height + 2 * distance)
    return expanded.width > 0 && expanded.height > 0 ? expanded : .empty
  }
}
