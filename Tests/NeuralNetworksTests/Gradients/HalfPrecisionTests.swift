import TestSupport
import Testing

@testable import NeuralNetworks

/// Steps in 16-bit floats against the same in 32 bits, from numbers that both can hold.
///
/// A 16-bit float has 8 bits, so that rounding changes a value by at most 2⁻⁹ of it. An operation
/// rounds its result once and the gradients of its inputs once; its sums and the gradients of its
/// parameters are of 32 bits.
///
/// Where the processor has no such numbers, each network is refused.
@Suite struct HalfPrecisionTests {
  private static func check(
    _ sample: OperationSample, bound: Double, using generator: inout SeededGenerator,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let training = try TrainingCase(
      sample.network, inputShapes: sample.inputShapes, using: &generator
    ).rounded()
    try expectSmallDistance(
      training, bound: bound, "\(sample.inputShapes) \(sample.network)",
      sourceLocation: sourceLocation)
  }

  /// The distance of everything that a step gives, relative to its length.
  ///
  /// - Parameter stretch: How much longer or shorter each may be along what is expected, which is
  ///   asked of tensors of hundreds of numbers only: of errors without a direction a larger share lies
  ///   along any one the fewer numbers there are. By no more than `bound` where it is nil.
  private static func expectSmallDistance(
    _ training: TrainingCase, bound: Double, stretch: Double? = nil,
    of engine: any TrainingEngine = OneDNNEngine(), _ comment: Comment,
    sourceLocation: SourceLocation
  ) throws {
    var training = training
    let expected = try training.step(on: OneDNNEngine()).all
    training.options.precision = .bfloat16
    guard OneDNNEngine.supports(.bfloat16) else {
      let error = thrownError(NetworkError.self) { _ = try training.plan(on: engine) }
      #expect(error == .precision(.bfloat16), sourceLocation: sourceLocation)
      return
    }
    let found = try training.step(on: engine).all
    for (found, expected) in zip(found, expected) {
      let distance = found.tensor.relativeDistance(from: expected.tensor)
      #expect(distance <= bound, "\(found.name), \(comment)", sourceLocation: sourceLocation)
      guard let stretch, expected.tensor.values.count > 400 else { continue }
      let projection = found.tensor.projection(on: expected.tensor)
      #expect(
        abs(projection - 1) <= stretch, "\(found.name), \(comment)",
        sourceLocation: sourceLocation)
    }
  }

  /// Two roundings in the worst case.
  private static let once = 0x1p-8

  @Test(arguments: 0..<20) func convolution(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    try Self.check(.convolution(using: &generator), bound: Self.once, using: &generator)
    try Self.check(.depthwiseConvolution(using: &generator), bound: Self.once, using: &generator)
  }

  @Test(arguments: 0..<20) func pooling(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    try Self.check(.pooling(using: &generator), bound: Self.once, using: &generator)
  }

  @Test(arguments: 0..<20) func products(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    for sample in [
      OperationSample.crossCorrelation(.plain, using: &generator),
      .crossCorrelation(.everyPair, using: &generator),
      .crossCorrelation(.depthwise, using: &generator), .matrixProduct(using: &generator),
      .additionAndConcatenation(using: &generator),
    ] {
      try Self.check(sample, bound: Self.once, using: &generator)
    }
  }

  @Test(arguments: OperationSample.activations) func activation(_ activation: Activation) throws {
    var generator = SeededGenerator(seed: 1)
    try Self.check(
      .activation(activation, shape: [2, 19, 3, 4], using: &generator), bound: 4 * Self.once,
      using: &generator)
  }

  @Test(arguments: 0..<10) func winograd(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let convolution = WinogradTests.convolution(using: &generator)
    var network = Network()
    let input = network.input("input")
    network.output(network.convolution(input, convolution, name: "layer"), name: "output")
    let side = generator.integer(7...17)
    let training = try TrainingCase(
      network, inputShapes: ["input": [3, convolution.inputChannels, side, side]],
      options: .init(threads: 2), using: &generator
    ).rounded()
    try WinogradTests.expectTransforms(of: ["layer"], in: training)
    try Self.expectSmallDistance(
      training, bound: Self.once, of: WinogradTests.Engine(), "\(convolution)",
      sourceLocation: #_sourceLocation)
  }

  /// SiamFC's kind of network, smaller, of smooth functions: some twenty roundings one after another,
  /// of which normalizations keep what is left when they take means away.
  @Test(arguments: 0..<10) func smoothTwin(seed: Int) throws {
    try Self.checkTwin(
      .tanh, .average(kernel: 3, stride: 2), bound: 0.05, stretch: 0.01, seed: seed)
  }

  /// The same with ReLUs and max pooling. Where rounding switches a ReLU, or lets another cell be the
  /// largest, the whole gradient of that cell comes or goes. That happens to about one cell in 2⁸ of a
  /// layer, so that gradients differ by 2⁻⁴ of their length, and by twice that after four layers. What
  /// comes has nothing to do with what goes, so that they also get shorter along what they should be:
  /// measured, by up to 0.02, and by 0.003 in the smooth network.
  @Test(arguments: 0..<10) func twin(seed: Int) throws {
    try Self.checkTwin(.relu, .max(kernel: 3, stride: 2), bound: 0.3, stretch: 0.05, seed: seed)
  }

  private static func checkTwin(
    _ activation: Activation, _ pooling: Pooling, bound: Double, stretch: Double, seed: Int
  ) throws {
    var generator = SeededGenerator(seed: seed)
    var network = Network()
    let layers = [
      Convolution(inputChannels: 3, outputChannels: 16, kernel: 3, hasBias: false),
      Convolution(inputChannels: 16, outputChannels: 32, kernel: 3, hasBias: false),
      Convolution(inputChannels: 32, outputChannels: 32, kernel: 3, groups: 2, hasBias: false),
    ]
    let branches = ["exemplar", "search"].map { name in
      var value = network.input(name)
      for (index, layer) in layers.enumerated() {
        value = network.convolution(value, layer, name: "conv\(index)")
        value = network.batchNormalization(
          value, BatchNormalization(channels: layer.outputChannels), name: "norm\(index)")
        value = network.activation(value, activation)
        if index == 0 { value = network.pooling(value, pooling) }
      }
      return network.convolution(
        value, Convolution(inputChannels: 32, outputChannels: 32, kernel: 3), name: "last")
    }
    let scores = network.crossCorrelation(search: branches[1], exemplar: branches[0], .plain)
    network.output(network.activation(scores, .linear(scale: 0.1, offset: 0)), name: "scores")
    let training = try TrainingCase(
      network, inputShapes: ["exemplar": [4, 3, 23, 23], "search": [4, 3, 39, 39]],
      using: &generator
    ).rounded()
    try expectSmallDistance(
      training, bound: bound, stretch: stretch, "twin", sourceLocation: #_sourceLocation)
  }
}

extension TrainingCase {
  /// The same with numbers that 16-bit floats can hold.
  fileprivate func rounded() -> TrainingCase {
    func round(_ tensors: [String: Tensor]) -> [String: Tensor] {
      tensors.mapValues { tensor in
        Tensor(
          shape: tensor.shape,
          values: tensor.values.map { Float(bitPattern: $0.bitPattern & 0xffff_0000) })
      }
    }
    return TrainingCase(
      network: network, options: options, parameters: round(parameters), inputs: round(inputs),
      outputGradients: round(outputGradients))
  }
}

extension Tensor {
  /// The length of the difference by the length of `other`.
  func relativeDistance(from other: Tensor) -> Double {
    let difference = zip(values, other.values).reduce(0.0) {
      $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1)
    }
    let length = other.values.reduce(0.0) { $0 + Double($1) * Double($1) }
    return difference == 0 ? 0 : (difference / length).squareRoot()
  }

  /// How long it is along `other`, by the length of that.
  func projection(on other: Tensor) -> Double {
    let product = zip(values, other.values).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    let square = other.values.reduce(0.0) { $0 + Double($1) * Double($1) }
    return values == other.values ? 1 : product / square
  }
}
