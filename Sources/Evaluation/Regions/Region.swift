import Video

/// Where an object is in one frame, as a benchmark's ground truth or a tracker tells it: in pixels,
/// (0, 0) the top-left corner of the picture.
public enum Region: Hashable, Sendable {
  /// An axis-aligned rectangle.
  case box(Box)
  /// The corners of a polygon, in order.
  case polygon([Point])
  /// The pixels of the object.
  case mask(Mask)
  /// Nothing of the object can be seen.
  case absent
  /// Nobody says where the object is: the frame has no annotation.
  case unknown
}

/// A place in a picture, in pixels.
public struct Point: Hashable, Sendable {
  /// To the right of the picture's left edge.
  public var x: Double
  /// Below the picture's top edge.
  public var y: Double

  /// Creates a point from its coordinates, in pixels.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

extension Region {
  /// The smallest box around the region: of a polygon its axis-aligned hull, of a mask the box of
  /// its pixels. Nil where there is nothing to be boxed.
  public var bounds: Box? {
    switch self {
    case .box(let box): return box
    case .polygon(let corners):
      guard let first = corners.first else { return nil }
      var (left, top, right, bottom) = (first.x, first.y, first.x, first.y)
      for corner in corners.dropFirst() {
        left = min(left, corner.x)
        top = min(top, corner.y)
        right = max(right, corner.x)
        bottom = max(bottom, corner.y)
      }
      return Box(x: left, y: top, width: right - left, height: bottom - top)
    case .mask(let mask): return mask.bounds
    case .absent, .unknown: return nil
    }
  }

  /// Whether there is an object to be found: a region that has an area.
  public var isVisible: Bool {
    guard let bounds else { return false }
    return bounds.width > 0 && bounds.height > 0
  }
}
