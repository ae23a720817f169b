/// Writing safetensors files.
public enum Safetensors {
  /// Writes tensors to a file, which takes its name only when it is whole and on the disk.
  ///
  /// The layout is byte for byte that of the reference implementation: integers before floats, each
  /// sorted by name, the header padded with spaces to a multiple of 8 bytes. (The reference leaves
  /// the order of several metadata entries to chance; here they are sorted.)
  ///
  /// - Parameters:
  ///   - tensors: The tensors by name, written as F32.
  ///   - integerScalars: 64-bit integers by name, written as I64 of shape []: PyTorch's
  ///     `….num_batches_tracked`.
  ///   - metadata: Free text for the header's `__metadata__`; PyTorch's loaders expect
  ///     `["format": "pt"]`.
  ///   - path: The file to write or to replace.
  /// - Throws: `WeightsError.unwritable` where the file cannot be written, `.duplicateTensor` where
  ///   a tensor and an integer have the same name, `.malformed` for a tensor named `__metadata__`.
  public static func write(
    _ tensors: [String: Tensor], integerScalars: [String: Int64] = [:],
    metadata: [String: String] = [:], to path: String
  ) throws {
    for name in integerScalars.keys where tensors[name] != nil {
      throw WeightsError.duplicateTensor(file: path, tensor: name)
    }
    guard tensors["__metadata__"] == nil, integerScalars["__metadata__"] == nil else {
      throw WeightsError.malformed(
        file: path, part: "tensors", found: "a tensor named \"__metadata__\"",
        expected: "another name: the format keeps this one for the metadata")
    }
    let integers = integerScalars.sorted { precedes($0.key, $1.key) }
    let floats = tensors.sorted { precedes($0.key, $1.key) }
    let header = header(
      integerNames: integers.map(\.key), floats: floats.map { ($0.key, $0.value.shape) },
      metadata: metadata)
    let file = try AtomicFile(path)
    try withUnsafeBytes(of: UInt64(header.count).littleEndian) { try file.write($0) }
    try header.withUnsafeBytes { try file.write($0) }
    for (_, value) in integers {
      try withUnsafeBytes(of: value.littleEndian) { try file.write($0) }
    }
    for (_, tensor) in floats {
      try tensor.values.withUnsafeBytes { try file.write($0) }
    }
    try file.commit()
  }

  /// The header in JSON, padded.
  private static func header(
    integerNames: [String], floats: [(name: String, shape: [Int])], metadata: [String: String]
  ) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let entries = metadata.sorted { precedes($0.key, $1.key) }
        .map { "\(json($0.key)):\(json($0.value))" }
      members.append("\"__metadata__\":{\(entries.joined(separator: ","))}")
    }
    var offset = 0
    func append(_ name: String, _ type: ElementType, _ shape: [Int]) {
      let end = offset + shape.reduce(1, *) * type.byteCount
      let extents = shape.map(String.init).joined(separator: ",")
      members.append(
        "\(json(name)):{\"dtype\":\"\(type.rawValue)\",\"shape\":[\(extents)],"
          + "\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    for name in integerNames { append(name, .int64, []) }
    for (name, shape) in floats { append(name, .float32, shape) }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
    return header
  }

  /// The order of two names' bytes, which is the reference implementation's; Swift's own order of
  /// strings is another one beyond ASCII.
  private static func precedes(_ first: String, _ second: String) -> Bool {
    first.utf8.lexicographicallyPrecedes(second.utf8)
  }

  /// A string in JSON, with no more escapes than JSON demands.
  private static func json(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{8}": result += "\\b"
      case "\u{C}": result += "\\f"
      case "\u{0}"..<"\u{20}":
        result += scalar.value < 16 ? "\\u000" : "\\u00"
        result += String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
