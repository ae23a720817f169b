/// How well a tracker did on a data set: the mean over its sequences, each with the same weight
/// however long it is.
///
/// A sequence that the tracker was started in several times counts once, with the mean over its
/// runs; a sequence in which no frame was evaluated does not count.
public struct DatasetMeasures: Sendable, Codable, Hashable {
  /// How many sequences were counted.
  public let sequences: Int
  /// How many frames were evaluated in them, in all runs.
  public let frames: Int
  /// The mean success curve, one value for each of ``OnePassMeasures/overlapThresholds``.
  public let success: [Double]
  /// The mean precision curve, one value for each of ``OnePassMeasures/distanceThresholds``.
  public let precision: [Double]
  /// The mean normalized precision curve, one value for each of
  /// ``OnePassMeasures/normalizedThresholds``.
  public let normalizedPrecision: [Double]
  /// Each measure with its 95 % interval over sequences.
  public let intervals: [Measure: BootstrapInterval]

  /// Sums up the sequences of a data set; nil where none had a frame to evaluate.
  public init?(_ all: [SequenceMeasures], resamples: Int = 2000, seed: UInt64 = 1) {
    let counted = all.map { $0.runs.filter { $0.frames > 0 } }.filter { !$0.isEmpty }
    guard let first = counted.first?.first else { return nil }
    sequences = counted.count
    frames = counted.joined().reduce(0) { $0 + $1.frames }
    func mean(_ curve: (OnePassMeasures) -> [Double]) -> [Double] {
      var sum = curve(first).map { _ in 0.0 }
      for runs in counted {
        let weight = 1 / Double(runs.count)
        for run in runs {
          for (index, value) in curve(run).enumerated() { sum[index] += value * weight }
        }
      }
      return sum.map { $0 / Double(counted.count) }
    }
    success = mean(\.success)
    precision = mean(\.precision)
    normalizedPrecision = mean(\.normalizedPrecision)
    var intervals: [Measure: BootstrapInterval] = [:]
    for measure in Measure.allCases {
      let values = counted.map { runs in runs.map { $0[measure] }.mean }
      intervals[measure] = BootstrapInterval(of: values, resamples: resamples, seed: seed)
    }
    self.intervals = intervals
  }

  /// The mean of a measure over the sequences.
  public subscript(measure: Measure) -> Double { intervals[measure]?.mean ?? 0 }

  /// The same of the sequences that have an attribute, for each attribute.
  public static func byAttribute(
    _ all: [SequenceMeasures], resamples: Int = 2000, seed: UInt64 = 1
  ) -> [String: DatasetMeasures] {
    var parts: [String: [SequenceMeasures]] = [:]
    for sequence in all {
      for attribute in Set(sequence.attributes) { parts[attribute, default: []].append(sequence) }
    }
    return parts.compactMapValues { DatasetMeasures($0, resamples: resamples, seed: seed) }
  }

  /// The same of the frames that carry a tag, for each tag: the mean over the sequences that have
  /// such frames.
  public static func byTag(
    _ all: [SequenceMeasures], resamples: Int = 2000, seed: UInt64 = 1
  ) -> [String: DatasetMeasures] {
    var parts: [String: [SequenceMeasures]] = [:]
    for sequence in all {
      for (tag, runs) in sequence.tagged {
        parts[tag, default: []].append(SequenceMeasures(name: sequence.name, runs: runs))
      }
    }
    return parts.compactMapValues { DatasetMeasures($0, resamples: resamples, seed: seed) }
  }
}
