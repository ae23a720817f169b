/// Reads little-endian numbers and strings one after another from a part of a file, and never
/// beyond that part.
struct ByteCursor {
  let contents: FileContents
  /// What is being read, for messages.
  let part: String
  /// The offset in the file of the next byte.
  private(set) var position: Int
  /// The offset in the file where the part ends.
  let end: Int

  /// - Throws: `WeightsError.truncated` where the range reaches beyond the file.
  init(_ contents: FileContents, in range: Range<Int>, part: String) throws {
    guard range.lowerBound >= 0, range.upperBound <= contents.count else {
      throw WeightsError.truncated(
        file: contents.path, part: part, found: max(0, contents.count - range.lowerBound),
        expected: range.count)
    }
    self.contents = contents
    self.part = part
    position = range.lowerBound
    end = range.upperBound
  }

  /// The number of bytes left.
  var remaining: Int { end - position }

  /// The next byte, which stays the next one; nil at the end.
  var next: UInt8? { position < end ? contents.byte(at: position) : nil }

  /// Moves past one byte.
  mutating func advance() { position = min(position + 1, end) }

  /// Moves past `count` bytes and gives where they lie in the file.
  mutating func skip(_ count: Int) throws -> Range<Int> {
    guard count >= 0, count <= remaining else {
      throw WeightsError.truncated(
        file: contents.path, part: part, found: remaining, expected: max(0, count))
    }
    defer { position += count }
    return position..<position + count
  }

  /// The next byte.
  mutating func byte() throws -> UInt8 {
    guard let byte = next else {
      throw WeightsError.truncated(file: contents.path, part: part, found: 0, expected: 1)
    }
    position += 1
    return byte
  }

  /// The next number, stored with its lowest byte first.
  mutating func little<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
    let range = try skip(MemoryLayout<Number>.size)
    return try contents.withBytes(in: range, part: part) {
      Number(littleEndian: $0.loadUnaligned(as: Number.self))
    }
  }

  /// The next `count` bytes.
  mutating func bytes(_ count: Int) throws -> [UInt8] {
    try contents.withBytes(in: skip(count), part: part) { [UInt8]($0) }
  }

  /// The next `count` bytes as text.
  ///
  /// - Throws: `WeightsError.malformed` where they are not UTF-8.
  mutating func string(_ count: Int) throws -> String {
    let start = position
    guard let text = String(validating: try bytes(count), as: UTF8.self) else {
      throw malformed(at: start, found: "bytes that are not UTF-8", expected: "text in UTF-8")
    }
    return text
  }

  /// The error of a field that says what it must not, at an offset of the file.
  func malformed(at offset: Int? = nil, found: String, expected: String) -> WeightsError {
    .malformed(
      file: contents.path, part: "\(part), byte \(offset ?? position)", found: found,
      expected: expected)
  }
}
