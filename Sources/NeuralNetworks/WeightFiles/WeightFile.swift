/// A file of named tensors.
public protocol WeightFile: Sendable {
  /// The file's path, as it was given.
  var path: String { get }
  /// The names of all tensors.
  var tensorNames: [String] { get }
  /// The shape of a tensor, or nil where the file has none of that name.
  func shape(of name: String) -> [Int]?
  /// A tensor, its elements converted to 32-bit floats.
  ///
  /// - Throws: `WeightsError.missingTensors` where the file has none of that name.
  func tensor(named name: String) throws -> Tensor
}

extension WeightFile {
  /// All parameters of a network, after checking that the file holds these and no others, that they
  /// have the right shapes and that all their values are finite.
  ///
  /// - Parameters:
  ///   - shapes: The name and shape of every parameter.
  ///   - isIgnored: Tensors that the file may hold beyond those; unless said otherwise PyTorch's
  ///     counters of batch norm updates, `….num_batches_tracked`, which inference has no use for.
  /// - Throws: `WeightsError.missingTensors`, `.unexpectedTensors`, `.wrongShape` or `.notFinite`.
  public func parameters(
    expecting shapes: [String: [Int]],
    ignoring isIgnored: (String) -> Bool = { $0.hasSuffix(".num_batches_tracked") }
  ) throws -> [String: Tensor] {
    let names = Set(tensorNames)
    let missing = shapes.keys.filter { !names.contains($0) }
    guard missing.isEmpty else {
      throw WeightsError.missingTensors(file: path, tensors: missing.sorted())
    }
    let unexpected = names.filter { shapes[$0] == nil && !isIgnored($0) }
    guard unexpected.isEmpty else {
      throw WeightsError.unexpectedTensors(file: path, tensors: unexpected.sorted())
    }
    for (name, expected) in shapes.sorted(by: { $0.key < $1.key }) {
      guard let found = shape(of: name), found == expected else {
        throw WeightsError.wrongShape(
          file: path, tensor: name, found: shape(of: name) ?? [], expected: expected)
      }
    }
    var parameters: [String: Tensor] = [:]
    for name in shapes.keys.sorted() {
      let tensor = try tensor(named: name)
      try requireFinite(tensor, named: name)
      parameters[name] = tensor
    }
    return parameters
  }

  private func requireFinite(_ tensor: Tensor, named name: String) throws {
    guard let element = tensor.values.firstIndex(where: { !$0.isFinite }) else { return }
    throw WeightsError.notFinite(
      file: path, tensor: name, element: element, value: "\(tensor.values[element])")
  }
}
