import Video

extension Region {
  /// The overlap of two regions in a picture as the got10k toolkit 0.1.3 computes it, from 0 to 1: the
  /// area in both divided by the area in any, exactly and without rounding, of rectangles and of
  /// polygons whose sides do not cross.
  ///
  /// A mask counts as the box around its pixels, a region without extent as empty; where both are
  /// empty, the overlap is 0.
  public func exactOverlap(_ other: Region, in picture: PictureSize) -> Double {
    let frame = corners(
      of: Box(x: 0, y: 0, width: Double(picture.width), height: Double(picture.height)))
    let triangles = orientedTriangles
    let others = other.orientedTriangles
    let clipped = triangles.map { ($0.sign, $0.corners.clipped(by: frame)) }
    var shared = 0.0
    for (sign, part) in clipped where !part.isEmpty {
      for triangle in others {
        shared += sign * triangle.sign * part.clipped(by: triangle.corners).area
      }
    }
    let area = clipped.reduce(0) { $0 + $1.0 * $1.1.area }
    let otherArea = others.reduce(0) { $0 + $1.sign * $1.corners.clipped(by: frame).area }
    let overlap = shared / (area + otherArea - shared + .ulpOfOne)
    return overlap.isFinite ? max(0, min(1, overlap)) : 0
  }

  /// Triangles whose areas, each with its sign, make up the region's: those between its first corner
  /// and its sides.
  private var orientedTriangles: [(sign: Double, corners: ConvexPolygon)] {
    let corners: [Point]
    switch self {
    case .polygon(let points): corners = points
    case .box, .mask: corners = bounds.map { Evaluation.corners(of: $0).points } ?? []
    case .absent, .unknown: corners = []
    }
    guard let first = corners.first else { return [] }
    var triangles: [(sign: Double, corners: ConvexPolygon)] = []
    var sum = 0.0
    for (second, third) in zip(corners.dropFirst(), corners.dropFirst(2)) {
      let turn = cross(first, second, third)
      sum += turn
      if turn > 0 {
        triangles.append((1, ConvexPolygon(points: [first, second, third])))
      } else if turn < 0 {
        triangles.append((-1, ConvexPolygon(points: [first, third, second])))
      }
    }
    return sum < 0 ? triangles.map { (-$0.sign, $0.corners) } : triangles
  }
}

/// A polygon without inward corners, its corners so that the inside lies to the right of the sides as
/// they are seen in a picture, whose y grows downwards.
private struct ConvexPolygon {
  var points: [Point]

  var isEmpty: Bool { points.count < 3 }

  var area: Double {
    guard let first = points.first, !isEmpty else { return 0 }
    return zip(points.dropFirst(), points.dropFirst(2))
      .reduce(0) { $0 + cross(first, $1.0, $1.1) } / 2
  }

  /// The part inside another one (Sutherland and Hodgman, 1974).
  func clipped(by other: ConvexPolygon) -> ConvexPolygon {
    var rest = points
    guard var from = other.points.last else { return ConvexPolygon(points: []) }
    for to in other.points {
      let input = rest
      rest.removeAll(keepingCapacity: true)
      guard var previous = input.last else { break }
      var previousSide = cross(from, to, previous)
      for point in input {
        let side = cross(from, to, point)
        if (side < 0) != (previousSide < 0) {
          let share = previousSide / (previousSide - side)
          rest.append(
            Point(
              x: previous.x + share * (point.x - previous.x),
              y: previous.y + share * (point.y - previous.y)))
        }
        if side >= 0 { rest.append(point) }
        (previous, previousSide) = (point, side)
      }
      from = to
    }
    return ConvexPolygon(points: rest)
  }
}

private func corners(of box: Box) -> ConvexPolygon {
  ConvexPolygon(points: [
    Point(x: box.x, y: box.y), Point(x: box.right, y: box.y), Point(x: box.right, y: box.bottom),
    Point(x: box.x, y: box.bottom),
  ])
}

/// Twice the area of a triangle, positive where its corners turn to the right as seen in a picture.
private func cross(_ first: Point, _ second: Point, _ third: Point) -> Double {
  (second.x - first.x) * (third.y - first.y) - (second.y - first.y) * (third.x - first.x)
}
