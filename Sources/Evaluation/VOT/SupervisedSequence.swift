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
  ///   - overlapRule: how overlaps are computed.
  /// - Throws: ``VOTError`` where there is no run or one does not go over all frames.
  public init(
    truth: [Region], picture: PictureSize, runs: [Trajectory], tags: [String: [Bool]] = [:],
    burnIn: Int = VOTEdition.burnIn, overlapRule: OverlapRule = .raster
  ) throws {
    guard !runs.isEmpty else { throw VOTError.noRuns }
    var overlap = RegionOverlap(rule: overlapRule, picture: picture)
    var accuracy = 0.0
    var fragments: [RunFragment] = []
    var frameMeans = FrameMeans(frames: truth.count)
    var firstOverlaps: [Double?] = []
    for (index, run) in runs.enumerated() {
      try run.checkIsWhole(frames: truth.count)
      let overlaps = run.overlaps(with: truth, by: &overlap)
      let counted = zip(run.framesThatCount(burnIn: burnIn), overlaps).map { $0 ? $1 : nil }
      accuracy += counted.compactMap { $0 }.mean
      fragments += run.fragments(overlaps: overlaps, tags: tags)
      frameMeans.add(counted, failures: run.steps.map { $0.outcome == .failed })
      if index == 0 {
        firstOverlaps = zip(run.steps, overlaps).map { $0.outcome.isAnswer ? $1 : nil }
      }
    }
    frames = truth.count
    self.accuracy = accuracy / Double(runs.count)
    failures = frameMeans.failures.reduce(0, +) / Double(runs.count)
    overlaps = firstOverlaps
    self.fragments = fragments
    self.tags = tags.mapValues { TaggedFrames(having: $0, frameMeans, runs: runs.count) }
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
}

/// What several runs say of each frame.
private struct FrameMeans {
  /// How many runs count in a frame.
  private(set) var counts: [Double]
  /// The sum of their overlaps.
  private(set) var overlaps: [Double]
  /// How many runs failed in a frame.
  private(set) var failures: [Double]

  init(frames: Int) {
    counts = Array(repeating: 0, count: frames)
    overlaps = counts
    failures = counts
  }

  mutating func add(_ counted: [Double?], failures failed: [Bool]) {
    for (frame, overlap) in counted.enumerated() {
      if let overlap {
        counts[frame] += 1
        overlaps[frame] += overlap
      }
      if failed[frame] { failures[frame] += 1 }
    }
  }
}

extension TaggedFrames {
  fileprivate init(having tag: [Bool], _ means: FrameMeans, runs: Int) {
    for frame in means.counts.indices where tag.indices.contains(frame) && tag[frame] {
      frames += 1
      failures += means.failures[frame] / Double(runs)
      if means.counts[frame] > 0 {
        counted += 1
        overlap += means.overlaps[frame] / means.counts[frame]
      }
    }
  }
}
