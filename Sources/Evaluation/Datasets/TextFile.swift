#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The lines of a benchmark's text file.
///
/// A byte order mark, carriage returns and empty lines at the end are taken off, as files from other
/// systems and editors have them.
struct TextFile {
  /// Its path, for messages.
  let path: String
  /// Its lines, without the space around them.
  let lines: [Substring]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - purpose: What it holds, for the message where it is missing.
  /// - Throws: ``DatasetError/missing(path:purpose:)`` or ``DatasetError/unreadable(path:reason:)``.
  init(_ path: String, purpose: String) throws {
    guard let contents = FileManager.default.contents(atPath: path) else {
      throw isFile(path)
        ? DatasetError.unreadable(path: path, reason: "the system does not allow it")
        : DatasetError.missing(path: path, purpose: purpose)
    }
    self.init(path, String(decoding: contents, as: UTF8.self))
  }

  /// Takes a text that is in memory.
  init(_ path: String, _ text: String) {
    self.path = path
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let body = text.utf8.starts(with: mark) ? text.utf8.dropFirst(mark.count) : text.utf8[...]
    var lines = body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { trimmed(Substring($0)) }
    while lines.last?.isEmpty == true { lines.removeLast() }
    self.lines = lines
  }

  /// The numbers of a line, which commas, semicolons, tabs or spaces separate.
  ///
  /// - Parameters:
  ///   - index: The line, counted from 0.
  ///   - count: How many numbers it must have at least; what follows them may be words.
  ///   - expected: What they mean, for the message where the line has something else.
  /// - Throws: ``DatasetError/badLine(path:line:found:expected:)``.
  func numbers(inLine index: Int, atLeast count: Int, expected: String) throws -> [Double] {
    var numbers: [Double] = []
    for field in fields(of: lines[index]) {
      guard let number = Double(field) else { break }
      numbers.append(number)
    }
    guard numbers.count >= count else { throw badLine(index, expected: expected) }
    return numbers
  }

  /// All numbers of a file of flags, whether they stand on one line or on many.
  func allNumbers(expected: String) throws -> [Double] {
    try lines.indices.flatMap { index in
      let fields = fields(of: lines[index])
      let numbers = try numbers(inLine: index, atLeast: fields.count, expected: expected)
      return numbers
    }
  }

  /// The error of a line that says what it must not.
  func badLine(_ index: Int, expected: String) -> DatasetError {
    let line = lines[index]
    let found = line.isEmpty ? "an empty line" : "\"\(line.prefix(60))\""
    return .badLine(path: path, line: index + 1, found: found, expected: expected)
  }
}

/// The parts of a line between commas or semicolons, or where it has none between spaces and tabs,
/// without the space around them. One separator at the end is no part.
func fields(of line: Substring) -> [Substring] {
  func isMark(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") }
  guard line.utf8.contains(where: isMark) else {
    return line.utf8.split(whereSeparator: isSpace).map { Substring($0) }
  }
  var parts = line.utf8.split(omittingEmptySubsequences: false, whereSeparator: isMark)
    .map { trimmed(Substring($0)) }
  if parts.last?.isEmpty == true { parts.removeLast() }
  return parts
}

/// A text without spaces, tabs and carriage returns at its ends.
func trimmed(_ text: Substring) -> Substring {
  var bytes = text.utf8
  while let first = bytes.first, isSpace(first) { bytes.removeFirst() }
  while let last = bytes.last, isSpace(last) { bytes.removeLast() }
  return Substring(bytes)
}

private func isSpace(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
}
