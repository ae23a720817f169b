/// Reads JSON (RFC 8259) piece by piece, for a caller that knows what must come next.
///
/// There is no value tree and no recursion: whatever is nested deeper than the caller asks for is an
/// error where it begins, and nothing is skipped unseen.
struct StrictJSONScanner {
  private var cursor: ByteCursor

  init(_ cursor: ByteCursor) {
    self.cursor = cursor
  }

  /// Reads an object. `member` is called with every key, and must read the value.
  ///
  /// The caller looks after duplicate keys: it has to keep the keys anyway.
  mutating func object(_ member: (inout Self, String) throws -> Void) throws {
    try expect("{", "an object")
    if consume("}") { return }
    repeat {
      let key = try string()
      try expect(":", "a colon after a key")
      try member(&self, key)
    } while consume(",")
    try expect("}", "a comma or the end of the object")
  }

  /// Reads an array of whole numbers from 0 to Int.max.
  mutating func wholeNumbers() throws -> [Int] {
    try expect("[", "an array of whole numbers")
    if consume("]") { return [] }
    var numbers: [Int] = []
    repeat { numbers.append(try wholeNumber()) } while consume(",")
    try expect("]", "a comma or the end of the array")
    return numbers
  }

  /// Reads a string.
  mutating func string() throws -> String {
    try expect("\"", "a string")
    let start = cursor.position
    var text: [UInt8] = []
    while true {
      let byte = try cursor.byte()
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw cursor.malformed(
            at: start, found: "bytes that are not UTF-8", expected: "a string in UTF-8")
        }
        return string
      case UInt8(ascii: "\\"): text.append(contentsOf: Unicode.UTF8.encode(try escape()) ?? .init())
      case 0..<0x20:
        throw cursor.malformed(
          at: cursor.position - 1, found: "control character \(byte)", expected: "it escaped")
      default: text.append(byte)
      }
    }
  }

  /// Checks that nothing but white space is left.
  mutating func finish() throws {
    skipWhiteSpace()
    if cursor.next != nil {
      throw cursor.malformed(found: found(), expected: "nothing but spaces after the object")
    }
  }

  /// The error of a value that is well-formed JSON but not what the format wants.
  func malformed(found: String, expected: String) -> WeightsError {
    cursor.malformed(found: found, expected: expected)
  }

  private mutating func wholeNumber() throws -> Int {
    skipWhiteSpace()
    let start = cursor.position
    var number = 0
    while let byte = cursor.next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
      let (sum, overflowed) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      guard !overflow, !overflowed else {
        throw cursor.malformed(
          at: start, found: "a number beyond \(Int.max)", expected: "a smaller one")
      }
      guard cursor.position == start || number > 0 else {
        throw cursor.malformed(
          at: start, found: "a number with a leading zero", expected: "one without")
      }
      number = sum
      cursor.advance()
    }
    guard cursor.position > start else {
      throw cursor.malformed(found: found(), expected: "a whole number, 0 or more")
    }
    return number
  }

  /// The character behind a backslash, which has been read.
  private mutating func escape() throws -> Unicode.Scalar {
    let start = cursor.position - 1
    switch try cursor.byte() {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      if let scalar = try unicodeEscape() { return scalar }
      throw cursor.malformed(at: start, found: "half a surrogate pair", expected: "a whole one")
    default:
      throw cursor.malformed(at: start, found: "an unknown escape", expected: "one that JSON has")
    }
  }

  /// The character of a \u escape, two of them for one beyond the first 65,536; nil where the second
  /// is missing.
  private mutating func unicodeEscape() throws -> Unicode.Scalar? {
    let first = try fourHexadecimalDigits()
    guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
    guard try cursor.byte() == UInt8(ascii: "\\"), try cursor.byte() == UInt8(ascii: "u") else {
      return nil
    }
    let second = try fourHexadecimalDigits()
    guard (0xDC00..<0xE000).contains(second) else { return nil }
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
  }

  private mutating func fourHexadecimalDigits() throws -> UInt32 {
    let start = cursor.position
    let digits = try cursor.bytes(4)
    var number: UInt32 = 0
    for digit in digits {
      guard let value = Character(Unicode.Scalar(digit)).hexDigitValue else {
        throw cursor.malformed(
          at: start, found: quoted(String(decoding: digits, as: UTF8.self)),
          expected: "four hexadecimal digits")
      }
      number = number << 4 + UInt32(value)
    }
    return number
  }

  private mutating func expect(_ character: Unicode.Scalar, _ expected: String) throws {
    if !consume(character) { throw cursor.malformed(found: found(), expected: expected) }
  }

  /// Moves past a character, after any white space, if it is the next one.
  private mutating func consume(_ character: Unicode.Scalar) -> Bool {
    skipWhiteSpace()
    guard cursor.next == UInt8(ascii: character) else { return false }
    cursor.advance()
    return true
  }

  private mutating func skipWhiteSpace() {
    while let byte = cursor.next,
      byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    {
      cursor.advance()
    }
  }

  private func found() -> String {
    guard let byte = cursor.next else { return "its end" }
    return byte > 0x20 && byte < 0x7F ? quoted(String(Unicode.Scalar(byte))) : "byte \(byte)"
  }
}
