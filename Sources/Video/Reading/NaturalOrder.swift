/// The order people expect of numbered names: runs of digits compare as numbers, so that `frame2`
/// comes before `frame10`; everything else compares byte by byte.
///
/// Names that differ only in leading zeros are ordered by their bytes, so the order is total.
package func naturallyPrecedes(_ left: String, _ right: String) -> Bool {
  // A folder of 100,000 pictures takes millions of comparisons: no copies where none are needed.
  let quick = left.utf8.withContiguousStorageIfAvailable { a in
    right.utf8.withContiguousStorageIfAvailable { b in naturallyPrecedes(a, b) }
  }
  if let quick = quick ?? nil { return quick }
  return naturallyPrecedes(Array(left.utf8), Array(right.utf8))
}

private func naturallyPrecedes<Bytes: RandomAccessCollection<UInt8>>(
  _ a: Bytes, _ b: Bytes
) -> Bool where Bytes.Index == Int {
  var (i, j) = (0, 0)
  while i < a.count, j < b.count {
    if isDigit(a[i]), isDigit(b[j]) {
      let (first, second) = (digits(of: a, at: &i), digits(of: b, at: &j))
      if first.count != second.count { return first.count < second.count }
      for (k, l) in zip(first, second) where a[k] != b[l] { return a[k] < b[l] }
    } else {
      if a[i] != b[j] { return a[i] < b[j] }
      i += 1
      j += 1
    }
  }
  let (restA, restB) = (a.count - i, b.count - j)
  return restA == restB ? a.lexicographicallyPrecedes(b) : restA < restB
}

/// Where the digits from `index` on lie, without leading zeros; moves `index` behind them.
private func digits<Bytes: RandomAccessCollection<UInt8>>(
  of bytes: Bytes, at index: inout Int
) -> Range<Int> where Bytes.Index == Int {
  var start = index
  while index < bytes.count, isDigit(bytes[index]) { index += 1 }
  while start < index, bytes[start] == UInt8(ascii: "0") { start += 1 }
  return start..<index
}

func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
