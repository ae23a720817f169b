/// Where the object of a pair is on the pair's score map.
public struct ScoreMapTarget: Hashable, Sendable {
  /// A place on a score map, in cells from its centre.
  public struct Offset: Hashable, Sendable {
    /// Cells to the right.
    public var x: Double
    /// Cells down.
    public var y: Double

    /// Creates an offset; the default is the map's centre.
    public init(x: Double = 0, y: Double = 0) {
      self.x = x
      self.y = y
    }
  }

  /// Where the object is; nil where the search region shows another one, so that every place of the
  /// map is wrong.
  public var offset: Offset?

  /// Creates a target.
  public init(offset: Offset?) {
    self.offset = offset
  }
}
