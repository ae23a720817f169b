/// Reads JSON (RFC 8259) piece by piece and passes over what nobody asks for: a file of annotations
/// has half a gigabyte, of which the outlines are most.
struct JSONScanner {
  private let bytes: UnsafeRawBufferPointer
  private let path: String
  private var place = 0

  /// How deep values may lie in each other.
  private static let deepest = 64

  /// Reads bytes that outlive the scanner.
  init(_ bytes: UnsafeRawBufferPointer, path: String) {
    self.bytes = bytes
    self.path = path
  }

  /// Reads an object; `member` is called with every key and must read or skip the value.
  mutating func object(_ member: (inout Self, String) throws -> Void) throws {
    try expect("{")
    if consume("}") { return }
    repeat {
      let key = try string()
      try expect(":")
      try member(&self, key)
    } while consume(",")
    try expect("}")
  }

  /// Reads an array; `element` is called for every element and must read or skip it.
  mutating func array(_ element: (inout Self) throws -> Void) throws {
    try expect("[")
    if consume("]") { return }
    repeat { try element(&self) } while consume(",")
    try expect("]")
  }

  /// Reads a number; nil where there is another value, which is skipped.
  mutating func number() throws -> Double? {
    let start = startOfValue()
    guard let byte = next, byte == UInt8(ascii: "-") || Self.isDigit(byte) else {
      try skip()
      return nil
    }
    while let byte = next, Self.isNumber(byte) { place += 1 }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    guard let number = Double(text) else { throw malformed("\"\(text)\"", expected: "a number") }
    return number
  }

  /// Reads a whole number; nil where there is another value, which is skipped.
  mutating func wholeNumber() throws -> Int? { try number().flatMap(Int.init(exactly:)) }

  /// Reads a string; nil where there is another value, which is skipped.
  mutating func text() throws -> String? {
    _ = startOfValue()
    guard next == UInt8(ascii: "\"") else {
      try skip()
      return nil
    }
    return try string()
  }

  /// Whether an object comes next.
  mutating func isAtObject() -> Bool {
    _ = startOfValue()
    return next == UInt8(ascii: "{")
  }

  /// Whether an array comes next.
  mutating func isAtArray() -> Bool {
    _ = startOfValue()
    return next == UInt8(ascii: "[")
  }

  /// Passes over a value.
  mutating func skip() throws {
    var depth = 0
    repeat {
      _ = startOfValue()
      guard let byte = next else { throw malformed("the end of the file", expected: "a value") }
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        place += 1
        guard depth < Self.deepest else {
          throw malformed("values \(depth) deep", expected: "fewer")
        }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard depth > 0 else { throw malformed("the end of a value", expected: "a value") }
        depth -= 1
        place += 1
      case UInt8(ascii: "\""): try skipString()
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        guard depth > 0 else { throw malformed("a comma or colon", expected: "a value") }
        place += 1
      default:
        guard Self.isNumber(byte) || Self.isLetter(byte) else {
          throw malformed("byte \(byte)", expected: "a value")
        }
        while let byte = next, Self.isNumber(byte) || Self.isLetter(byte) { place += 1 }
      }
    } while depth > 0
  }

  func malformed(_ found: String, expected: String) -> TrainingError {
    let line = bytes[..<min(place, bytes.count)].reduce(1) {
      $1 == UInt8(ascii: "\n") ? $0 + 1 : $0
    }
    return .malformed(path: path, line: line, found: found, expected: expected)
  }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func startOfValue() -> Int {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      place += 1
    }
    return place
  }

  private mutating func consume(_ character: Unicode.Scalar) -> Bool {
    _ = startOfValue()
    guard next == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws {
    guard consume(character) else {
      throw malformed(
        next.map { "\"\(Unicode.Scalar($0))\"" } ?? "the end of the file",
        expected: "\"\(character)\"")
    }
  }

  private mutating func skipString() throws {
    place += 1
    while let byte = next, byte != UInt8(ascii: "\"") {
      place += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    guard next != nil else { throw malformed("the end of the file", expected: "a string's end") }
    place += 1
  }

  private mutating func string() throws -> String {
    let start = startOfValue()
    guard next == UInt8(ascii: "\"") else {
      throw malformed(next.map { "\"\(Unicode.Scalar($0))\"" } ?? "the end", expected: "a string")
    }
    try skipString()
    let inside = bytes[(start + 1)..<(place - 1)]
    guard inside.contains(UInt8(ascii: "\\")) else {
      return String(decoding: inside, as: UTF8.self)
    }
    return try unescaped(Array(inside))
  }

  private func unescaped(_ text: [UInt8]) throws -> String {
    let short: [UInt8: UInt16] = [
      UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "b"): 8,
      UInt8(ascii: "f"): 12, UInt8(ascii: "\""): 34, UInt8(ascii: "\\"): 92, UInt8(ascii: "/"): 47,
    ]
    var result = ""
    var units: [UInt16] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        result += String(decoding: units, as: UTF16.self)
        units = []
        var run = [byte]
        while let more = rest.first, more != UInt8(ascii: "\\") {
          run.append(more)
          rest.removeFirst()
        }
        result += String(decoding: run, as: UTF8.self)
        continue
      }
      let kind = rest.popFirst() ?? 0
      if kind == UInt8(ascii: "u"),
        let unit = UInt16(String(decoding: rest.prefix(4), as: UTF8.self), radix: 16)
      {
        units.append(unit)
        rest = rest.dropFirst(4)
      } else if let unit = short[kind] {
        units.append(unit)
      } else {
        throw malformed("an unknown escape", expected: "one that JSON has")
      }
    }
    return result + String(decoding: units, as: UTF16.self)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  private static func isNumber(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
      || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E")
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
  }
}
