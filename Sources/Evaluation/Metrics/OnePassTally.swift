import Video

/// What one look at each frame of a run leaves behind.
struct OnePassTally {
  private(set) var frames = 0
  private(set) var overlap = ThresholdHistogram(OnePassMeasures.overlapThresholds)
  private(set) var distance = ThresholdHistogram(OnePassMeasures.distanceThresholds)
  private(set) var normalizedDistance = ThresholdHistogram(OnePassMeasures.normalizedThresholds)
  private(set) var overlaps: [Double?]
  private(set) var overlapSum = 0.0

  init(frames count: Int) {
    overlaps = Array(repeating: nil, count: count)
  }

  /// Counts a frame with a true box.
  ///
  /// - Parameters:
  ///   - epsilon: What is added to the union of the two boxes.
  ///   - leastSide: A smaller side of the true box is taken for so long when distances are normalized.
  mutating func add(
    _ box: Box?, truth: Box, in frame: Int, epsilon: Double = 0, leastSide: Double = 0
  ) {
    frames += 1
    guard let box else { return miss(in: frame) }
    count(overlap: box.overlap(with: truth, epsilon: epsilon), in: frame)
    distance.add(box.center.distance(to: truth.center))
    let offset = Point(x: box.center.x - truth.center.x, y: box.center.y - truth.center.y)
    let normalized = offset.divided(
      x: max(truth.width, leastSide), y: max(truth.height, leastSide))
    normalizedDistance.add(normalized.distance(to: Point(x: 0, y: 0)))
  }

  /// Counts a frame by pysot's rules: see ``Convention/pysot``.
  mutating func addAsPysot(
    _ box: Box?, truth: Box?, isIgnored: Bool, in frame: Int
  ) {
    frames += 1
    if isIgnored { return }
    if let truth, truth.width > 0, truth.height > 0 {
      if let box { count(overlap: box.overlap(with: truth), in: frame) } else { miss(in: frame) }
    }
    // Where the true centre is not valid pysot leaves the distance at −1: within every threshold.
    let center = truth?.center
    guard let truth, let center, center.x > 0, center.y > 0 else {
      distance.add(-1)
      normalizedDistance.add(-1)
      return
    }
    guard let box else { return }
    distance.add(box.center.distance(to: center))
    let (width, height) = (truth.width + 1e-16, truth.height + 1e-16)
    normalizedDistance.add(
      box.center.divided(x: width, y: height).distance(
        to: center.divided(x: width, y: height)))
  }

  /// Remembers a frame without an overlap; that it is in no bin of the histograms is what makes it
  /// fall short of every threshold.
  private mutating func miss(in frame: Int) { overlaps[frame] = 0 }

  private mutating func count(overlap value: Double, in frame: Int) {
    overlap.add(value)
    overlaps[frame] = value
    overlapSum += value
  }
}
