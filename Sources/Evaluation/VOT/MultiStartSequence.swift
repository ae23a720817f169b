/// What is measured of a tracker's runs from a sequence's anchors.
public struct MultiStartSequence: Hashable, Sendable, Codable {
  /// What is measured of one run.
  public struct Run: Hashable, Sendable, Codable {
    /// Where it began, and its direction.
    public let anchor: Anchor
    /// The overlap in each of its frames, in its order; the first, of the anchor, is 0.
    public let overlaps: [Double]
    /// The frames before the object was lost; all, where it was not.
    public let framesKept: Int
    /// The part of the run that counts for the expected overlap.
    let tagShares: [String: Double]

    /// Whether the object was lost.
    public var isLost: Bool { framesKept < overlaps.count }

    /// What counts for the expected overlap: overlaps of 0 from the loss to the run's end.
    var fragment: RunFragment {
      let lost = Array(repeating: 0.0, count: overlaps.count - framesKept)
      return RunFragment(
        overlaps: overlaps.prefix(framesKept) + lost, hasFailed: isLost, tagShares: tagShares)
    }
  }

  /// The sequence's length.
  public let frames: Int
  /// The runs, in the order in which they were given.
  public let runs: [Run]
  /// The mean overlap in the frames before the object was lost, of all runs together.
  public let accuracy: Double
  /// The part of the frames of all runs before the object was lost.
  public let robustness: Double
  /// The frames of all runs before the object was lost.
  public let framesKept: Int
  /// What is measured in the frames that have a tag.
  var tags: [String: TaggedFrames]

  /// Measures runs.
  ///
  /// - Parameters:
  ///   - truth: one region a frame.
  ///   - picture: the size of the sequence's pictures; regions count only within it.
  ///   - runs: one run an anchor.
  ///   - tags: for each tag, which frames have it.
  ///   - lostOverlap: the object is lost where the overlap stays at or below this …
  ///   - lostFrames: … for so many frames on end.
  /// - Throws: ``VOTError`` where there is no run or one has not as many frames as it should.
  public init(
    truth: [Region], picture: PictureSize, runs: [Trajectory], tags: [String: [Bool]] = [:],
    lostOverlap: Double = VOTEdition.lostOverlap, lostFrames: Int = VOTEdition.lostFrames
  ) throws {
    guard !runs.isEmpty else { throw VOTError.noRuns }
    var overlap = RegionOverlap(rule: .raster, picture: picture)
    var measured: [Run] = []
    var tagged: [[String: TaggedFrames]] = []
    for trajectory in runs {
      let truthOfRun = try trajectory.truth(from: truth)
      let overlaps = trajectory.overlaps(with: truthOfRun, by: &overlap)
      let kept = framesBeforeLoss(
        overlaps: overlaps, truth: truthOfRun, lostOverlap: lostOverlap, lostFrames: lostFrames)
      let visited = trajectory.frames(of: truth.count)
      measured.append(
        Run(
          anchor: Anchor(frame: trajectory.start, isBackward: trajectory.isBackward),
          overlaps: overlaps, framesKept: kept, tagShares: shares(of: tags, in: visited)))
      tagged.append(
        tags.mapValues { TaggedFrames(of: visited, having: $0, overlaps: overlaps, kept: kept) })
    }
    frames = truth.count
    self.runs = measured
    framesKept = measured.reduce(0) { $0 + $1.framesKept }
    let sum = measured.reduce(0) { $0 + $1.overlaps.prefix($1.framesKept).reduce(0, +) }
    accuracy = framesKept > 0 ? sum / Double(framesKept) : 0
    let total = measured.reduce(0) { $0 + $1.overlaps.count }
    robustness = total > 0 ? Double(framesKept) / Double(total) : 0
    self.tags = sums(of: tagged)
  }
}

/// The frames before the first `lostFrames` on end whose overlaps are at or below `lostOverlap`
/// although there is something to be found; all frames, where there are no such.
private func framesBeforeLoss(
  overlaps: [Double], truth: [Region], lostOverlap: Double, lostFrames: Int
) -> Int {
  var missed = 0
  for (frame, overlap) in overlaps.enumerated() {
    if overlap <= lostOverlap, !truth[frame].asReadByVOT.isEmptyForVOT {
      missed += 1
      if missed == lostFrames { return frame + 1 - lostFrames }
    } else {
      missed = 0
    }
  }
  return overlaps.count
}

extension TaggedFrames {
  /// What is measured of a run from an anchor in the frames that have a tag; `visited` are the
  /// sequence's frames in the run's order.
  fileprivate init(of visited: [Int], having tag: [Bool], overlaps: [Double], kept: Int) {
    for (step, frame) in visited.enumerated() where tag.indices.contains(frame) && tag[frame] {
      frames += 1
      if step < kept {
        counted += 1
        overlap += overlaps[step]
      }
    }
  }
}
