/// What a table says of a tracker on one sequence.
public struct SequenceScore: Sendable {
  /// The sequence's name.
  public let name: String
  /// The number of its frames.
  public let frames: Int
  /// Whether the truth says more than where to start; where not, only the benchmark's server can
  /// measure the results.
  public let isJudged: Bool
  /// How fast the tracker was; nil where nobody measured.
  public let speed: Speed?
  /// How well it did.
  public let measures: Measures

  /// The measures of the experiments.
  public enum Measures: Sendable {
    case onePass(SequenceMeasures)
    case resets(SupervisedSequence)
    case anchors(MultiStartSequence)
    case longTerm(LongTermSequence)
  }

  /// Measures the results of a sequence.
  ///
  /// - Throws: `VideoError` where the size of the pictures, which VOT's measures ask for, cannot be
  ///   read; ``VOTError``.
  public init(_ results: EvaluatedSequence.Results, experiment: Experiment) throws {
    let sequence = results.sequence
    name = sequence.name
    frames = sequence.count
    isJudged = sequence.count == 1 || sequence.truth.dropFirst().contains { $0 != .unknown }
    speed = Speed(of: results.trajectories, wholeSeconds: results.wholeSeconds)
    func resets() throws -> Measures {
      .resets(
        try SupervisedSequence(
          truth: sequence.truth, picture: sequence.pictureSize(), runs: results.trajectories))
    }
    func anchors() throws -> Measures {
      .anchors(
        try MultiStartSequence(
          truth: sequence.truth, picture: sequence.pictureSize(), runs: results.trajectories))
    }
    measures =
      switch experiment {
      case .onePass, .starts:
        .onePass(SequenceMeasures(of: results.trajectories, in: sequence))
      case .temporalRobustness, .spatialRobustness:
        .onePass(SequenceMeasures(of: results.trajectories, in: sequence).pooled)
      case .resets: try resets()
      case .anchors: try anchors()
      case .realTime: try sequence.markedAnchors.isEmpty ? resets() : anchors()
      case .longTerm:
        .longTerm(
          try LongTermSequence(
            truth: sequence.truth, picture: sequence.pictureSize(), runs: results.trajectories))
      }
  }
}
