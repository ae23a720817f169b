#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The marks of an axis: multiples of 1, 2 or 5 times a power of ten.
struct AxisTicks {
  /// Where the marks are.
  let places: [Double]
  private let decimals: Int

  /// Finds about `count` marks from `low` to `high`.
  init(from low: Double, to high: Double, count: Int = 5) {
    guard low < high, (high - low).isFinite else {
      places = []
      decimals = 0
      return
    }
    let step = Self.step(atLeast: (high - low) / Double(count))
    // A mark at an end of the axis is on it although arithmetic may put it a little beyond.
    let (first, last) = ((low / step - 1e-9).rounded(.up), (high / step + 1e-9).rounded(.down))
    places = stride(from: first, through: last, by: 1).map { $0 * step }
    decimals = max(0, Int(-(log10(step) + 1e-9).rounded(.down)))
  }

  /// What stands at a mark.
  func label(_ place: Double) -> String { place.fixed(decimals) }

  /// Where an axis from 0 ends that reaches `value`: at a round number, not far above it.
  static func end(for value: Double) -> Double {
    guard value > 0, value.isFinite else { return 1 }
    let step = step(atLeast: value / 4)
    return (value / step - 1e-9).rounded(.up) * step
  }

  /// The least of 1, 2, 5, 10, 20 … and of 0.5, 0.2, 0.1 … that is not below `length`.
  static func step(atLeast length: Double) -> Double {
    let power = pow(10, log10(length).rounded(.down))
    for factor in [1.0, 2, 5] where factor * power >= length * (1 - 1e-9) { return factor * power }
    return 10 * power
  }
}
