/// What is measured of a tracker's runs over a sequence from which the object may vanish.
public struct LongTermSequence: Hashable, Sendable, Codable {
  /// One run.
  struct Run: Hashable, Sendable, Codable {
    /// The overlap in each frame.
    var overlaps: [Double]
    /// The tracker's confidence in each frame; 0 where it gave none.
    var confidences: [Double]
  }

  /// The sequence's length.
  public let frames: Int
  /// The frames in which the object can be seen.
  public let visibleFrames: Int
  /// The repetitions.
  let runs: [Run]

  /// The overlap in each frame of the first run.
  public var overlaps: [Double] { runs[0].overlaps }

  /// Measures runs.
  ///
  /// - Parameters:
  ///   - truth: one region a frame.
  ///   - picture: the size of the sequence's pictures; regions count only within it.
  ///   - runs: the repetitions, each from the first frame to the last; a step's score is the
  ///     tracker's confidence.
  /// - Throws: ``VOTError`` where there is no run or one does not go over all frames.
  public init(truth: [Region], picture: PictureSize, runs: [Trajectory]) throws {
    guard !runs.isEmpty else { throw VOTError.noRuns }
    var overlap = RegionOverlap(rule: .raster, picture: picture)
    frames = truth.count
    visibleFrames = truth.count(where: \.isAnnotatedForVOT)
    let limit = Double.greatestFiniteMagnitude
    self.runs = try runs.map { run in
      try run.checkIsWhole(frames: truth.count)
      return Run(
        overlaps: run.overlaps(with: truth, by: &overlap),
        confidences: run.steps.map { step in
          let score = step.score ?? 0
          return score.isNaN ? score : max(-limit, min(limit, score))
        })
    }
  }
}
