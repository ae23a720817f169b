/// What is measured of a tracker's runs with resets over one sequence.
public struct SupervisedSequence: Hashable, Sendable, Codable {
  /// The sequence's length.
  public let frames: Int
  /// The mean over runs of the mean overlap in the frames that count.
  public let accuracy: Double
  /// The failures of a run: the mean over runs.
  public let failures: Double
  /// The overlap in each frame of the first run; nil where it does not count: where the tracker was
  /// begun, failed or was not asked.
  public let overlaps: [Double?]
  /// The parts of the runs between a beginning and a failure or the end.
  let fragments: [RunFragment]
  /// What is measured in the frames that have a tag.
  var tags: [String: TaggedFrames]

  /// Measures runs.
  ///
  /// - Parameters:
  ///   - truth: one region a frame.
  ///   - picture: the size of the sequence's pictures; regions count only within it.
  ///   - runs: the repetitions, each from the first frame to the last.
  ///   - tags: for each tag, which frames have it.
  ///   - burnIn: how many frames from a beginning on do not count for the accuracy.
  /// - Throws: ``VOTError`` where there is no run or one has not as many frames as the truth.
  public init(
    truth: [Region], picture: PictureSize, runs: [Trajectory], tags: [String: [Bool]] = [:],
    burnIn: Int = VOTEdition.burnIn
  ) throws {
    guard !runs.isEmpty else { throw VOTError.noRuns }
    var raster = RasterOverlap(picture: picture)
    var (accuracy, failures) = (0.0, 0.0)
    var fragments: [RunFragment] = []
    var tagged: [[String: TaggedFrames]] = []
    var firstOverlaps: [Double?]?
    for run in runs {
      let overlaps = run.overlaps(with: try run.truth(from: truth), raster: &raster)
      let counts = run.framesThatCount(burnIn: burnIn)
      accuracy += mean(of: overlaps.indices.filter { counts[$0] }.map { overlaps[$0] })
      failures += Double(run.steps.count { $0.outcome == .failed })
      fragments += run.fragments(overlaps: overlaps, tags: tags)
      tagged.append(run.tagged(tags, overlaps: overlaps, counts: counts))
      if firstOverlaps == nil {
        firstOverlaps = zip(run.steps, overlaps).map { $0.outcome.isAnswer ? $1 : nil }
      }
    }
    let count = Double(runs.count)
    frames = truth.count
    self.accuracy = accuracy / count
    self.failures = failures / count
    overlaps = firstOverlaps ?? []
    self.fragments = fragments
    self.tags = sums(of: tagged).mapValues { $0 / count }
  }

  /// exp(−S·F/N) of this sequence alone.
  public func robustness(sensitivity: Double = VOTEdition.sensitivity) -> Double {
    SupervisedMeasures.robustness(
      failures: failures, frames: Double(frames), sensitivity: sensitivity)
  }
}

extension Trajectory.Outcome {
  /// Whether the tracker was asked and its answer stands.
  var isAnswer: Bool {
    if case .region = self { true } else { false }
  }
}

extension Trajectory {
  /// Which frames count for the accuracy: those with an answer, unless they are among the `burnIn`
  /// from a beginning on.
  fileprivate func framesThatCount(burnIn: Int) -> [Bool] {
    var burnt = 0
    return steps.map { step in
      if step.outcome == .initialized { burnt = burnIn }
      defer { burnt = max(0, burnt - 1) }
      switch step.outcome {
      case .region(.unknown), .failed, .skipped: return false
      case .region, .initialized: return burnt == 0
      }
    }
  }

  /// The parts between a beginning and the failure after it, without the failure's own frame, and
  /// what follows the last beginning; a run without failures is one part, from its first frame on.
  fileprivate func fragments(overlaps: [Double], tags: [String: [Bool]]) -> [RunFragment] {
    func fragment(_ frames: Range<Int>, hasFailed: Bool) -> RunFragment {
      RunFragment(
        overlaps: Array(overlaps[frames]), hasFailed: hasFailed,
        tagShares: shares(of: tags, in: Array(frames)))
    }
    guard steps.contains(where: { $0.outcome == .failed }) else {
      return [fragment(steps.indices, hasFailed: false)]
    }
    var fragments: [RunFragment] = []
    var beginning: Int?
    for (frame, step) in steps.enumerated() {
      if step.outcome == .initialized {
        beginning = frame
      } else if step.outcome == .failed, let first = beginning {
        fragments.append(fragment(first..<frame, hasFailed: true))
        beginning = nil
      }
    }
    if let first = beginning { fragments.append(fragment(first..<steps.count, hasFailed: false)) }
    return fragments
  }

  /// What is measured in the frames that have each tag.
  fileprivate func tagged(
    _ tags: [String: [Bool]], overlaps: [Double], counts: [Bool]
  ) -> [String: TaggedFrames] {
    tags.mapValues { tagged in
      var sums = TaggedFrames()
      for frame in steps.indices where tagged.indices.contains(frame) && tagged[frame] {
        sums.frames += 1
        if counts[frame] {
          sums.counted += 1
          sums.overlap += overlaps[frame]
        }
        if steps[frame].outcome == .failed { sums.failures += 1 }
      }
      return sums
    }
  }
}
