/// A mean over sequences and the interval in which it would lie in 95 of 100 data sets drawn like
/// this one: the percentile bootstrap (Efron 1979), which draws as many sequences as there are, with
/// replacement, many times, and takes the mean of each draw.
///
/// Sequences are the unit, for frames of one sequence are not independent of each other. With fewer
/// than ten sequences the interval is too narrow to be trusted.
public struct BootstrapInterval: Sendable, Codable, Hashable {
  /// The mean of the values themselves.
  public let mean: Double
  /// The 2.5th percentile of the resampled means.
  public let lower: Double
  /// The 97.5th percentile of the resampled means.
  public let upper: Double

  /// Estimates the interval; nil where there are no values.
  ///
  /// - Parameters:
  ///   - values: One value a sequence.
  ///   - resamples: How many times the sequences are drawn anew.
  ///   - seed: The same seed draws the same sequences.
  public init?(of values: [Double], resamples: Int = 2000, seed: UInt64 = 1) {
    precondition(resamples > 0, "a bootstrap needs at least one resample")
    guard !values.isEmpty else { return nil }
    mean = values.mean
    var draws = ResamplingGenerator(state: seed)
    let count = UInt64(values.count)
    var means = (0..<resamples).map { _ in
      var sum = 0.0
      for _ in values { sum += values[Int(draws.next(below: count))] }
      return sum / Double(values.count)
    }
    means.sort()
    lower = means.quantile(0.025)
    upper = means.quantile(0.975)
  }
}

/// SplitMix64 (Steele, Lea and Flood 2014): the same seed gives the same numbers everywhere.
struct ResamplingGenerator {
  var state: UInt64

  /// A number in 0 ..< bound. Numbers that are more likely than others are so by less than
  /// bound / 2⁶⁴.
  mutating func next(below bound: UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return (z ^ (z >> 31)).multipliedFullWidth(by: bound).high
  }
}

extension [Double] {
  /// The value at a share of the way through sorted values, between two of them by proportion.
  func quantile(_ share: Double) -> Double {
    let place = share * Double(count - 1)
    let index = Int(place)
    guard index + 1 < count else { return self[count - 1] }
    return self[index] + (place - Double(index)) * (self[index + 1] - self[index])
  }
}
