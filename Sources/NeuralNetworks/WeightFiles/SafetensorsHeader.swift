/// The header of a safetensors file, checked field by field.
///
/// The format: 8 bytes, the header's length, lowest byte first; the header, a JSON object; the
/// elements of all tensors without gaps. See https://huggingface.co/docs/safetensors.
struct SafetensorsHeader {
  /// Where a tensor's elements lie, and how.
  struct Entry {
    var elementType: ElementType
    var shape: [Int]
    /// The elements' bytes, as offsets in the file.
    var range: Range<Int>
  }

  /// The largest header that is read, in bytes; the reference implementation has the same bound.
  static let maximumByteCount = 100_000_000

  /// All tensors by name.
  private(set) var entries: [String: Entry] = [:]
  /// The tensors' names in the order of their elements.
  private(set) var names: [String] = []
  /// What the header's `__metadata__` says.
  private(set) var metadata: [String: String] = [:]

  private let path: String
  /// Where the header ends and the elements begin.
  private let dataStart: Int

  init(_ contents: FileContents) throws {
    path = contents.path
    var lengthField = try ByteCursor(
      contents, in: 0..<min(8, contents.count), part: "header length")
    let length = try lengthField.little(UInt64.self)
    guard length <= Self.maximumByteCount else {
      throw WeightsError.malformed(
        file: path, part: "header length", found: "\(length) bytes",
        expected: "at most \(Self.maximumByteCount)")
    }
    dataStart = 8 + Int(length)
    let cursor = try ByteCursor(contents, in: 8..<dataStart, part: "header")
    guard cursor.next == UInt8(ascii: "{") else {
      throw cursor.malformed(
        found: cursor.next.map { "byte \($0)" } ?? "nothing", expected: "a JSON object")
    }
    try parse(StrictJSONScanner(cursor))
    try checkThatElementsFill(dataStart..<contents.count)
  }

  private mutating func parse(_ source: StrictJSONScanner) throws {
    var scanner = source
    var hasMetadata = false
    try scanner.object { scanner, name in
      if name == "__metadata__" {
        guard !hasMetadata else { throw duplicate(name, scanner) }
        hasMetadata = true
        metadata = try parseMetadata(&scanner)
      } else {
        guard entries[name] == nil else {
          throw WeightsError.duplicateTensor(file: path, tensor: name)
        }
        entries[name] = try parseEntry(&scanner, name: name)
      }
    }
    try scanner.finish()
  }

  private func parseMetadata(_ scanner: inout StrictJSONScanner) throws -> [String: String] {
    var metadata: [String: String] = [:]
    try scanner.object { scanner, key in
      guard metadata[key] == nil else { throw duplicate(key, scanner) }
      metadata[key] = try scanner.string()
    }
    return metadata
  }

  private func parseEntry(_ scanner: inout StrictJSONScanner, name: String) throws -> Entry {
    var typeName: String?
    var shape: [Int]?
    var offsets: [Int]?
    try scanner.object { scanner, key in
      switch key {
      case "dtype" where typeName == nil: typeName = try scanner.string()
      case "shape" where shape == nil: shape = try scanner.wholeNumbers()
      case "data_offsets" where offsets == nil: offsets = try scanner.wholeNumbers()
      case "dtype", "shape", "data_offsets": throw duplicate(key, scanner)
      default:
        throw malformed(name, found: "key \(quoted(key))", expected: "dtype, shape, data_offsets")
      }
    }
    guard let typeName, let shape, let offsets else {
      let absent = typeName == nil ? "dtype" : shape == nil ? "shape" : "data_offsets"
      throw malformed(name, found: "no \(absent)", expected: "dtype, shape and data_offsets")
    }
    guard let elementType = ElementType(rawValue: typeName) else {
      throw WeightsError.unsupported(
        file: path, part: "tensor \(quoted(name))", found: "dtype \(quoted(typeName))",
        expected: ElementType.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let range = try dataRange(name, offsets: offsets)
    let count = elementCount(ofShape: shape)
    guard let (size, overflow) = count?.multipliedReportingOverflow(by: elementType.byteCount),
      !overflow, size == range.count
    else {
      throw malformed(
        name, found: "\(range.count) bytes of data",
        expected: "as many as shape \(abbreviated(shape)) of \(typeName) has")
    }
    return Entry(elementType: elementType, shape: shape, range: range)
  }

  /// A tensor's data_offsets, which count from the header's end, as offsets in the file.
  private func dataRange(_ name: String, offsets: [Int]) throws -> Range<Int> {
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw malformed(
        name, found: "data_offsets \(abbreviated(offsets))", expected: "[begin, end], begin ≤ end")
    }
    let (end, overflow) = offsets[1].addingReportingOverflow(dataStart)
    guard !overflow else {
      throw malformed(
        name, found: "data_offsets \(offsets)", expected: "offsets within the file")
    }
    return dataStart + offsets[0]..<end
  }

  /// Checks that the tensors' elements cover the rest of the file: no hole, no overlap, no more and
  /// no less.
  private mutating func checkThatElementsFill(_ data: Range<Int>) throws {
    let sorted = entries.map { (name: $0.key, range: $0.value.range) }.sorted {
      ($0.range.lowerBound, $0.range.upperBound, $0.name)
        < ($1.range.lowerBound, $1.range.upperBound, $1.name)
    }
    var end = data.lowerBound
    for (name, range) in sorted {
      guard range.lowerBound == end else {
        let problem = range.lowerBound < end ? "an overlap with another tensor" : "a hole before it"
        throw malformed(
          name, found: "data_offsets beginning at \(range.lowerBound - dataStart): \(problem)",
          expected: "\(end - dataStart)")
      }
      guard range.upperBound <= data.upperBound else {
        throw WeightsError.truncated(
          file: path, part: "tensor \(quoted(name))", found: data.upperBound - range.lowerBound,
          expected: range.count)
      }
      end = range.upperBound
    }
    guard end == data.upperBound else {
      throw WeightsError.malformed(
        file: path, part: "data", found: "\(data.count) bytes",
        expected: "\(end - data.lowerBound), what the header's tensors have")
    }
    names = sorted.map(\.name)
  }

  private func malformed(_ name: String, found: String, expected: String) -> WeightsError {
    .malformed(file: path, part: "tensor \(quoted(name))", found: found, expected: expected)
  }

  private func duplicate(_ key: String, _ scanner: StrictJSONScanner) -> WeightsError {
    scanner.malformed(found: "key \(quoted(key)) twice", expected: "it once")
  }
}

/// Numbers from a file, the first ten of them, for a one-line message.
func abbreviated(_ numbers: [Int]) -> String {
  numbers.count <= 10
    ? "\(numbers)" : "[\(numbers.prefix(10).map(String.init).joined(separator: ", ")), …]"
}
