/// One object in one frame, as result files hold it.
public struct ResultRow: Hashable, Sendable {
  /// The frame's 0-based index in display order, from the beginning of the file.
  public var frame: Int
  /// Seconds from the beginning of the stream.
  public var timestamp: Double
  /// The object's number, from 1; nil where there is only one object.
  public var id: Int?
  /// Where the object is.
  public var track: Track

  /// Creates a row from its parts.
  public init(frame: Int, timestamp: Double, id: Int? = nil, track: Track) {
    self.frame = frame
    self.timestamp = timestamp
    self.id = id
    self.track = track
  }
}
