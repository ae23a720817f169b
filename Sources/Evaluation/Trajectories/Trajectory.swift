/// What a tracker said in one run over a sequence, or over a part of it.
public struct Trajectory: Hashable, Sendable {
  /// What a run says of one frame.
  public struct Step: Hashable, Sendable {
    /// What happened.
    public var outcome: Outcome
    /// The tracker's own score, where it gives one.
    public var score: Double?
    /// How long the tracker took, without reading the frame, in seconds, where it was measured.
    public var seconds: Double?

    /// Creates a step from its parts.
    public init(_ outcome: Outcome, score: Double? = nil, seconds: Double? = nil) {
      self.outcome = outcome
      self.score = score
      self.seconds = seconds
    }
  }

  /// What happened in one frame.
  public enum Outcome: Hashable, Sendable {
    /// The tracker was given the true region: VOT's code 1.
    case initialized
    /// The tracker said where the object is; ``Region/absent`` where it said that it is not there.
    case region(Region)
    /// The region did not touch the true one any more: VOT's code 2.
    case failed
    /// The tracker was not asked: VOT's code 0.
    case skipped
  }

  /// The sequence's frame in which the run began.
  public var start: Int
  /// Whether the run went from there to the sequence's first frame instead of its last.
  public var isBackward: Bool
  /// One step a frame, in the order of the run.
  public var steps: [Step]

  /// Creates a trajectory from its parts.
  public init(start: Int = 0, isBackward: Bool = false, steps: [Step]) {
    self.start = start
    self.isBackward = isBackward
    self.steps = steps
  }
}
