/// A polygon on its way into a raster, row by row, by the even-odd rule as the vot-toolkit has it:
/// every side marks its place in every row that it touches, the sides that meet in a corner both.
struct RasterPolygon {
  private struct Corner {
    var x: Double
    var y: Double
  }

  private var whole: [Corner] = []
  private var corners: [Corner] = []
  private var crossings: [Int] = []

  /// The polygon's bounds in the picture.
  private(set) var bounds = PixelBounds.ofNothing

  /// Takes the corners, in the picture's coordinates.
  mutating func take(_ points: [Point]) {
    whole.removeAll(keepingCapacity: true)
    bounds = PixelBounds(left: .max, top: .max, right: .min, bottom: .min)
    for point in points {
      let corner = Corner(x: Double(wholePixel(point.x)), y: Double(wholePixel(point.y)))
      whole.append(corner)
      let pixel = PixelBounds(
        left: Int(corner.x), top: Int(corner.y), right: Int(corner.x), bottom: Int(corner.y))
      bounds = bounds.union(pixel)
    }
    if points.isEmpty { bounds = .ofNothing }
  }

  /// Moves the corners into the raster's coordinates.
  mutating func place(in raster: PixelBounds) {
    corners.removeAll(keepingCapacity: true)
    for corner in whole {
      corners.append(
        Corner(x: corner.x - Double(raster.left), y: corner.y - Double(raster.top)))
    }
  }

  /// Appends the spans of a row of the raster.
  mutating func appendSpans(ofRow row: Int, width: Int, to spans: inout [PixelSpan]) {
    findCrossings(ofRow: Double(row))
    var index = 0
    while index < crossings.count - 1 {
      let (from, to) = (crossings[index], crossings[index + 1])
      if from >= width { break }
      // Two sides that meet in a corner mark the same place; only in the row's last pair is that a
      // span of its own.
      if from == to, index < crossings.count - 2 {
        index += 1
        continue
      }
      index += 2
      if to >= 0 { append(max(0, from), min(width - 1, to), to: &spans) }
    }
  }

  private func append(_ first: Int, _ last: Int, to spans: inout [PixelSpan]) {
    if let previous = spans.last, previous.last >= first {
      spans[spans.count - 1].last = max(previous.last, last)
    } else {
      spans.append(PixelSpan(first: first, last: last))
    }
  }

  /// The columns where sides lie in a row, from left to right. Fractions are cut off towards the
  /// raster's first column, as the toolkit does.
  private mutating func findCrossings(ofRow row: Double) {
    crossings.removeAll(keepingCapacity: true)
    guard var previous = corners.last else { return }
    for corner in corners {
      defer { previous = corner }
      let top = min(corner.y, previous.y)
      let bottom = max(corner.y, previous.y)
      guard top <= row, row <= bottom else { continue }
      let rise = previous.y - corner.y
      let x =
        rise == 0 ? corner.x : corner.x + (row - corner.y) / rise * (previous.x - corner.x)
      insert(Int(x))
    }
  }

  private mutating func insert(_ column: Int) {
    var index = crossings.count
    crossings.append(column)
    while index > 0, crossings[index - 1] > column {
      crossings[index] = crossings[index - 1]
      index -= 1
    }
    crossings[index] = column
  }
}
