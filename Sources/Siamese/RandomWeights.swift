import NeuralNetworks

extension TwinNetwork {
  /// Random weights, as a control: on short and easy sequences a network that has learned nothing
  /// looks as good as one that has, and only what is better than this has learned something.
  ///
  /// Convolutions have uniform weights with the variance 2 / (inputs of an output), as He et al.,
  /// "Delving Deep into Rectifiers" (ICCV 2015) have it, and no bias. Batch normalizations neither
  /// scale nor shift, and have as statistics what the pictures below give there, layer after layer:
  /// without that the signal would drown or overflow, and the control would be unfairly bad.
  ///
  /// Every step is exact arithmetic or this machine's engine, so the same seed and pictures give the
  /// same weights.
  ///
  /// - Parameters:
  ///   - seed: What the weights are drawn from.
  ///   - pictures: Pictures such as the tracker will see, (N, 3, H, W), RGB, 0…255.
  ///   - engine: What computes the network.
  /// - Returns: The tensors by their names in the network's description.
  /// - Throws: `NetworkError` where the pictures are too small for the backbone.
  public func randomWeights(
    seed: UInt64, calibratedOn pictures: Tensor, engine: any Engine = OneDNNEngine()
  ) throws -> [String: Tensor] {
    try embeddingNetwork.randomWeights(
      seed: seed, calibratedOn: [Port.image: pictures], engine: engine)
  }

  /// Weights to begin learning with, as siamfc-pytorch begins: Xavier's uniform ones for convolutions
  /// (Glorot and Bengio, AISTATS 2010), no bias, and batch normalizations that change nothing.
  ///
  /// - Parameter seed: What the weights are drawn from.
  /// - Returns: The tensors by their names in the network's description.
  public func initialWeights(seed: UInt64) throws -> [String: Tensor] {
    var numbers = SplitMix64(seed: seed)
    var weights: [String: Tensor] = [:]
    for (name, shape) in try embeddingNetwork.parameterShapes().sorted(by: { $0.key < $1.key }) {
      if shape.count == 4 {
        let area = shape[2] * shape[3]
        let bound = (6 / Double((shape[0] + shape[1]) * area)).squareRoot()
        weights[name] = Tensor(
          shape: shape,
          values: (0..<shape.reduce(1, *)).map { _ in Float(bound * numbers.nextSigned()) })
      } else {
        let isOne =
          name.hasSuffix(".running_var") || (name.hasSuffix(".weight") && shape.count == 1)
        weights[name] = Tensor(repeating: isOne ? 1 : 0, shape: shape)
      }
    }
    return weights
  }
}

extension Network {
  /// Random weights, as ``TwinNetwork/randomWeights(seed:calibratedOn:engine:)`` has them.
  ///
  /// - Parameter inputs: Every input by its name.
  package func randomWeights(
    seed: UInt64, calibratedOn inputs: [String: Tensor], engine: any Engine
  ) throws -> [String: Tensor] {
    let network = self
    var weights: [String: Tensor] = [:]
    var numbers = SplitMix64(seed: seed)
    for (name, shape) in try network.parameterShapes().sorted(by: { $0.key < $1.key }) {
      weights[name] = Tensor(repeating: 0, shape: shape)
    }
    for node in network.nodes {
      switch node.operation {
      case .convolution:
        let name = node.name + ".weight"
        guard let shape = weights[name]?.shape else { continue }
        let bound = (6 / Double(shape.dropFirst().reduce(1, *))).squareRoot()
        weights[name] = Tensor(
          shape: shape,
          values: (0..<shape.reduce(1, *)).map { _ in Float(bound * numbers.nextSigned()) })
      case .batchNormalization(let normalization):
        weights[node.name + ".weight"] = Tensor(repeating: 1, shape: [normalization.channels])
        let values = try engine.prepare(
          network.giving(node.inputs[0], name: "values"), parameters: weights,
          inputShapes: inputs.mapValues(\.shape), threads: 1)
        let plan = try values.makePlan()
        for (name, tensor) in inputs { try plan.setInput(name, to: tensor) }
        try plan.run()
        let (means, variances) = Self.statistics(ofChannelsOf: plan.tensor("values"))
        weights[node.name + ".running_mean"] = means
        weights[node.name + ".running_var"] = variances
      default: continue
      }
    }
    return weights
  }

  /// The mean and the variance of each channel of (N, C, H, W).
  private static func statistics(ofChannelsOf values: Tensor) -> (Tensor, Tensor) {
    let (pictures, channels) = (values.shape[0], values.shape[1])
    let area = values.shape.dropFirst(2).reduce(1, *)
    var (means, variances) = ([Float](), [Float]())
    for channel in 0..<channels {
      let planes = (0..<pictures).map { picture in
        let start = (picture * channels + channel) * area
        return values.values[start..<start + area]
      }
      let count = Double(pictures * area)
      let mean = planes.joined().reduce(0.0) { $0 + Double($1) } / count
      let squares = planes.joined().reduce(0.0) { sum, value in
        sum + (Double(value) - mean) * (Double(value) - mean)
      }
      means.append(Float(mean))
      variances.append(Float(squares / count))
    }
    return (
      Tensor(shape: [channels], values: means), Tensor(shape: [channels], values: variances)
    )
  }
}
