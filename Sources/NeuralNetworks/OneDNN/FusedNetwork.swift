/// A network with fewer operations that computes the same: nodes that no output needs are gone,
/// batch normalizations are folded into the convolutions before them, and activations belong to the
/// operation whose results they change.
struct FusedNetwork {
  /// An operation with its parameters.
  enum Operation {
    case convolution(Convolution, weights: [Float], bias: [Float]?)
    case quantizedConvolution(
      QuantizedConvolution, weights: [Float], bias: [Float], scale: [Float])
    case channelTransform(ChannelTransform)
    /// Nothing but the node's functions.
    case activation
    case pooling(Pooling)
    case addition
    case concatenation
    case matrixProduct
    case crossCorrelation(CrossCorrelation)
  }

  struct Node {
    let name: String
    var operation: Operation
    /// The nodes of the original network whose values this takes.
    let inputs: [Int]
    /// The node of the original network whose value this computes.
    var value: Int
    /// Applied to the results of ``operation``, in this order.
    var functions: [Activation] = []
  }

  private(set) var nodes: [Node] = []
  private let uses: [Int]

  /// Fuses a network whose parameters have been checked.
  init(_ network: Network, parameters: [String: Tensor]) {
    uses = Self.countUses(in: network)
    for (index, node) in network.nodes.enumerated() where uses[index] > 0 {
      append(node, index: index, parameters: parameters)
    }
  }

  /// How often each node's value is needed, directly or not, by the outputs.
  private static func countUses(in network: Network) -> [Int] {
    var uses = Array(repeating: 0, count: network.nodes.count)
    for output in network.outputs { uses[output.value.node] += 1 }
    for (index, node) in network.nodes.enumerated().reversed() where uses[index] > 0 {
      for input in node.inputs { uses[input.node] += 1 }
    }
    return uses
  }

  private mutating func append(
    _ node: Network.Node, index: Int, parameters: [String: Tensor]
  ) {
    let inputs = node.inputs.map(\.node)
    func add(_ operation: Operation, functions: [Activation] = []) {
      nodes.append(
        Node(
          name: node.name, operation: operation, inputs: inputs, value: index,
          functions: functions))
    }
    switch node.operation {
    case .input, .levels:
      break
    case .quantizedConvolution(let convolution):
      func parameter(_ suffix: String) -> [Float] {
        parameters["\(node.name).\(suffix)"]?.values ?? []
      }
      add(
        .quantizedConvolution(
          convolution, weights: parameter("weight"), bias: parameter("bias"),
          scale: parameter("scale")))
    case .convolution(let convolution):
      let bias = convolution.hasBias ? parameters["\(node.name).bias"]?.values : nil
      add(
        .convolution(
          convolution, weights: parameters["\(node.name).weight"]?.values ?? [], bias: bias))
    case .batchNormalization(let normalization):
      let transform = ChannelTransform(normalization, name: node.name, parameters)
      if !fold(transform, into: inputs[0], value: index) { add(.channelTransform(transform)) }
    case .activation(let activation):
      if !fuse(activation, into: inputs[0], value: index) {
        add(.activation, functions: [activation])
      }
    case .pooling(let pooling): add(.pooling(pooling))
    case .addition: add(.addition)
    case .concatenation: add(.concatenation)
    case .matrixProduct: add(.matrixProduct)
    case .crossCorrelation(let kind): add(.crossCorrelation(kind))
    }
  }

  /// Multiplies a convolution's weights, if a convolution computes `input` for nobody else.
  private mutating func fold(_ transform: ChannelTransform, into input: Int, value: Int) -> Bool {
    guard
      let place = soleProducer(of: input), nodes[place].functions.isEmpty,
      case .convolution(let convolution, let weights, let bias) = nodes[place].operation
    else { return false }
    let perChannel = weights.count / convolution.outputChannels
    let folded = weights.enumerated().map { index, weight in
      Float(Double(weight) * transform.scale[index / perChannel])
    }
    let foldedBias = transform.offset.enumerated().map { channel, offset in
      Float(Double(bias?[channel] ?? 0) * transform.scale[channel] + offset)
    }
    nodes[place].operation = .convolution(convolution, weights: folded, bias: foldedBias)
    nodes[place].value = value
    return true
  }

  /// Lets the operation that computes `input`, if it does so for nobody else, apply `activation`.
  private mutating func fuse(_ activation: Activation, into input: Int, value: Int) -> Bool {
    guard let place = soleProducer(of: input), nodes[place].takes(activation) else {
      return false
    }
    nodes[place].functions.append(activation)
    nodes[place].value = value
    return true
  }

  /// The values that nothing but convolutions take, directly or by way of pooling.
  var valuesForConvolutions: Set<Int> {
    var found: Set<Int> = []
    for node in nodes.reversed() {
      let takers = nodes.filter { $0.inputs.contains(node.value) }
      let isForConvolutions = takers.allSatisfy { taker in
        switch taker.operation {
        case .convolution: true
        case .pooling: found.contains(taker.value)
        default: false
        }
      }
      // A use by none of the nodes is one by an output.
      if isForConvolutions, takers.count == uses[node.value] { found.insert(node.value) }
    }
    return found
  }

  /// The fused node that computes `value`, if it is used once.
  private func soleProducer(of value: Int) -> Int? {
    uses[value] == 1 ? nodes.lastIndex { $0.value == value } : nil
  }
}

extension FusedNetwork.Node {
  /// Whether `activation` can be one more of the node's functions.
  fileprivate func takes(_ activation: Activation) -> Bool {
    switch operation {
    case .activation:
      return true
    case .convolution, .addition, .matrixProduct, .crossCorrelation(.everyPair),
      .crossCorrelation(.depthwise):
      // oneDNN 2.6 keeps the constants of a primitive's functions by their kind: of two functions of
      // one kind both would get the same constants.
      let kinds = Set(elementaryFunctions.map(\.kind.rawValue))
      return kinds.isDisjoint(with: activation.elementaryFunctions.map(\.kind.rawValue))
    case .crossCorrelation(.plain):
      // Computed here and not by oneDNN: a scale and an offset.
      guard case .linear = activation else { return false }
      return functions.isEmpty
    case .quantizedConvolution, .channelTransform, .pooling, .concatenation:
      return false
    }
  }

  /// The node's functions as oneDNN has them.
  var elementaryFunctions: [ElementaryFunction] { functions.flatMap(\.elementaryFunctions) }
}
