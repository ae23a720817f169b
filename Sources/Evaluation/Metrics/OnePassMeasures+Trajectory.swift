import Video

extension OnePassMeasures {
  /// Measures one run over a sequence, or over the part of it from the frame where the run began.
  ///
  /// - Parameters:
  ///   - trajectory: The run. A frame that it does not reach is a miss.
  ///   - sequence: The sequence.
  ///   - tag: Only frames that carry this tag are looked at; nil for all.
  ///   - convention: The rules.
  ///   - origin: See ``init(truth:boxes:ignored:part:convention:origin:)``.
  public init(
    of trajectory: Trajectory, in sequence: BenchmarkSequence, tag: String? = nil,
    convention: Convention = .plain, origin: Double = 0
  ) {
    let frames = trajectory.frames(of: sequence.count)
    let truth = frames.map { sequence.truth[$0] }
    let ignored = frames.map { sequence.ignored[checked: $0] ?? false }
    let tagged = tag.map { sequence.frameTags[$0] ?? [] }
    let measures = OnePassMeasures(
      truth: truth, boxes: trajectory.boxes(truth: truth), ignored: ignored,
      part: tagged.map { tagged in frames.map { tagged[checked: $0] ?? false } },
      convention: convention, origin: origin)
    var overlaps: [Double?] = []
    if tag == nil {
      overlaps = Array(repeating: nil, count: sequence.count)
      for (step, frame) in frames.enumerated() { overlaps[frame] = measures.overlaps[step] }
    }
    self.init(
      frames: measures.frames, success: measures.success, precision: measures.precision,
      normalizedPrecision: measures.normalizedPrecision, averageOverlap: measures.averageOverlap,
      overlaps: overlaps)
  }
}

extension Trajectory {
  /// The frames of a sequence that the run goes through to its end, in the run's order.
  ///
  /// - Parameter count: The number of frames of the sequence.
  func frames(of count: Int) -> [Int] {
    guard (0..<count).contains(start) else { return [] }
    return isBackward ? Array((0...start).reversed()) : Array(start..<count)
  }

  /// The box of each step, nil where the tracker gave none.
  ///
  /// - Parameter truth: The true region of each step; where the tracker was given it, its box counts.
  func boxes(truth: [Region]) -> [Box?] {
    zip(steps, truth).map { step, truth in
      switch step.outcome {
      case .initialized: truth.bounds
      case .region(let region): region.bounds
      case .failed, .skipped: nil
      }
    }
  }
}
