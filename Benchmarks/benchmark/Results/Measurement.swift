/// How much of something was measured, again and again.
struct Measurement: Codable, Hashable {
  let median: Double
  /// What a tenth of the measurements do not exceed.
  let low: Double
  /// What nine tenths of them do not exceed.
  let high: Double
  let repetitions: Int

  /// Takes measurements in any order; there is at least one.
  init(_ values: [Double]) {
    let sorted = values.sorted()
    func percentile(_ percent: Int) -> Double {
      sorted[min(sorted.count * percent / 100, sorted.count - 1)]
    }
    (median, low, high) = (percentile(50), percentile(10), percentile(90))
    repetitions = values.count
  }

  /// The median, and the 10th and 90th percentile where there are more measurements than one.
  var text: String {
    let digits = abs(median) < 1 ? 3 : abs(median) < 100 ? 2 : 0
    guard repetitions > 1 else { return decimal(median, digits) }
    return
      "\(decimal(median, digits)) (\(decimal(low, digits))–\(decimal(high, digits)))"
  }
}

/// A number with a fixed number of decimals.
func decimal(_ number: Double, _ digits: Int) -> String {
  guard number.isFinite else { return "\(number)" }
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let units = Int((abs(number) * scale).rounded())
  let sign = number < 0 && units > 0 ? "-" : ""
  guard digits > 0 else { return "\(sign)\(units)" }
  let (whole, fraction) = units.quotientAndRemainder(dividingBy: Int(scale))
  let padded = String("\(fraction)".reversed()) + String(repeating: "0", count: digits)
  return "\(sign)\(whole)." + String(padded.prefix(digits).reversed())
}
