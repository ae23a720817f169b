import Video

/// How well a tracker followed the object in one sequence after it was started once.
///
/// - Success: the share of frames whose intersection over union with the truth is greater than a
///   threshold (Wu, Lim, Yang: Object Tracking Benchmark, 2015).
/// - Precision: the share of frames whose centre lies at most so many pixels from the true centre
///   (the same). Centres are x + (width − 1) / 2, as the toolkits have them.
/// - Normalized precision: the same with the distance divided along each axis by the true box's
///   width and height (Müller et al.: TrackingNet, 2018; Fan et al.: LaSOT, 2019).
public struct OnePassMeasures: Sendable, Codable, Hashable {
  /// The 21 overlap thresholds of the success curve: 0, 0.05 … 1.
  public static let overlapThresholds: [Double] = (0...20).map { Double($0) * 0.05 }
  /// The 51 distances of the precision curve, in pixels: 0, 1 … 50.
  public static let distanceThresholds: [Double] = (0...50).map(Double.init)
  /// The 51 distances of the normalized precision curve: 0, 0.01 … 0.5.
  public static let normalizedThresholds: [Double] = (0...50).map { Double($0) / 100 }

  /// How many frames were evaluated: the denominator of the curves. Where it is 0 every measure is 0
  /// and means nothing.
  public let frames: Int
  /// The success curve, one value an overlap threshold.
  public let success: [Double]
  /// The precision curve, one value a distance threshold.
  public let precision: [Double]
  /// The normalized precision curve, one value a normalized threshold.
  public let normalizedPrecision: [Double]
  /// The mean intersection over union of the evaluated frames.
  public let averageOverlap: Double
  /// The intersection over union in each frame of the sequence, nil where there is nothing to
  /// compare; empty in the measures of several runs together and in those of a tag's frames.
  public let overlaps: [Double?]

  /// The mean of the success curve.
  public var successAUC: Double { success.mean }
  /// The share of frames at most 20 pixels off.
  public var precisionAt20: Double { precision[20] }
  /// The mean of the normalized precision curve.
  public var normalizedPrecisionAUC: Double { normalizedPrecision.mean }
  /// The share of frames with an overlap greater than 0.5.
  public var successRate50: Double { success[10] }
  /// The share of frames with an overlap greater than 0.75.
  public var successRate75: Double { success[15] }

  /// Measures the boxes of one run.
  ///
  /// - Parameters:
  ///   - truth: One region a frame, from the one in which the tracker was started on; its box counts.
  ///   - boxes: The tracker's box in each frame, nil where it said that there is none: a miss. Frames
  ///     after the last box are misses, boxes after the last frame are not looked at.
  ///   - ignored: Frames that are not evaluated whatever their truth; empty where there are none. In
  ///     ``Convention/pysot`` they stay in the denominator, as LaSOT's absent frames do there.
  ///   - part: Frames that are looked at, as if the sequence had no others; nil for all.
  ///   - convention: The rules.
  ///   - origin: The number that the benchmark's files give the leftmost and topmost pixel. Boxes
  ///     are compared in the files' numbers, so that what lies just at a threshold lies there in the
  ///     benchmark's own toolkit, too; and to pysot a true centre is valid where it is greater than 0.
  public init(
    truth: [Region], boxes: [Box?], ignored: [Bool] = [], part: [Bool]? = nil,
    convention: Convention = .plain, origin: Double = 0
  ) {
    var tally = OnePassTally(frames: truth.count)
    for frame in truth.indices where part?[checked: frame] ?? true {
      let isIgnored = ignored[checked: frame] ?? false
      let trueBox = truth[frame].bounds?.moved(by: origin)
      let box = (boxes[checked: frame] ?? nil)?.moved(by: origin)
      switch convention {
      case .plain:
        guard !isIgnored, let trueBox, trueBox.width > 0, trueBox.height > 0 else { continue }
        tally.add(frame == 0 ? trueBox : box, truth: trueBox, in: frame)
      case .got10k:
        guard !isIgnored, let trueBox else { continue }
        tally.add(
          frame == 0 ? trueBox : box, truth: trueBox, in: frame, epsilon: Double.ulpOfOne,
          leastSide: 1)
      case .pysot:
        tally.addAsPysot(
          box, truth: isIgnored ? nil : trueBox, isIgnored: isIgnored, in: frame)
      }
    }
    self.init(tally)
  }

  private init(_ tally: OnePassTally) {
    frames = tally.frames
    success = tally.overlap.shareAbove(of: frames)
    precision = tally.distance.shareWithin(of: frames)
    normalizedPrecision = tally.normalizedDistance.shareWithin(of: frames)
    averageOverlap = tally.overlapSum / Double(max(frames, 1))
    overlaps = tally.overlaps
  }

  init(
    frames: Int, success: [Double], precision: [Double], normalizedPrecision: [Double],
    averageOverlap: Double, overlaps: [Double?]
  ) {
    self.frames = frames
    self.success = success
    self.precision = precision
    self.normalizedPrecision = normalizedPrecision
    self.averageOverlap = averageOverlap
    self.overlaps = overlaps
  }
}

extension OnePassMeasures {
  /// Reads measures back.
  ///
  /// - Throws: `DecodingError` also where a curve has not one value a threshold.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      frames: try values.decode(Int.self, forKey: .frames),
      success: try values.curve(.success, count: Self.overlapThresholds.count),
      precision: try values.curve(.precision, count: Self.distanceThresholds.count),
      normalizedPrecision: try values.curve(
        .normalizedPrecision, count: Self.normalizedThresholds.count),
      averageOverlap: try values.decode(Double.self, forKey: .averageOverlap),
      overlaps: try values.decode([Double?].self, forKey: .overlaps))
  }
}

extension KeyedDecodingContainer {
  /// Decodes a curve of so many values.
  func curve(_ key: Key, count: Int) throws -> [Double] {
    let curve = try decode([Double].self, forKey: key)
    guard curve.count == count else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self,
        debugDescription:
          "found \(curve.count) values, expected one for each of \(count) thresholds")
    }
    return curve
  }
}

extension Array {
  /// The element at an index, nil outside of the array.
  subscript(checked index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}

extension Collection<Double> {
  /// The arithmetic mean, 0 where there is nothing.
  var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }
}
