/// A square of whole pixels in a picture's display coordinates. It may reach outside the picture.
public struct SquareRegion: Hashable, Sendable {
  /// The column of the first pixel; 0 is the picture's leftmost one.
  public var x: Int
  /// The row of the first pixel; 0 is the picture's topmost one.
  public var y: Int
  /// The number of pixels each way, at least 1.
  public var side: Int

  /// Creates a region from its first pixel and its side, in pixels.
  public init(x: Int, y: Int, side: Int) {
    self.x = x
    self.y = y
    self.side = side
  }
}
