/// The mean overlap of runs that nobody helps, over a data set: VOT's unsupervised experiment since
/// 2016, as the vot-toolkit 0.9.0 computes it (`analysis/accuracy.py`).
public struct UnsupervisedMeasures: Hashable, Sendable, Codable {
  /// The mean over sequences, weighted by their lengths, of the mean overlap in the frames that
  /// count.
  public let accuracy: Double
  /// The same in the frames that have a tag, by the tags' names, of the sequences that have any.
  public let tags: [String: Double]

  /// Computes the measures of a data set.
  ///
  /// - Throws: ``VOTError/noRuns`` where there is no sequence.
  public init(of sequences: [UnsupervisedSequence]) throws {
    guard !sequences.isEmpty else { throw VOTError.noRuns }
    func average(_ values: [(accuracy: Double, frames: Int)]) -> Double {
      let sum = values.reduce(0) { $0 + $1.accuracy * Double($1.frames) }
      return sum / Double(values.reduce(0) { $0 + $1.frames })
    }
    accuracy = average(sequences.map { ($0.accuracy, $0.frames) })
    var tags: [String: Double] = [:]
    for name in Set(sequences.flatMap(\.tags.keys)) {
      tags[name] = average(
        sequences.compactMap { sequence in sequence.tags[name].map { ($0, sequence.frames) } })
    }
    self.tags = tags
  }
}

/// What is measured of a tracker's runs over one sequence in which nobody helped it.
public struct UnsupervisedSequence: Hashable, Sendable, Codable {
  /// The sequence's length.
  public let frames: Int
  /// The mean over runs of the mean overlap in the frames that count.
  public let accuracy: Double
  /// The same in the frames that have a tag; without the tags that no frame has.
  public let tags: [String: Double]

  /// Measures runs.
  ///
  /// - Parameters:
  ///   - truth: one region a frame; frames where it is ``Region/unknown`` do not count.
  ///   - picture: the size of the sequence's pictures; regions count only within it.
  ///   - runs: the repetitions, each from the first frame to the last.
  ///   - tags: for each tag, which frames have it.
  ///   - burnIn: how many frames from the beginning on do not count.
  /// - Throws: ``VOTError`` where there is no run or one does not go over all frames.
  public init(
    truth: [Region], picture: PictureSize, runs: [Trajectory], tags: [String: [Bool]] = [:],
    burnIn: Int = VOTEdition.burnIn
  ) throws {
    guard !runs.isEmpty else { throw VOTError.noRuns }
    var overlap = RegionOverlap(rule: .raster, picture: picture)
    var accuracy = 0.0
    var sums: [String: Double] = [:]
    for run in runs {
      try run.checkIsWhole(frames: truth.count)
      let overlaps = run.overlaps(with: truth, by: &overlap)
      func accuracyIn(_ frames: [Int]) -> Double {
        let counts = framesThatCount(among: frames, run: run, truth: truth, burnIn: burnIn)
        return counts.map { overlaps[$0] }.mean
      }
      accuracy += accuracyIn(Array(truth.indices))
      for (name, tagged) in tags where tagged.prefix(truth.count).contains(true) {
        let frames = truth.indices.filter { tagged.indices.contains($0) && tagged[$0] }
        sums[name, default: 0] += accuracyIn(frames)
      }
    }
    frames = truth.count
    self.accuracy = accuracy / Double(runs.count)
    self.tags = sums.mapValues { $0 / Double(runs.count) }
  }
}

/// The frames that count for the accuracy among some frames, which are looked at as if there were no
/// others: those with an answer and a truth, unless the tracker was begun less than `burnIn` frames
/// before.
private func framesThatCount(
  among frames: [Int], run: Trajectory, truth: [Region], burnIn: Int
) -> [Int] {
  var burnt = 0
  return frames.filter { frame in
    let outcome = run.steps[frame].outcome
    if outcome == .initialized, truth[frame] != .unknown { burnt = burnIn }
    defer { burnt = max(0, burnt - 1) }
    guard burnt == 0, truth[frame] != .unknown else { return false }
    switch outcome {
    case .failed, .skipped, .region(.unknown): return false
    case .region, .initialized: return true
    }
  }
}
