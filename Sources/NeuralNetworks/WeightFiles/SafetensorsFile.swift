/// A safetensors file, mapped into memory; its whole header is checked when it is opened.
///
/// ```swift
/// let file = try SafetensorsFile("model.safetensors")
/// let weights = try file.tensor(named: "backbone.conv1.0.weight")
/// ```
///
/// Opening costs the header only; a tensor's elements are read when it is asked for, and converted
/// to 32-bit floats from F64, F32, F16, BF16, BOOL and the integer types. The file must not be cut
/// short while it is open.
public final class SafetensorsFile: WeightFile {
  public let path: String
  private let contents: FileContents
  private let header: SafetensorsHeader

  /// Opens a file and checks its header.
  ///
  /// - Throws: `WeightsError`, whose description names the file, what was found and what was
  ///   expected.
  public convenience init(_ path: String) throws {
    try self.init(FileContents(mapping: path))
  }

  init(_ contents: FileContents) throws {
    path = contents.path
    self.contents = contents
    header = try SafetensorsHeader(contents)
  }

  /// The names of all tensors, in the order of their elements in the file.
  public var tensorNames: [String] { header.names }

  /// The free text of the header's `__metadata__`.
  public var metadata: [String: String] { header.metadata }

  public func shape(of name: String) -> [Int]? {
    header.entries[name]?.shape
  }

  /// A tensor, its elements converted to 32-bit floats: rounded to the nearest where they have more
  /// digits, infinite where they are beyond the range.
  ///
  /// - Throws: `WeightsError.missingTensors` where the file has none of that name.
  public func tensor(named name: String) throws -> Tensor {
    let entry = try entry(named: name)
    let values = try contents.withBytes(in: entry.range, part: "tensor \(quoted(name))") {
      entry.elementType.values(in: $0)
    }
    return Tensor(shape: entry.shape, values: values)
  }

  /// A scalar of 64-bit integer type, exactly; nil where the tensor is of another type or shape.
  ///
  /// PyTorch keeps a batch norm's `num_batches_tracked` so.
  ///
  /// - Throws: `WeightsError.missingTensors` where the file has none of that name.
  public func integerScalar(named name: String) throws -> Int64? {
    let entry = try entry(named: name)
    guard entry.elementType == .int64, entry.shape.isEmpty else { return nil }
    return try contents.withBytes(in: entry.range, part: "tensor \(quoted(name))") {
      Int64(littleEndian: $0.loadUnaligned(as: Int64.self))
    }
  }

  /// What tells these weights from others in a fraction of the time that reading them takes: the digest
  /// of each tensor's name and of the first, middle and last 64 bytes of its elements, in the order of
  /// the names' bytes. Weights that were trained on differ there.
  ///
  /// - Throws: `WeightsError` where the file was cut short.
  package func sampledDigest() throws -> String {
    var sample: [UInt8] = []
    for name in header.names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      sample += name.utf8
      let range = try entry(named: name).range
      let length = min(64, range.count)
      for start in [0, (range.count - length) / 2, range.count - length] {
        let piece = range.lowerBound + start..<range.lowerBound + start + length
        try contents.withBytes(in: piece, part: "tensor \(quoted(name))") { sample += $0 }
      }
    }
    return sample.withUnsafeBytes { SHA256.digest(of: $0) }
  }

  private func entry(named name: String) throws -> SafetensorsHeader.Entry {
    guard let entry = header.entries[name] else {
      throw WeightsError.missingTensors(file: path, tensors: [name])
    }
    return entry
  }
}
