import Video

extension Box {
  /// The box's centre as the toolkits have it: between its first and its last pixel.
  var center: Point { Point(x: x + (width - 1) / 2, y: y + (height - 1) / 2) }

  /// Intersection over union with the true box, in [0, 1]; 0 where a number is NaN or a side is not
  /// positive.
  ///
  /// - Parameter epsilon: What is added to the union.
  func overlap(with truth: Box, epsilon: Double = 0) -> Double {
    guard !isNaN, !truth.isNaN else { return 0 }
    let width = min(right, truth.right) - max(x, truth.x)
    let height = min(bottom, truth.bottom) - max(y, truth.y)
    guard width > 0, height > 0 else { return 0 }
    let shared = width * height
    let overlap = shared / (area + truth.area - shared + epsilon)
    return overlap.isNaN ? 0 : min(overlap, 1)
  }

  /// The box in coordinates that begin at another number.
  func moved(by offset: Double) -> Box {
    Box(x: x + offset, y: y + offset, width: width, height: height)
  }

  /// Whether one of the four numbers is NaN.
  var isNaN: Bool { (x + y + width + height).isNaN }
}

extension Point {
  /// The distance to another point, in pixels; NaN where a coordinate is.
  func distance(to other: Point) -> Double {
    let (dx, dy) = (x - other.x, y - other.y)
    return (dx * dx + dy * dy).squareRoot()
  }

  /// The point in units of its own along each axis.
  func divided(x horizontal: Double, y vertical: Double) -> Point {
    Point(x: x / horizontal, y: y / vertical)
  }
}
