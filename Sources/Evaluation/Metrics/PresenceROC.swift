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
    let present = samples.count { $0.isPresent }
    let absent = samples.count - present
    guard present > 0, absent > 0 else { return nil }
    let ranked = samples.sorted { $0.score > $1.score }
    let stride = Double(ranked.count) / Double(Self.mostPoints - 2)
    var points = [Point(falsePositiveRate: 0, truePositiveRate: 0)]
    var (hits, falseAlarms, doubledArea) = (0, 0, 0)
    var nextKept = stride
    var first = 0
    while first < ranked.count {
      // Frames with one score come in together.
      var end = first
      let (hitsBefore, falseAlarmsBefore) = (hits, falseAlarms)
      while end < ranked.count, ranked[end].score == ranked[first].score {
        if ranked[end].isPresent { hits += 1 } else { falseAlarms += 1 }
        end += 1
      }
      doubledArea += (falseAlarms - falseAlarmsBefore) * (hits + hitsBefore)
      first = end
      if Double(end) >= nextKept || end == ranked.count {
        points.append(
          Point(
            falsePositiveRate: Double(falseAlarms) / Double(absent),
            truePositiveRate: Double(hits) / Double(present)))
        nextKept = Double(end) + stride
      }
    }
    self.present = present
    self.absent = absent
    self.points = points
    area = Double(doubledArea) / 2 / (Double(present) * Double(absent))
  }
}
