import Glibc

/// How often which values of a layer occur, from which follows where its levels should end.
public struct ActivationHistogram: Sendable {
  /// How a limit is chosen.
  public enum Method: Hashable, Sendable {
    /// The value that this share of all values, of those above zero, does not exceed; 1 for the
    /// largest.
    case percentile(Double)
    /// The limit whose levels tell least less about the values than the values do: the smallest
    /// relative entropy (Migacz, "8-bit Inference with TensorRT", GTC 2017).
    case entropy
  }

  private static let binCount = 4096
  /// How many values above zero fall into each of the equal parts of 0…``end``.
  private var counts = Array(repeating: 0, count: binCount)
  private var end: Float = 0
  private var largest: Float = 0

  /// Creates an empty histogram.
  public init() {}

  /// Counts values; those of zero and below do not count, levels stand for them exactly.
  public mutating func add(_ values: UnsafeBufferPointer<Float>) {
    let highest = values.reduce(0) { $1.isFinite ? max($0, $1) : $0 }
    guard highest > 0 else { return }
    largest = max(largest, highest)
    if end == 0 { end = highest }
    while end < highest { widen() }
    let perBin = Float(Self.binCount) / end
    for value in values where value > 0 && value.isFinite {
      counts[min(Int(value * perBin), Self.binCount - 1)] += 1
    }
  }

  /// Doubles what the bins cover.
  private mutating func widen() {
    for bin in 0..<Self.binCount / 2 { counts[bin] = counts[2 * bin] + counts[2 * bin + 1] }
    for bin in Self.binCount / 2..<Self.binCount { counts[bin] = 0 }
    end *= 2
  }

  /// What the highest level should stand for; 1 where no value was above zero.
  public func limit(by method: Method) -> Float {
    guard largest > 0 else { return 1 }
    let bins: Int
    switch method {
    case .percentile(let share): bins = binCount(covering: share)
    case .entropy: bins = binCountOfLeastEntropy()
    }
    return min(Float(bins) / Float(Self.binCount) * end, largest)
  }

  /// How many bins, from the first on, hold a share of the values.
  private func binCount(covering share: Double) -> Int {
    let wanted = share * Double(counts.reduce(0, +))
    var sum = 0
    for (bin, count) in counts.enumerated() {
      sum += count
      if Double(sum) >= wanted { return bin + 1 }
    }
    return Self.binCount
  }

  private func binCountOfLeastEntropy() -> Int {
    let levels = 256
    let last = binCount(covering: 1)
    guard last > levels else { return last }
    var best = (bins: last, divergence: Double.infinity)
    for bins in stride(from: levels, through: last, by: levels / 16) {
      let divergence = divergence(bins: bins, levels: levels)
      if divergence < best.divergence { best = (bins, divergence) }
    }
    return best.bins
  }

  /// The relative entropy of the values, what is beyond `bins` counted in the last of them, to what is
  /// left of them when only levels are known.
  private func divergence(bins: Int, levels: Int) -> Double {
    var clipped = counts.prefix(bins).map(Double.init)
    let beyond = counts.dropFirst(bins).reduce(0, +)
    var known = Array(repeating: 0.0, count: bins)
    for level in 0..<levels {
      let range = level * bins / levels..<(level + 1) * bins / levels
      // Spread over those bins that have any values at all.
      let filled = range.count { counts[$0] > 0 }
      guard filled > 0 else { continue }
      let mean = Double(counts[range].reduce(0, +)) / Double(filled)
      for bin in range where counts[bin] > 0 { known[bin] = mean }
    }
    clipped[bins - 1] += Double(beyond)
    let (total, knownTotal) = (clipped.reduce(0, +), known.reduce(0, +))
    guard total > 0, knownTotal > 0 else { return .infinity }
    var sum = 0.0
    for (value, other) in zip(clipped, known) where value > 0 {
      // What levels know nothing of counts as hardly possible.
      let probability = value / total
      sum += probability * log(probability / max(other / knownTotal, 1e-12))
    }
    return sum
  }
}
