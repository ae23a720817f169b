#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Double {
  /// The number with a fixed number of decimals, rounded as C's `printf` does, so that it reads like
  /// what other toolkits print; a dash where it is no number.
  package func fixed(_ decimals: Int) -> String {
    guard isFinite else { return "–" }
    // The largest Double has 309 digits before the point.
    let decimals = Swift.min(Swift.max(decimals, 0), 20)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 340) { buffer in
      let count = withVaList([Int32(decimals), self]) {
        vsnprintf(buffer.baseAddress, buffer.count, "%.*f", $0)
      }
      let text = String(
        decoding: UnsafeRawBufferPointer(buffer).prefix(Int(count)), as: UTF8.self)
      let isZero = text.allSatisfy { "-0.".contains($0) }
      return isZero && text.hasPrefix("-") ? String(text.dropFirst()) : text
    }
  }

  /// The number with at most that many decimals, without zeros at the end.
  func short(_ decimals: Int) -> String {
    var text = fixed(decimals)
    guard text.contains(".") else { return text }
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }
}
