extension Network {
  /// The same network in whole numbers: batch normalizations and ReLUs have become parts of the
  /// convolutions before them, inputs take levels from 0 to 255, and so does every convolution.
  ///
  /// - Throws: ``NetworkError`` naming an operation that there is no such form of: anything but
  ///   convolutions with a ReLU or with nothing after them, and maximum pooling.
  public func quantized() throws -> Network {
    // Only how operations belong together is asked for here, not the parameters.
    let fused = FusedNetwork(self, parameters: [:])
    var quantized = Network()
    var values: [Int: Value] = [:]
    for (index, node) in nodes.enumerated() where node.operation == .input {
      values[index] = quantized.levels(node.name)
    }
    for node in fused.nodes {
      guard let input = node.inputs.first.flatMap({ values[$0] }) else {
        throw NetworkError.node(node.name, found: "no input", expected: "one")
      }
      values[node.value] = try quantized.append(node, to: input)
    }
    for output in outputs {
      guard let value = values[output.value.node] else { continue }
      quantized.output(value, name: output.name)
    }
    return quantized
  }

  private mutating func append(_ node: FusedNetwork.Node, to input: Value) throws -> Value {
    let takesLevels = givesLevels(input)
    switch node.operation {
    case .convolution(let convolution, _, _) where takesLevels && node.functions.isEmpty:
      return quantizedConvolution(input, .init(convolution, result: .floats), name: node.name)
    case .convolution(let convolution, _, _) where takesLevels && node.functions == [.relu]:
      return quantizedConvolution(input, .init(convolution, result: .levels), name: node.name)
    case .pooling(let pooling) where pooling.reduction == .maximum:
      return self.pooling(input, pooling)
    default:
      throw NetworkError.node(
        node.name, found: "an operation that there are only floats for",
        expected: "a convolution of levels, a ReLU after it at most, or maximum pooling")
    }
  }

  /// Whether a value holds levels.
  private func givesLevels(_ value: Value) -> Bool {
    let node = nodes[value.node]
    switch node.operation {
    case .levels: return true
    case .quantizedConvolution(let convolution): return convolution.result == .levels
    case .pooling: return givesLevels(node.inputs[0])
    default: return false
    }
  }

  /// Adds another network's operations.
  ///
  /// - Parameters:
  ///   - other: A network with one input.
  ///   - input: Takes the place of that input.
  /// - Returns: The other network's outputs by their names.
  package mutating func append(_ other: Network, to input: Value) -> [String: Value] {
    var values: [Value] = []
    for node in other.nodes {
      values.append(
        node.operation.isInput
          ? input
          : append(node.operation, of: node.inputs.map { values[$0.node] }, name: node.name))
    }
    return Dictionary(
      uniqueKeysWithValues: other.outputs.map { ($0.name, values[$0.value.node]) })
  }
}
