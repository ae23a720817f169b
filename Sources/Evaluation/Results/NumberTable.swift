/// A text of rows of numbers, as trackers' results and times are written: separated by commas, tabs,
/// spaces or semicolons, one row a line, every row with as many. Empty lines at the end do not count.
struct NumberTable {
  /// How many numbers a row has.
  private(set) var columns = 0
  /// How many rows there are.
  var count: Int { columns > 0 ? numbers.count / columns : 0 }

  /// Row by row; NaN where a cell says so.
  private var numbers: [Double] = []

  /// The number in a row and a column, both counted from 0.
  subscript(row: Int, column: Int) -> Double { numbers[row * columns + column] }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - allowed: How many numbers a row may have.
  ///   - length: How many rows there have to be; nil for any number.
  /// - Throws: ``StoredResultError`` naming the line, or `WeightsError` where the file cannot be read.
  init(path: String, columns allowed: ClosedRange<Int>, length: Int? = nil) throws {
    var rest = try readBytes(path)[...]
    while let last = rest.last, Self.isSeparator(last) || last == Self.lineEnd { rest.removeLast() }
    numbers.reserveCapacity((length ?? 0) * allowed.lowerBound)
    var lineNumber = 0
    while !rest.isEmpty {
      lineNumber += 1
      let line = rest.prefix { $0 != Self.lineEnd }
      rest = rest[min(line.endIndex + 1, rest.endIndex)...]
      let found = append(line)
      guard let found, lineNumber == 1 ? allowed.contains(found) : found == columns else {
        throw StoredResultError.badLine(
          path: path, line: lineNumber, found: Self.excerpt(of: line),
          expected: Self.expectation(lineNumber == 1 ? allowed : columns...columns))
      }
      columns = found
    }
    if let length, count != length {
      throw StoredResultError.wrongLength(path: path, found: count, expected: length)
    }
  }

  /// Appends a line's numbers and says how many they were; nil where something is no number.
  private mutating func append(_ line: ArraySlice<UInt8>) -> Int? {
    var count = 0
    var rest = line.drop(while: Self.isSeparator)
    while !rest.isEmpty {
      let cell = rest.prefix { !Self.isSeparator($0) }
      guard let number = Double(String(decoding: cell, as: UTF8.self)) else { return nil }
      numbers.append(number)
      count += 1
      rest = rest[cell.endIndex...].drop(while: Self.isSeparator)
    }
    return count
  }

  private static let lineEnd = UInt8(ascii: "\n")

  private static func isSeparator(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: " "), UInt8(ascii: ";"),
      UInt8(ascii: "\r"):
      true
    default: false
    }
  }

  private static func expectation(_ columns: ClosedRange<Int>) -> String {
    switch (columns.lowerBound, columns.upperBound) {
    case (1, 1): "a number"
    case (let few, let many) where few == many: "\(few) numbers"
    case (let few, let many): "\(few) to \(many) numbers"
    }
  }

  /// The beginning of a line, fit for a message.
  private static func excerpt(of line: ArraySlice<UInt8>) -> String {
    guard !line.allSatisfy(isSeparator) else { return "an empty line" }
    let text = String(decoding: line.prefix(60), as: UTF8.self).unicodeScalars
      .filter { $0.properties.generalCategory != .control }
    return "'\(String(String.UnicodeScalarView(text)))\(line.count > 60 ? "…" : "")'"
  }
}
