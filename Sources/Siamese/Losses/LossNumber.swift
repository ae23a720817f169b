import Glibc

/// The numbers that losses over many cells are computed with: 32-bit floats in a training, 64-bit
/// ones where their gradients are held against differences.
protocol LossNumber: BinaryFloatingPoint, SIMDScalar, Codable {
  /// The exponentials of sixteen numbers that are not above zero, and not NaN.
  static func exponential(ofNonpositive values: SIMD16<Self>) -> SIMD16<Self>
}

extension Double: LossNumber {
  static func exponential(ofNonpositive values: SIMD16<Double>) -> SIMD16<Double> {
    var result = SIMD16<Double>()
    for lane in values.indices { result[lane] = exp(values[lane]) }
    return result
  }
}

extension Float: LossNumber {
  /// To two units in the last place, sixteen at a time: the C library's is one at a time, which is
  /// most of what a loss over 57,600 cells would cost. The method and the polynomial are those of
  /// `expf` in the Cephes library (Moshier): exp(v) = 2ⁿ · exp(v − n · ln 2), n whole.
  static func exponential(ofNonpositive values: SIMD16<Float>) -> SIMD16<Float> {
    typealias Lanes = SIMD16<Float>
    // Below, the result is not a normal number any more: zero would do as well.
    let v = values.replacing(with: Lanes(repeating: -87), where: values .< Float(-87))
    // Adding 1.5 · 2²³ rounds to a whole number, and leaves it in the lowest bits.
    let shift = Lanes(repeating: 12_582_912)
    let shifted = v * Float(1.442_695_041) + shift
    let n = shifted - shift
    // ln 2 in two parts, so that their difference from v is exact.
    let rest = v - n * Float(0.693_359_375) - n * Float(-2.121_944_40e-4)
    var sum = Lanes(repeating: 1.987_569_15e-4)
    sum = sum * rest + Float(1.398_199_950_7e-3)
    sum = sum * rest + Float(8.333_451_907_3e-3)
    sum = sum * rest + Float(4.166_579_589_4e-2)
    sum = sum * rest + Float(1.666_666_545_9e-1)
    sum = sum * rest + Float(5.000_000_120_1e-1)
    let fraction = sum * rest * rest + rest + Float(1)
    let bits = unsafeBitCast(shifted, to: SIMD16<Int32>.self) &+ 127
    return fraction * unsafeBitCast(bits &<< 23, to: Lanes.self)
  }
}

/// log(1 + exp(v)), whatever v: the loss of a logit v whose label is 0.
func softplus(_ value: Double) -> Double {
  max(value, 0) + log1p(exp(-abs(value)))
}

/// 1 / (1 + exp(−v)), whatever v: the derivative of ``softplus(_:)``.
func sigmoid(_ value: Double) -> Double {
  let small = exp(-abs(value))
  return (value < 0 ? small : 1) / (1 + small)
}

extension UnsafeBufferPointer where Element: LossNumber {
  /// Whether no number is infinite or NaN.
  var allAreFinite: Bool {
    var index = 0
    var sums = SIMD16<Element>.zero
    // A difference of a number and itself is zero, unless it is not finite.
    while index + 16 <= count {
      let lanes = lanes(at: index)
      sums += lanes - lanes
      index += 16
    }
    while index < count {
      sums[0] += self[index] - self[index]
      index += 1
    }
    return sums == .zero
  }

  /// Sixteen numbers from an index on, which need not be a multiple of sixteen.
  func lanes(at index: Int) -> SIMD16<Element> {
    UnsafeRawPointer(baseAddress! + index).loadUnaligned(as: SIMD16<Element>.self)
  }
}

extension UnsafeMutableBufferPointer where Element: LossNumber {
  /// Writes sixteen numbers from an index on, which need not be a multiple of sixteen.
  func setLanes(at index: Int, to lanes: SIMD16<Element>) {
    UnsafeMutableRawPointer(baseAddress! + index).storeBytes(of: lanes, as: SIMD16<Element>.self)
  }
}
