import Siamese

/// The receiver operating characteristic of a tracker's score as a sign that the object can be seen:
/// for every threshold the share of frames with the object, and of frames without it, whose score is
/// at least that.
public struct PresenceROC: Sendable, Codable, Hashable {
  /// One threshold's shares.
  public struct Point: Sendable, Codable, Hashable {
    /// The share of the frames without the object that the score calls present.
    public let falsePositiveRate: Double
    /// The share of the frames with the object that the score calls present.
    public let truePositiveRate: Double
  }

  /// How many frames have the object in view.
  public let present: Int
  /// How many have it not.
  public let absent: Int
  /// The curve from (0, 0) to (1, 1). Of more than ``mostPoints`` thresholds only so many are kept,
  /// spread evenly over the frames.
  public let points: [Point]
  /// The area under the whole curve: how likely a frame with the object has a greater score than one
  /// without, ties counting half.
  public let area: Double

  /// How many points a curve has at most.
  public static let mostPoints = 200

  /// Draws the curve; nil where all frames have the object or none has.
  init?(_ samples: [Calibration.Sample]) {
    guard
      let curve = ReceiverOperatingCharacteristic(
        samples.map { (score: $0.score, isPositive: $0.isPresent) })
    else { return nil }
    present = curve.positives
    absent = curve.negatives
    area = curve.area
    let stride = Double(samples.count) / Double(Self.mostPoints - 2)
    var points = [Point(falsePositiveRate: 0, truePositiveRate: 0)]
    var nextKept = stride
    for step in curve.steps {
      let frames = step.truePositives + step.falsePositives
      guard Double(frames) >= nextKept || frames == samples.count else { continue }
      points.append(
        Point(
          falsePositiveRate: Double(step.falsePositives) / Double(absent),
          truePositiveRate: Double(step.truePositives) / Double(present)))
      nextKept = Double(frames) + stride
    }
    self.points = points
  }
}
