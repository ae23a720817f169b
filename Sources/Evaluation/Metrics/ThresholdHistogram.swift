/// Counts values between thresholds, so that the share above or below every threshold comes out of
/// one look at each value, exactly as comparing every value with every threshold would give it.
struct ThresholdHistogram {
  private let thresholds: [Double]
  /// At index i how many values lie above exactly the first i thresholds.
  private var counts: [Int]

  /// Creates an empty histogram.
  ///
  /// - Parameter thresholds: In ascending order.
  init(_ thresholds: [Double]) {
    self.thresholds = thresholds
    counts = Array(repeating: 0, count: thresholds.count + 1)
  }

  /// Counts a value; NaN is neither above nor within any threshold.
  mutating func add(_ value: Double) {
    if value.isNaN { return }
    var (low, high) = (0, thresholds.count)
    while low < high {
      let middle = (low + high) / 2
      if thresholds[middle] < value { low = middle + 1 } else { high = middle }
    }
    counts[low] += 1
  }

  /// Of each threshold the share of `total` that is values greater than it.
  func shareAbove(of total: Int) -> [Double] {
    guard total > 0 else { return thresholds.map { _ in 0 } }
    var rest = counts.reduce(0, +)
    return thresholds.indices.map { index in
      rest -= counts[index]
      return Double(rest) / Double(total)
    }
  }

  /// Of each threshold the share of `total` that is values not greater than it.
  func shareWithin(of total: Int) -> [Double] {
    guard total > 0 else { return thresholds.map { _ in 0 } }
    var passed = 0
    return thresholds.indices.map { index in
      passed += counts[index]
      return Double(passed) / Double(total)
    }
  }
}
