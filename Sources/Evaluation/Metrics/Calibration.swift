import Video

/// How far a tracker's score can be believed.
///
/// Two questions are asked of it: whether among boxes with a score of 0.8 eight in ten are right (the
/// reliability diagram and the expected calibration error), and whether it tells frames in which the
/// object can be seen from frames in which it cannot (the ROC of presence).
///
/// Nothing is fitted here. The score of this project's models was fitted on other videos than the
/// benchmarks', so a reported sequence is left out of the fit by construction.
public struct Calibration: Sendable, Codable, Hashable {
  /// What is known of one frame.
  public struct Sample: Sendable, Hashable {
    /// The tracker's score.
    public var score: Double
    /// Whether the intersection over union with the truth is at least 0.5; false where the object
    /// cannot be seen.
    public var isRight: Bool
    /// Whether the object can be seen.
    public var isPresent: Bool

    /// Creates a sample from its parts.
    public init(score: Double, isRight: Bool, isPresent: Bool) {
      self.score = score
      self.isRight = isRight
      self.isPresent = isPresent
    }
  }

  /// The frames whose score lies in one part of [0, 1].
  public struct Bin: Sendable, Codable, Hashable {
    /// The least score; it belongs to the bin.
    public let lower: Double
    /// The greatest score; it belongs to the next bin, except for 1.
    public let upper: Double
    /// How many frames.
    public let count: Int
    /// Their mean score: what was promised. 0 where there are no frames.
    public let meanScore: Double
    /// The share of them that are right: what was held. 0 where there are no frames.
    public let rightShare: Double
  }

  /// How many frames have a score.
  public let frames: Int
  /// The reliability diagram, ten bins of the same width; nil where a score lies outside of [0, 1]
  /// and so is no probability.
  public let bins: [Bin]?
  /// The mean over frames of the distance between what their bin promised and what it held (Naeini,
  /// Cooper, Hauskrecht 2015); nil where ``bins`` is.
  public let expectedCalibrationError: Double?
  /// How well the score tells whether the object can be seen; nil where it can always be seen or
  /// never.
  public let presence: PresenceROC?

  /// Sums up the frames of one sequence or of a data set; nil where no score is a number.
  ///
  /// - Parameter binCount: The number of bins of the reliability diagram.
  public init?(_ samples: [Sample], binCount: Int = 10) {
    precondition(binCount > 0, "a reliability diagram needs at least one bin")
    let samples = samples.filter { !$0.score.isNaN }
    guard !samples.isEmpty else { return nil }
    frames = samples.count
    bins = Self.bins(of: samples, count: binCount)
    expectedCalibrationError = bins.map { bins in
      let distances = bins.map { abs($0.meanScore - $0.rightShare) * Double($0.count) }
      return distances.reduce(0, +) / Double(samples.count)
    }
    presence = PresenceROC(samples)
  }

  private static func bins(of samples: [Sample], count: Int) -> [Bin]? {
    var tallies = Array(repeating: (frames: 0, score: 0.0, right: 0), count: count)
    for sample in samples {
      guard (0...1).contains(sample.score) else { return nil }
      let index = min(Int(sample.score * Double(count)), count - 1)
      tallies[index].frames += 1
      tallies[index].score += sample.score
      tallies[index].right += sample.isRight ? 1 : 0
    }
    return tallies.enumerated().map { index, tally in
      let divisor = Double(max(tally.frames, 1))
      return Bin(
        lower: Double(index) / Double(count), upper: Double(index + 1) / Double(count),
        count: tally.frames, meanScore: tally.score / divisor,
        rightShare: Double(tally.right) / divisor)
    }
  }
}

extension Calibration {
  /// The samples of one run over a sequence: the frames that have a score, but for those in which the
  /// tracker was given the truth, and those of which the truth is not known or ignored.
  public static func samples(of trajectory: Trajectory, in sequence: BenchmarkSequence) -> [Sample]
  {
    zip(trajectory.frames(of: sequence.count), trajectory.steps).compactMap { frame, step in
      guard let score = step.score, case .region(let region) = step.outcome,
        sequence.truth[frame] != .unknown, !(sequence.ignored[checked: frame] ?? false)
      else { return nil }
      let isPresent = sequence.truth[frame].isVisible
      guard isPresent, let box = region.bounds, let truth = sequence.truth[frame].bounds else {
        return Sample(score: score, isRight: false, isPresent: isPresent)
      }
      return Sample(score: score, isRight: box.overlap(with: truth) >= 0.5, isPresent: true)
    }
  }
}
