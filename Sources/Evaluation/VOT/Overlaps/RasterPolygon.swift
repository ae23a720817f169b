/// A polygon on its way into a raster, by the even-odd rule as the vot-toolkit has it: every side
/// marks its place in every row that it touches, the sides that meet in a corner both.
struct RasterPolygon {
  private struct Corner {
    var x: Double
    var y: Double
  }

  private var corners: [Corner] = []

  /// The polygon's bounds in the picture.
  private(set) var bounds = PixelBounds.ofNothing

  /// Takes the corners, in the picture's coordinates.
  mutating func take(_ points: [Point]) {
    corners.removeAll(keepingCapacity: true)
    bounds = PixelBounds(left: .max, top: .max, right: .min, bottom: .min)
    for point in points {
      let corner = Corner(x: Double(wholePixel(point.x)), y: Double(wholePixel(point.y)))
      corners.append(corner)
      let (column, row) = (Int(corner.x), Int(corner.y))
      bounds = bounds.union(PixelBounds(left: column, top: row, right: column, bottom: row))
    }
    if points.isEmpty { bounds = .ofNothing }
  }

  /// Paints the part of the picture that `raster` is, in the raster's coordinates.
  mutating func paint(in raster: PixelBounds, to painted: inout PaintedRows) {
    for index in corners.indices {
      corners[index].x -= Double(raster.left)
      corners[index].y -= Double(raster.top)
    }
    let top = max(0, bounds.top - raster.top)
    let bottom = min(raster.bottom, bounds.bottom) - raster.top
    painted.begin(at: top)
    guard top <= bottom, !corners.isEmpty else { return }
    withUnsafeTemporaryAllocation(of: Int.self, capacity: corners.count) { crossings in
      for row in top...bottom {
        let count = findCrossings(ofRow: Double(row), in: crossings)
        paint(crossings[..<count], width: raster.right - raster.left + 1, to: &painted)
        painted.endRow()
      }
    }
  }

  private func paint(
    _ crossings: Slice<UnsafeMutableBufferPointer<Int>>, width: Int,
    to painted: inout PaintedRows
  ) {
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
      painted.paint(PixelSpan(first: max(0, from), last: min(width - 1, to)))
    }
  }

  /// Finds the columns where sides lie in a row, from left to right, and returns their number.
  /// Fractions are cut off towards the raster's first column, as the toolkit does.
  private func findCrossings(
    ofRow row: Double, in crossings: UnsafeMutableBufferPointer<Int>
  ) -> Int {
    var count = 0
    var previous = corners[corners.count - 1]
    for corner in corners {
      defer { previous = corner }
      guard min(corner.y, previous.y) <= row, row <= max(corner.y, previous.y) else { continue }
      let rise = previous.y - corner.y
      let x =
        rise == 0 ? corner.x : corner.x + (row - corner.y) / rise * (previous.x - corner.x)
      let column = Int(x)
      var place = count
      while place > 0, crossings[place - 1] > column {
        crossings[place] = crossings[place - 1]
        place -= 1
      }
      crossings[place] = column
      count += 1
    }
    return count
  }
}
