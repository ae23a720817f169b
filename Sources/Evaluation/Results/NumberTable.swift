/// A text of rows of numbers, as trackers' results and times are written: separated by commas, tabs,
/// spaces or semicolons, one row a line. Empty lines at the end do not count.
struct NumberTable {
  /// The numbers of each row; NaN where a cell says so.
  private(set) var rows: [[Double]] = []

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - columns: How many numbers a row has.
  ///   - length: How many rows there have to be; nil for any number.
  /// - Throws: ``StoredResultError`` naming the line, or `WeightsError` where the file cannot be read.
  init(path: String, columns: ClosedRange<Int>, length: Int? = nil) throws {
    let bytes = try readBytes(path)
    var lines = bytes[...].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    while let last = lines.last, last.allSatisfy(Self.isSeparator) { lines.removeLast() }
    rows.reserveCapacity(lines.count)
    for (index, line) in lines.enumerated() {
      let numbers = Self.numbers(of: line)
      guard let numbers, columns.contains(numbers.count) else {
        let count =
          columns.lowerBound == columns.upperBound
          ? "\(columns.lowerBound)" : "\(columns.lowerBound) to \(columns.upperBound)"
        throw StoredResultError.badLine(
          path: path, line: index + 1, found: Self.excerpt(of: line),
          expected: count == "1" ? "a number" : "\(count) numbers")
      }
      rows.append(numbers)
    }
    guard length == nil || rows.count == length else {
      throw StoredResultError.wrongLength(path: path, found: rows.count, expected: length ?? 0)
    }
  }

  private static func numbers(of line: ArraySlice<UInt8>) -> [Double]? {
    var numbers: [Double] = []
    for cell in line.split(whereSeparator: isSeparator) {
      guard let number = Double(String(decoding: cell, as: UTF8.self)) else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: " "), UInt8(ascii: ";"),
      UInt8(ascii: "\r"):
      true
    default: false
    }
  }

  /// The beginning of a line, fit for a message.
  private static func excerpt(of line: ArraySlice<UInt8>) -> String {
    let text = String(decoding: line.prefix(60), as: UTF8.self)
      .filter { $0.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } }
    return line.allSatisfy(isSeparator) ? "an empty line" : "'\(text)\(line.count > 60 ? "…" : "")'"
  }
}
