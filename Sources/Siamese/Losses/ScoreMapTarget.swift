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
  /// A number for the video or the picture that the exemplar is from; nil where nobody knows. What is
  /// seen in one scene is no negative example for what is seen in the same one: it may be the same.
  public var exemplarScene: UInt64?
  /// That of the search region.
  public var searchScene: UInt64?

  /// Creates a target.
  public init(offset: Offset?, exemplarScene: UInt64? = nil, searchScene: UInt64? = nil) {
    self.offset = offset
    self.exemplarScene = exemplarScene
    self.searchScene = searchScene
  }
}
