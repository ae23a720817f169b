import Siamese

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Random numbers by SplitMix64 (Steele, Lea and Flood, 2014), of which any two keys have streams of
/// their own.
struct RandomNumbers {
  private var generator: SplitMix64

  /// The stream of a seed and an index.
  init(seed: UInt64, index: UInt64) {
    // Mixed twice, so that neither near seeds nor near indices give near states.
    var first = SplitMix64(seed: seed)
    generator = SplitMix64(seed: SplitMix64.mixed(first.next() ^ index))
  }

  /// 64 random bits.
  mutating func bits() -> UInt64 { generator.next() }

  /// A number from 0 to 1, without 1.
  mutating func unit() -> Double {
    // 53 bits, as many as a Double can tell apart.
    Double(bits() >> 11) / Double(1 << 53)
  }

  /// A number from −`reach` to `reach`.
  mutating func symmetric(_ reach: Double) -> Double { (2 * unit() - 1) * reach }

  /// A number of a range.
  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * unit()
  }

  /// Whether something of the given probability happens. Takes a number also where it is certain, so
  /// that what follows does not depend on the probability.
  mutating func happens(_ probability: Double) -> Bool { unit() < probability }

  /// A whole number from 0 to `count` − 1; 0 where there is none.
  mutating func below(_ count: Int) -> Int {
    guard count > 0 else { return 0 }
    // The high half of the product is uniform up to one part in 2⁶⁴ / count.
    return Int(UInt64(count).multipliedFullWidth(by: bits()).high)
  }

  /// A number of the normal distribution of mean 0 and deviation 1 (Box and Muller, 1958).
  mutating func normal() -> Double {
    let radius = (-2 * log(1 - unit())).squareRoot()
    return radius * cos(2 * .pi * unit())
  }
}
