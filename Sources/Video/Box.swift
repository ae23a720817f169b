/// An axis-aligned rectangle in a picture, in continuous pixel coordinates.
///
/// (`x`, `y`) is the top-left corner, 0-based, so the box of a whole W × H picture is
/// (0, 0, W, H) and the centre of the first pixel lies at (0.5, 0.5).
public struct Box: Hashable, Sendable, Codable {
  /// The left edge, in pixels.
  public var x: Double
  /// The top edge, in pixels.
  public var y: Double
  /// The width, in pixels.
  public var width: Double
  /// The height, in pixels.
  public var height: Double

  /// Creates a box from its top-left corner and its size, all in pixels.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The right edge, in pixels.
  public var right: Double { x + width }
  /// The bottom edge, in pixels.
  public var bottom: Double { y + height }
  /// The area, in square pixels.
  public var area: Double { width * height }

  /// The four numbers as the command line takes them: `x,y,width,height`.
  package var numbers: String { "\(x),\(y),\(width),\(height)" }

  /// The part of this box that lies inside `other`, or nil where they share no area.
  public func intersection(_ other: Box) -> Box? {
    let left = max(x, other.x)
    let top = max(y, other.y)
    let width = min(right, other.right) - left
    let height = min(bottom, other.bottom) - top
    guard width > 0, height > 0 else { return nil }
    return Box(x: left, y: top, width: width, height: height)
  }

  /// The area shared with `other`, divided by the area of their union: 1 for equal boxes, 0 for
  /// disjoint ones.
  public func intersectionOverUnion(_ other: Box) -> Double {
    guard let shared = intersection(other)?.area else { return 0 }
    return shared / (area + other.area - shared)
  }

  /// The same box in a picture that was resized by the given factors.
  public func scaled(x horizontal: Double, y vertical: Double) -> Box {
    Box(
      x: x * horizontal, y: y * vertical, width: width * horizontal, height: height * vertical)
  }
}
