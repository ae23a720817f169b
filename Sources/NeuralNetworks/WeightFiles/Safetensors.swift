extension ElementType {
  /// Where tensors of the types that are written stand among others, as the reference implementation
  /// has it: by falling size, floats before integers of their size.
  fileprivate var placeInFile: Int {
    switch self {
    case .float32: 0
    case .int32: 1
    default: 2
    }
  }
}

/// Writing safetensors files.
public enum Safetensors {
  /// Writes tensors to a file, which takes its name only when it is whole and on the disk.
  ///
  /// The layout is byte for byte that of the reference implementation: types in its order, each sorted
  /// by name, the header padded with spaces to a multiple of 8 bytes. (The reference leaves
  /// the order of several metadata entries to chance; here they are sorted.)
  ///
  /// - Parameters:
  ///   - tensors: The tensors by name, written as F32 unless named below.
  ///   - int8: Names of tensors of whole numbers from −128 to 127, written as I8.
  ///   - int32: Names of tensors of whole numbers of 32 bits, written as I32.
  ///   - integerScalars: 64-bit integers by name, written as I64 of shape []: PyTorch's
  ///     `….num_batches_tracked`.
  ///   - metadata: Free text for the header's `__metadata__`; PyTorch's loaders expect
  ///     `["format": "pt"]`.
  ///   - path: The file to write or to replace.
  /// - Throws: `WeightsError.unwritable` where the file cannot be written, `.duplicateTensor` where
  ///   a tensor and an integer have the same name, `.malformed` for a tensor named `__metadata__`.
  public static func write(
    _ tensors: [String: Tensor], int8: Set<String> = [], int32: Set<String> = [],
    integerScalars: [String: Int64] = [:],
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
    let entries = tensors.map { name, tensor in
      let type: ElementType =
        int8.contains(name) ? .int8 : int32.contains(name) ? .int32 : .float32
      return (name: name, type: type, tensor: tensor)
    }.sorted {
      $0.type == $1.type
        ? precedes($0.name, $1.name) : $0.type.placeInFile < $1.type.placeInFile
    }
    let header = header(
      integerNames: integers.map(\.key), entries.map { ($0.name, $0.type, $0.tensor.shape) },
      metadata: metadata)
    let file = try AtomicFile(path)
    try withUnsafeBytes(of: UInt64(header.count).littleEndian) { try file.write($0) }
    try header.withUnsafeBytes { try file.write($0) }
    for (_, value) in integers {
      try withUnsafeBytes(of: value.littleEndian) { try file.write($0) }
    }
    for entry in entries {
      try write(entry.tensor, as: entry.type, named: entry.name, to: file, path: path)
    }
    try file.commit()
  }

  private static func write(
    _ tensor: Tensor, as type: ElementType, named name: String, to file: AtomicFile, path: String
  ) throws {
    func integers<Stored: FixedWidthInteger>(_: Stored.Type) throws -> [Stored] {
      try tensor.values.map { value in
        guard let stored = Stored(exactly: value) else {
          throw WeightsError.malformed(
            file: path, part: "tensor \(name)", found: "\(value)",
            expected: "whole numbers of \(Stored.bitWidth) bits")
        }
        return stored.littleEndian
      }
    }
    switch type {
    case .int8: try integers(Int8.self).withUnsafeBytes { try file.write($0) }
    case .int32: try integers(Int32.self).withUnsafeBytes { try file.write($0) }
    default: try tensor.values.withUnsafeBytes { try file.write($0) }
    }
  }

  /// The header in JSON, padded.
  private static func header(
    integerNames: [String], _ entries: [(name: String, type: ElementType, shape: [Int])],
    metadata: [String: String]
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
    for (name, type, shape) in entries { append(name, type, shape) }
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
