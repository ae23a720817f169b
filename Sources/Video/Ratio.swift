import CLibAV

/// An exact ratio of two integers: a time base, a frame rate, a pixel's shape.
public struct Ratio: Hashable, Sendable {
  /// The number above the line.
  public var numerator: Int
  /// The number below the line.
  public var denominator: Int

  /// Creates a ratio as given; it is not reduced.
  public init(numerator: Int, denominator: Int) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// One to one.
  public static var one: Ratio { Ratio(numerator: 1, denominator: 1) }

  /// The ratio as a floating-point number; not finite where the denominator is 0.
  public var value: Double { Double(numerator) / Double(denominator) }

  /// The ratio turned over.
  public var inverse: Ratio { Ratio(numerator: denominator, denominator: numerator) }

  /// libav's ratio, or nil where it stands for "not known" (a number of it is not positive).
  init?(known rational: AVRational) {
    guard rational.num > 0, rational.den > 0 else { return nil }
    self.init(numerator: Int(rational.num), denominator: Int(rational.den))
  }

  /// The same ratio as libav writes it, or 0/1 ("not known") where a number does not fit.
  var rational: AVRational {
    guard let above = Int32(exactly: numerator), let below = Int32(exactly: denominator) else {
      return AVRational(num: 0, den: 1)
    }
    return AVRational(num: above, den: below)
  }
}
