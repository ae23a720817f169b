/// A network's values, parameters and all gradients, computed in Double: the truth that other
/// engines are held against, and itself checked by differences of its outputs.
final class ReferenceTape {
  private let network: Network
  private let structure: LearningStructure
  private let statisticsMomentum: Double
  /// Every node's value.
  private let values: [FeatureMap<Double>]
  /// The gradients of those values that have one.
  private let gradients: [Gradient?]

  /// Parameters, running statistics and what is frozen, by name.
  let parameters: [String: FeatureMap<Double>]
  /// The gradients of the parameters that learn, by name.
  let parameterGradients: [String: Gradient]
  /// The gradients of the loss by the outputs, in their order: written before ``backward()``.
  let outputGradients: [Gradient]

  /// - Parameter shapes: Of the values of the network's nodes.
  init(
    _ network: Network, structure: LearningStructure, shapes: [[Int]], statisticsMomentum: Double
  ) {
    self.network = network
    self.structure = structure
    self.statisticsMomentum = statisticsMomentum
    values = shapes.map { FeatureMap(shape: $0) }
    gradients = zip(shapes, structure.needsGradient).map { $1 ? Gradient(shape: $0) : nil }
    let stored = structure.parameters + structure.states
    parameters = Dictionary(uniqueKeysWithValues: stored.map { ($0.name, FeatureMap($0)) })
    parameterGradients = Dictionary(
      uniqueKeysWithValues: structure.parameters.map { ($0.name, Gradient($0)) })
    outputGradients = network.outputs.map { Gradient(shape: shapes[$0.value.node]) }
  }

  /// The value of a node.
  func value(_ node: Network.Value) -> FeatureMap<Double> { values[node.node] }

  /// The gradient of a node's value, if it has one.
  func gradient(_ node: Network.Value) -> Gradient? { gradients[node.node] }

  // MARK: Forward

  /// Computes every needed value from the inputs, and moves running statistics.
  func forward() {
    for (index, node) in network.nodes.enumerated() where structure.isNeeded[index] {
      compute(node, inputs: node.inputs.map(value), into: values[index])
    }
  }

  private func compute(
    _ node: Network.Node, inputs: [FeatureMap<Double>], into result: FeatureMap<Double>
  ) {
    switch node.operation {
    case .input, .levels, .quantizedConvolution:
      break
    case .convolution(let convolution):
      let bias = parameters["\(node.name).bias"].map { UnsafeBufferPointer($0.elements) }
      convolve(
        inputs[0], convolution,
        weights: UnsafeBufferPointer(parameter("weight", of: node).elements),
        bias: convolution.hasBias ? bias : nil, into: result)
    case .batchNormalization(let normalization):
      normalize(inputs[0], normalization, node: node, into: result)
    case .activation, .pooling, .addition, .concatenation, .matrixProduct, .crossCorrelation:
      computeWithoutParameters(node.operation, of: inputs, into: result)
    }
  }

  private func normalize(
    _ input: FeatureMap<Double>, _ normalization: BatchNormalization, node: Network.Node,
    into result: FeatureMap<Double>
  ) {
    let statistics = statistics(of: node, input: input)
    let (weight, bias) = (parameter("weight", of: node), parameter("bias", of: node))
    let cells = input.count(from: 2)
    for index in result.elements.indices {
      let channel = index / cells % input.shape[1]
      let normalized = statistics.normalized(
        input.elements[index], channel: channel, epsilon: normalization.epsilon)
      result.elements[index] = weight.elements[channel] * normalized + bias.elements[channel]
    }
    guard structure.usesBatchStatistics(node) else { return }
    let count = Double(input.shape[0] * cells)
    let (mean, variance) = (parameter("running_mean", of: node), parameter("running_var", of: node))
    for channel in 0..<input.shape[1] {
      mean.elements[channel] +=
        statisticsMomentum * (statistics.mean[channel] - mean.elements[channel])
      // What is stored estimates the variance of values that are not in the batch.
      let estimate = statistics.variance[channel] * count / (count - 1)
      variance.elements[channel] += statisticsMomentum * (estimate - variance.elements[channel])
    }
  }

  private func statistics(
    of node: Network.Node, input: FeatureMap<Double>
  ) -> ChannelStatistics {
    if structure.usesBatchStatistics(node) { return ChannelStatistics(of: input) }
    return ChannelStatistics(
      mean: Array(parameter("running_mean", of: node).elements),
      variance: Array(parameter("running_var", of: node).elements))
  }

  private func parameter(_ suffix: String, of node: Network.Node) -> FeatureMap<Double> {
    parameters["\(node.name).\(suffix)"] ?? FeatureMap(shape: [0])
  }

  // MARK: Backward

  /// Computes all gradients from those of the outputs.
  func backward() {
    for gradient in gradients { gradient?.elements.update(repeating: 0) }
    for gradient in parameterGradients.values { gradient.elements.update(repeating: 0) }
    for (output, gradient) in zip(network.outputs, outputGradients) {
      guard let sum = gradients[output.value.node] else { continue }
      add(sum, gradient, into: sum)
    }
    for (index, node) in network.nodes.enumerated().reversed() where structure.isNeeded[index] {
      if let gradient = gradients[index] { addGradients(of: node, result: gradient) }
    }
  }

  private func addGradients(of node: Network.Node, result: Gradient) {
    let inputs = node.inputs.map(value)
    let wanted = node.inputs.map(gradient)
    func parameterGradient(_ suffix: String) -> Gradient? {
      parameterGradients["\(node.name).\(suffix)"]
    }
    switch node.operation {
    case .input, .levels, .quantizedConvolution:
      break
    case .convolution(let convolution):
      NeuralNetworks.addGradients(
        of: convolution, input: inputs[0], weights: parameter("weight", of: node), result: result,
        to: ConvolutionGradients(
          input: wanted[0], weights: parameterGradient("weight"),
          bias: convolution.hasBias ? parameterGradient("bias") : nil))
    case .batchNormalization(let normalization):
      NeuralNetworks.addGradients(
        of: normalization, input: inputs[0], statistics: statistics(of: node, input: inputs[0]),
        isOfBatch: structure.usesBatchStatistics(node), weight: parameter("weight", of: node),
        result: result, toInput: wanted[0], weight: parameterGradient("weight"),
        bias: parameterGradient("bias"))
    case .activation(let activation):
      if let wanted = wanted[0] {
        addGradient(of: activation, input: inputs[0], result: result, to: wanted)
      }
    case .pooling(let pooling):
      if let wanted = wanted[0] {
        addGradient(of: pooling, input: inputs[0], result: result, to: wanted)
      }
    case .addition:
      for wanted in wanted.compactMap({ $0 }) { add(wanted, result, into: wanted) }
    case .concatenation:
      addConcatenationGradients(
        result: result, to: wanted, counts: inputs.map { $0.count(from: 1) })
    case .matrixProduct:
      addMatrixProductGradients(
        first: inputs[0], second: inputs[1], result: result, toFirst: wanted[0], second: wanted[1])
    case .crossCorrelation(let kind):
      NeuralNetworks.addGradients(
        of: kind, search: inputs[0], exemplar: inputs[1], result: result, toSearch: wanted[0],
        exemplar: wanted[1])
    }
  }
}

extension FeatureMap {
  fileprivate convenience init(_ stored: LearningStructure.Stored) {
    self.init(shape: stored.shape)
  }
}
