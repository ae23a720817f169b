import Video

/// GOT-10k's measures (Huang, Zhao, Huang: GOT-10k, 2019), as the got10k toolkit computes them.
///
/// The first frame is not evaluated, nor are frames of which the benchmark says that nothing of the
/// object is in view; all repetitions count. Boxes are clipped to the picture the toolkit's way, which
/// is no intersection: a corner outside moves to the edge, and the box keeps its size as long as it
/// fits from there.
public struct GOT10kMeasures: Sendable, Codable, Hashable {
  /// The 101 overlap thresholds of the success curve: 0, 0.01 … 1.
  public static let overlapThresholds: [Double] = (0...100).map { Double($0) * 0.01 }

  /// How many frames were evaluated, in all repetitions.
  public let frames: Int
  /// AO: the mean intersection over union of the evaluated frames.
  public let averageOverlap: Double
  /// The share of frames with an overlap greater than each threshold.
  public let success: [Double]

  /// SR0.5: the share of frames with an overlap greater than 0.5.
  public var successRate50: Double { success[50] }
  /// SR0.75: the share of frames with an overlap greater than 0.75.
  public var successRate75: Double { success[75] }

  /// Measures the repetitions of one sequence.
  ///
  /// - Parameters:
  ///   - truth: One region a frame. Frames without a region are not evaluated.
  ///   - repetitions: One box a frame for each run, nil for a miss.
  ///   - ignored: Frames with nothing of the object in view (a cover of 0), whatever their box.
  ///   - pictureSize: The size of the pictures in pixels, to which boxes are clipped; nil leaves them
  ///     as they are.
  ///   - origin: The number that the benchmark's files give the leftmost and topmost pixel: the
  ///     toolkit clips the files' numbers, from 0 to the picture's width and height.
  public init(
    truth: [Region], repetitions: [[Box?]], ignored: [Bool] = [],
    pictureSize: PictureSize? = nil, origin: Double = 0
  ) {
    func clipped(_ box: Box) -> Box {
      let box = box.moved(by: origin)
      guard let pictureSize, !box.isNaN else { return box }
      return box.movedInside(pictureSize)
    }
    var histogram = ThresholdHistogram(Self.overlapThresholds)
    var (frames, sum) = (0, 0.0)
    for frame in truth.indices.dropFirst() where !(ignored[checked: frame] ?? false) {
      guard let trueBox = truth[frame].bounds.map(clipped) else { continue }
      for boxes in repetitions {
        let box = (boxes[checked: frame] ?? nil).map(clipped)
        let overlap = box?.overlap(with: trueBox, epsilon: Double.ulpOfOne) ?? 0
        histogram.add(overlap)
        frames += 1
        sum += overlap
      }
    }
    self.frames = frames
    averageOverlap = sum / Double(max(frames, 1))
    success = histogram.shareAbove(of: frames)
  }

  /// Measures runs over a sequence, each from its first frame to its last.
  public init(
    of trajectories: [Trajectory], in sequence: BenchmarkSequence,
    pictureSize: PictureSize? = nil, origin: Double = 0
  ) {
    self.init(
      truth: sequence.truth, repetitions: trajectories.map { $0.boxes(truth: sequence.truth) },
      ignored: sequence.ignored, pictureSize: pictureSize, origin: origin)
  }

  /// Measures all frames of several sequences together, each frame with the same weight: the
  /// toolkit's AO and SR of a data set, where a long sequence weighs more than a short one.
  public init(pooling sequences: [GOT10kMeasures]) {
    let total = sequences.reduce(0) { $0 + $1.frames }
    var curve = Self.overlapThresholds.map { _ in 0.0 }
    var sum = 0.0
    for sequence in sequences {
      let weight = Double(sequence.frames)
      sum += sequence.averageOverlap * weight
      // A share times its denominator is a number of frames again.
      for (index, share) in sequence.success.enumerated() {
        curve[index] += (share * weight).rounded()
      }
    }
    frames = total
    averageOverlap = sum / Double(max(total, 1))
    success = curve.map { $0 / Double(max(total, 1)) }
  }

  /// The paper's mAO, which is not ``averageOverlap`` of the data set: the mean over classes of the
  /// mean over the class's sequences, so that a class with many sequences weighs no more than
  /// another. Nil where there is no sequence with a frame to evaluate.
  ///
  /// - Parameter classes: The measures of the sequences of each class of objects.
  public static func classBalancedAverageOverlap(
    _ classes: [String: [GOT10kMeasures]]
  ) -> Double? {
    let means = classes.sorted { $0.key < $1.key }.compactMap { _, sequences -> Double? in
      let counted = sequences.filter { $0.frames > 0 }
      return counted.isEmpty ? nil : counted.map(\.averageOverlap).mean
    }
    return means.isEmpty ? nil : means.mean
  }
}

extension GOT10kMeasures {
  /// Reads measures back.
  ///
  /// - Throws: `DecodingError` also where the curve has not one value a threshold.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    frames = try values.decode(Int.self, forKey: .frames)
    averageOverlap = try values.decode(Double.self, forKey: .averageOverlap)
    success = try values.curve(.success, count: Self.overlapThresholds.count)
  }
}

extension Box {
  /// The box with its corner moved into a picture and its sides cut to what is left of it from there.
  fileprivate func movedInside(_ picture: PictureSize) -> Box {
    let (right, bottom) = (Double(picture.width), Double(picture.height))
    let (left, top) = (min(max(x, 0), right), min(max(y, 0), bottom))
    return Box(
      x: left, y: top, width: min(max(width, 0), right - left),
      height: min(max(height, 0), bottom - top))
  }
}
