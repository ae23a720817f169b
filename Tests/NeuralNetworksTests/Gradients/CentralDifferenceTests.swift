import TestSupport
import Testing

@testable import NeuralNetworks

/// The reference engine's gradients against differences of its outputs, in Double.
@Suite struct CentralDifferenceTests {
  private static func check(
    _ sample: OperationSample, options: TrainingOptions = .init(),
    using generator: inout SeededGenerator, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expectCentralDifferences(
      sample.network, inputShapes: sample.inputShapes, options: options, using: &generator,
      sourceLocation: sourceLocation)
  }

  @Test(arguments: 0..<40) func convolution(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    try Self.check(.convolution(using: &generator), using: &generator)
  }

  @Test(arguments: 0..<10) func depthwiseConvolution(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    try Self.check(.depthwiseConvolution(using: &generator), using: &generator)
  }

  @Test(arguments: 0..<15) func batchNormalization(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let sample = OperationSample.batchNormalization(using: &generator)
    try Self.check(sample, using: &generator)
    try Self.check(sample, options: .init(frozenStatistics: ["layer"]), using: &generator)
    try Self.check(sample, options: .init(frozen: ["layer"]), using: &generator)
  }

  @Test(arguments: 0..<20) func pooling(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    try Self.check(.pooling(using: &generator), using: &generator)
  }

  @Test(arguments: 0..<20) func crossCorrelation(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    try Self.check(.crossCorrelation(.plain, using: &generator), using: &generator)
    try Self.check(.crossCorrelation(.everyPair, using: &generator), using: &generator)
    try Self.check(.crossCorrelation(.depthwise, using: &generator), using: &generator)
  }

  @Test(arguments: 0..<10) func matrixProduct(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    try Self.check(.matrixProduct(using: &generator), using: &generator)
  }

  @Test(arguments: 0..<10) func additionAndConcatenation(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    try Self.check(.additionAndConcatenation(using: &generator), using: &generator)
  }

  @Test(arguments: OperationSample.activations) func activation(_ activation: Activation) throws {
    var generator = SeededGenerator(seed: 1)
    for shape in [[7], [3, 5], [2, 19, 3, 4], [1, 2, 3, 2, 3, 2]] {
      try Self.check(
        .activation(activation, shape: shape, using: &generator), using: &generator)
    }
  }

  @Test(arguments: 0..<30) func randomGraph(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let random = try RandomLearner(using: &generator)
    try expectCentralDifferences(
      random.network, inputShapes: random.inputShapes, using: &generator)
  }
}
