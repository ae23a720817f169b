import Video

/// What a tracker says about one object in one frame.
public struct Track: Hashable, Sendable {
  /// Where the object is, in pixels of the frame. While the object is ``TrackState/lost`` this stays
  /// the last box that was not.
  public var box: Box
  /// The probability, from 0 to 1, that the overlap (intersection over union) of ``box`` with the
  /// object's true box is at least one half.
  public var score: Double
  /// What the score means for who reads the box.
  public var state: TrackState

  /// Creates a track from its parts.
  public init(box: Box, score: Double, state: TrackState) {
    self.box = box
    self.score = score
    self.state = state
  }
}

/// How far a tracked box can be trusted.
public enum TrackState: String, Hashable, Sendable, CaseIterable {
  /// The box was given by the user.
  case initial
  /// The object was found.
  case tracked
  /// Something like the object was found; it may be another one, or only a part of it.
  case uncertain
  /// The object was not found; the tracker goes on looking for it.
  case lost
}
