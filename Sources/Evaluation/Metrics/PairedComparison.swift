/// Two trackers compared on the sequences that both ran on: what differs between sequences cancels.
public struct PairedComparison: Sendable, Codable, Hashable {
  /// The names of the sequences that both have, in alphabetical order.
  public let sequences: [String]
  /// What the first tracker has more than the second, one number a sequence.
  public let differences: [Double]
  /// The mean of the differences and its 95 % interval over sequences.
  public let interval: BootstrapInterval

  /// The mean of the differences; positive where the first tracker is better.
  public var meanDifference: Double { interval.mean }
  /// Whether the interval leaves out 0.
  public var isDecided: Bool { interval.lower > 0 || interval.upper < 0 }

  /// Compares two values a sequence, by the sequences' names; nil where no sequence has both.
  public init?(
    _ first: [String: Double], _ second: [String: Double], resamples: Int = 2000, seed: UInt64 = 1
  ) {
    let common = first.keys.filter { second[$0] != nil }.sorted()
    let differences = common.map { first[$0, default: 0] - second[$0, default: 0] }
    guard let interval = BootstrapInterval(of: differences, resamples: resamples, seed: seed)
    else { return nil }
    self.sequences = common
    self.differences = differences
    self.interval = interval
  }

  /// Compares two trackers by a measure; nil where they have no sequence in common. A sequence that a
  /// tracker was started in several times counts once, with the mean over its starts.
  public init?(
    _ first: [SequenceMeasures], _ second: [SequenceMeasures], by measure: Measure,
    resamples: Int = 2000, seed: UInt64 = 1
  ) {
    func values(_ sequences: [SequenceMeasures]) -> [String: Double] {
      var values: [String: Double] = [:]
      for sequence in sequences { values[sequence.name] = sequence[measure] }
      return values
    }
    self.init(values(first), values(second), resamples: resamples, seed: seed)
  }
}
