/// The order people expect of numbered names: runs of digits compare as numbers, so that `frame2`
/// comes before `frame10`; everything else compares byte by byte.
///
/// Names that differ only in leading zeros are ordered by their bytes, so the order is total.
func naturallyPrecedes(_ left: String, _ right: String) -> Bool {
  let (a, b) = (Array(left.utf8), Array(right.utf8))
  var (i, j) = (0, 0)
  while i < a.count, j < b.count {
    if isDigit(a[i]), isDigit(b[j]) {
      let (first, second) = (digits(of: a, at: &i), digits(of: b, at: &j))
      if first.count != second.count { return first.count < second.count }
      if first != second { return first.lexicographicallyPrecedes(second) }
    } else {
      if a[i] != b[j] { return a[i] < b[j] }
      i += 1
      j += 1
    }
  }
  let (restA, restB) = (a.count - i, b.count - j)
  return restA == restB ? a.lexicographicallyPrecedes(b) : restA < restB
}

/// The digits from `index` on, without leading zeros; moves `index` behind them.
private func digits(of bytes: [UInt8], at index: inout Int) -> ArraySlice<UInt8> {
  let start = index
  while index < bytes.count, isDigit(bytes[index]) { index += 1 }
  return bytes[start..<index].drop { $0 == UInt8(ascii: "0") }
}

func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
