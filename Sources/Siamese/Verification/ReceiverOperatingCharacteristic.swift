/// The receiver operating characteristic of a score: for every threshold the share of positives, and the
/// share of negatives, whose score is at least that.
public struct ReceiverOperatingCharacteristic: Sendable, Hashable {
  /// One threshold's counts.
  public struct Step: Sendable, Hashable {
    /// The threshold.
    public let score: Double
    /// How many positives have at least this score.
    public let truePositives: Int
    /// How many negatives have.
    public let falsePositives: Int
  }

  /// How many positives there are.
  public let positives: Int
  /// How many negatives there are.
  public let negatives: Int
  /// Every score that occurs as a threshold, from the highest, where next to nothing is taken for
  /// positive, to the lowest, where everything is.
  public let steps: [Step]

  /// Sorts the samples; nil where all are positive or none is.
  ///
  /// - Parameter samples: Scores, none of them NaN, and whether what they are of is positive.
  public init?(_ samples: [(score: Double, isPositive: Bool)]) {
    let ranked = samples.sorted { $0.score > $1.score }
    var steps: [Step] = []
    var (truePositives, falsePositives) = (0, 0)
    for (index, sample) in ranked.enumerated() {
      if sample.isPositive { truePositives += 1 } else { falsePositives += 1 }
      // Samples of one score come in together.
      if index + 1 < ranked.count, ranked[index + 1].score == sample.score { continue }
      steps.append(
        Step(
          score: sample.score, truePositives: truePositives, falsePositives: falsePositives))
    }
    guard truePositives > 0, falsePositives > 0 else { return nil }
    (positives, negatives) = (truePositives, falsePositives)
    self.steps = steps
  }

  /// The area under the curve: how likely a positive has a greater score than a negative, ties counting
  /// half.
  public var area: Double {
    var doubled = 0
    var (truePositives, falsePositives) = (0, 0)
    for step in steps {
      doubled += (step.falsePositives - falsePositives) * (step.truePositives + truePositives)
      (truePositives, falsePositives) = (step.truePositives, step.falsePositives)
    }
    return Double(doubled) / 2 / (Double(positives) * Double(negatives))
  }

  /// The share of errors where as large a share of negatives is taken for positive as of positives for
  /// negative; between two thresholds on the straight line between them.
  public var equalErrorRate: Double {
    var before = (accepted: 0.0, rejected: 1.0)
    for step in steps {
      let now = (
        accepted: Double(step.falsePositives) / Double(negatives),
        rejected: 1 - Double(step.truePositives) / Double(positives)
      )
      if now.accepted >= now.rejected {
        let (gapBefore, gap) = (before.rejected - before.accepted, now.accepted - now.rejected)
        let part = gapBefore / (gapBefore + gap)
        return before.accepted + part * (now.accepted - before.accepted)
      }
      before = now
    }
    return before.accepted
  }
}
