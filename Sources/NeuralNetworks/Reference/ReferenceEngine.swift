/// Computes networks in plain Swift, operation by operation as described: slow, short, obviously
/// right. Fast engines are tested against it.
public struct ReferenceEngine: Engine {
  /// Creates the engine.
  public init() {}

  /// Makes a network ready for inputs of fixed shapes; `threads` is checked, but one is used.
  public func prepare(
    _ network: Network, parameters: [String: Tensor], inputShapes: [String: [Int]], threads: Int
  ) throws -> any PreparedNetwork {
    try ThreadCount.check(threads)
    try network.check(parameters: parameters)
    return ReferenceNetwork(
      network: network, parameters: parameters,
      shapes: try network.nodeShapes(inputs: inputShapes), inputShapes: inputShapes,
      outputShapes: try network.outputShapes(inputs: inputShapes))
  }
}

private struct ReferenceNetwork: PreparedNetwork {
  let network: Network
  let parameters: [String: Tensor]
  /// Of every node's value.
  let shapes: [[Int]]
  let inputShapes: [String: [Int]]
  let outputShapes: [String: [Int]]

  func makePlan() -> any InferencePlan { ReferencePlan(self) }
}

private final class ReferencePlan: InferencePlan {
  private let prepared: ReferenceNetwork
  /// Every node's value.
  private let values: [FeatureMap<Float>]
  /// What is written into inputs of levels, by their nodes: (N, H, W, C).
  private let levels: [Int: UnsafeMutableBufferPointer<UInt8>]

  var inputShapes: [String: [Int]] { prepared.inputShapes }
  var outputShapes: [String: [Int]] { prepared.outputShapes }

  init(_ prepared: ReferenceNetwork) {
    self.prepared = prepared
    values = prepared.shapes.map { FeatureMap(shape: $0) }
    var levels: [Int: UnsafeMutableBufferPointer<UInt8>] = [:]
    for (index, node) in prepared.network.nodes.enumerated() where node.operation == .levels {
      let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: values[index].elements.count)
      bytes.initialize(repeating: 0)
      levels[index] = bytes
    }
    self.levels = levels
  }

  deinit {
    for bytes in levels.values { bytes.deallocate() }
  }

  func input(_ name: String) -> UnsafeMutableBufferPointer<Float> {
    let node = prepared.network.nodes.firstIndex { $0.operation == .input && $0.name == name }
    guard let node else { preconditionFailure("the network has no input named \(name)") }
    return values[node].elements
  }

  func takesLevels(_ name: String) -> Bool {
    prepared.network.nodes.contains { $0.name == name && $0.operation == .levels }
  }

  func levels(_ name: String) -> UnsafeMutableBufferPointer<UInt8> {
    let found = levels.first { prepared.network.nodes[$0.key].name == name }
    guard let found else { preconditionFailure("the network has no levels named \(name)") }
    return found.value
  }

  func output(_ name: String) -> UnsafeBufferPointer<Float> {
    guard let output = prepared.network.outputs.first(where: { $0.name == name }) else {
      preconditionFailure("the network has no output named \(name)")
    }
    return UnsafeBufferPointer(values[output.value.node].elements)
  }

  func run() {
    for (node, bytes) in levels { fill(values[node], with: bytes) }
    for (node, result) in zip(prepared.network.nodes, values) {
      compute(node, inputs: node.inputs.map { values[$0.node] }, into: result)
    }
  }

  /// Levels as a feature map: from (N, H, W, C) to (N, C, H, W).
  private func fill(_ map: FeatureMap<Float>, with bytes: UnsafeMutableBufferPointer<UInt8>) {
    let (channels, cells) = (map.shape[1], map.count(from: 2))
    for (index, level) in bytes.enumerated() {
      let (place, channel) = index.quotientAndRemainder(dividingBy: channels)
      let (item, cell) = place.quotientAndRemainder(dividingBy: cells)
      map.elements[(item * channels + channel) * cells + cell] = Float(level)
    }
  }

  private func compute(
    _ node: Network.Node, inputs: [FeatureMap<Float>], into result: FeatureMap<Float>
  ) {
    switch node.operation {
    case .input, .levels:
      break
    case .convolution(let convolution):
      parameter("weight", of: node).withUnsafeBufferPointer { weights in
        parameter("bias", of: node).withUnsafeBufferPointer { bias in
          convolve(
            inputs[0], convolution, weights: weights, bias: convolution.hasBias ? bias : nil,
            into: result)
        }
      }
    case .quantizedConvolution(let quantized):
      convolve(
        inputs[0], quantized, weights: parameter("weight", of: node),
        bias: parameter("bias", of: node), scale: parameter("scale", of: node), into: result)
    case .batchNormalization(let normalization):
      normalize(
        inputs[0], ChannelTransform(normalization, name: node.name, prepared.parameters),
        into: result)
    case .activation, .pooling, .addition, .concatenation, .matrixProduct, .crossCorrelation:
      computeWithoutParameters(node.operation, of: inputs, into: result)
    }
  }

  private func parameter(_ suffix: String, of node: Network.Node) -> [Float] {
    prepared.parameters["\(node.name).\(suffix)"]?.values ?? []
  }
}
