extension LossNumber {
  /// Sorts as the number does.
  fileprivate var order: UInt64 {
    if let single = self as? Float {
      let bits = single.bitPattern
      return UInt64(bits >> 31 == 1 ? ~bits : bits | 1 << 31) << 32
    }
    let bits = Double(self).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }
}

/// Which of some numbers are the largest: those above a threshold, and the first few that equal it.
///
/// The threshold is found digit by digit, from the highest on: each time one pass counts how many
/// numbers have which digit. That takes time in proportion to the numbers, in the same order whatever
/// they are, and no memory for them.
struct HardestCells<Scalar: LossNumber> {
  private let threshold: UInt64
  private var equalsLeft: Int

  /// - Parameters:
  ///   - count: How many are wanted, at least 1 and at most as many as are visited.
  ///   - numbers: The numbers.
  ///   - visit: Calls its argument with the index of every number that counts, in the same order each
  ///     time.
  @inline(__always)
  init(
    _ count: Int, of numbers: UnsafeBufferPointer<Scalar>,
    visit: (_ body: (Int) -> Void) -> Void
  ) {
    let digitBits: UInt64 = 11
    let lowest: UInt64 = Scalar.self == Float.self ? 32 : 0
    var prefix: UInt64 = 0
    var wanted = count
    var place: UInt64 = 64
    while place > lowest {
      let bits = min(digitBits, place - lowest)
      let known = place
      place -= bits
      let digit = withUnsafeTemporaryAllocation(of: Int.self, capacity: 1 << digitBits) {
        counts in
        counts.initialize(repeating: 0)
        visit { index in
          let order = numbers[index].order
          // A shift by 64 gives zero.
          if order >> known == prefix >> known {
            counts[Int(order >> place & (1 << bits - 1))] += 1
          }
        }
        var digit = (1 << Int(bits)) - 1
        while wanted > counts[digit], digit > 0 {
          wanted -= counts[digit]
          digit -= 1
        }
        return digit
      }
      prefix |= UInt64(digit) << place
    }
    threshold = prefix
    equalsLeft = wanted
  }

  /// Whether a number is one of them; to be asked about all of them in the order they were visited.
  @inline(__always)
  mutating func contains(_ number: Scalar) -> Bool {
    let order = number.order
    if order != threshold { return order > threshold }
    guard equalsLeft > 0 else { return false }
    equalsLeft -= 1
    return true
  }
}
