/// Turns the parameters of a network of floats into those of the network that
/// ``Network/quantized()`` makes of it.
///
/// Weights are symmetric, with one scale for each output channel; levels stand for values from zero
/// to a limit, which has to be known for every convolution that a ReLU follows: it is what
/// ``calibrationNetwork`` is for.
public struct NetworkQuantizer: Sendable {
  /// The quantized network.
  public let network: Network
  /// The network of floats, whose outputs are what the levels of the quantized one stand for: one
  /// for each convolution with a ReLU, of the convolution's name.
  public let calibrationNetwork: Network
  /// The quantized network with the same outputs as ``calibrationNetwork``, in levels.
  public let levelsNetwork: Network
  private let parameters: [String: Tensor]
  private let original: Network

  /// Prepares for a network of floats with its parameters.
  ///
  /// - Throws: ``NetworkError`` where there is no quantized form, and where parameters do not fit.
  public init(_ network: Network, parameters: [String: Tensor]) throws {
    try network.check(parameters: parameters)
    self.network = try network.quantized()
    self.parameters = parameters
    original = network
    var calibration = network
    calibration.removeOutputs()
    for node in FusedNetwork(network, parameters: parameters).nodes where node.givesLevels {
      calibration.output(network.value(node.value), name: node.name)
    }
    calibrationNetwork = calibration
    levelsNetwork = self.network.givingLevels()
  }

  /// The quantized network's parameters.
  ///
  /// - Parameter limits: What level 255 stands for, for every output of ``calibrationNetwork``.
  /// - Precondition: The limits are all there, and positive.
  public func quantizedParameters(limits: [String: Float]) -> [String: Tensor] {
    var quantized: [String: Tensor] = [:]
    /// What one level of a node's value stands for; a picture's levels are its values.
    var steps: [Int: Double] = [:]
    for node in FusedNetwork(original, parameters: parameters).nodes {
      let step = steps[node.inputs[0]] ?? 1
      guard case .convolution(let convolution, let weights, let bias) = node.operation else {
        steps[node.value] = step
        continue
      }
      var resultStep = 1.0
      if node.givesLevels {
        guard let limit = limits[node.name], limit > 0 else {
          preconditionFailure("no limit for \(node.name)")
        }
        resultStep = Double(limit) / 255
      }
      steps[node.value] = resultStep
      let layer = QuantizedLayer(
        weights: weights, bias: bias, channels: convolution.outputChannels, inputStep: step,
        resultStep: resultStep)
      quantized["\(node.name).weight"] = Tensor(
        shape: convolution.weightShape, values: layer.weights)
      quantized["\(node.name).bias"] = Tensor(shape: [layer.bias.count], values: layer.bias)
      quantized["\(node.name).scale"] = Tensor(shape: [layer.scale.count], values: layer.scale)
    }
    return quantized
  }
}

extension Network {
  /// The levels that convolutions give, by the convolutions' names.
  fileprivate func givingLevels() -> Network {
    var network = self
    network.removeOutputs()
    for (index, node) in nodes.enumerated() {
      guard case .quantizedConvolution(let convolution) = node.operation else { continue }
      if convolution.result == .levels { network.output(value(index), name: node.name) }
    }
    return network
  }
}

/// The parameters of one quantized convolution.
private struct QuantizedLayer {
  var weights: [Float] = []
  var bias: [Float] = []
  var scale: [Float] = []

  init(
    weights: [Float], bias: [Float]?, channels: Int, inputStep: Double, resultStep: Double
  ) {
    let count = weights.count / channels
    for channel in 0..<channels {
      let kernel = weights[channel * count..<(channel + 1) * count].map(Double.init)
      let largest = kernel.map(abs).max() ?? 0
      let step = largest > 0 ? largest / 127 : 1
      self.weights += kernel.map { Float(($0 / step).rounded(.toNearestOrEven)) }
      let offset = Double(bias?[channel] ?? 0) / (inputStep * step)
      // A whole number that a float holds and 32 bits do.
      self.bias.append(Float(offset.rounded(.toNearestOrEven)).clamped(toMagnitude: 0x1p30))
      scale.append(Float(inputStep * step / resultStep))
    }
  }
}

extension Float {
  fileprivate func clamped(toMagnitude limit: Float) -> Float { min(max(self, -limit), limit) }
}

extension FusedNetwork.Node {
  /// Whether the quantized form of this gives levels.
  fileprivate var givesLevels: Bool {
    guard case .convolution = operation else { return false }
    return functions == [.relu]
  }
}
