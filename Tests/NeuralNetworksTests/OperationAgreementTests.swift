import TestSupport
import Testing

@testable import NeuralNetworks

/// Each operation on oneDNN against the reference engine, over random shapes and hyper-parameters.
@Suite struct OperationAgreementTests {
  @Test(arguments: 0..<60) func convolution(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let groups = [1, 1, 2, 3, 8].randomElement(using: &generator) ?? 1
    let convolution = Convolution(
      inputChannels: groups * generator.integer(1...9),
      outputChannels: groups * generator.integer(1...20),
      kernel: generator.extent(1...5), stride: generator.extent(1...3),
      padding: generator.padding(0...3), dilation: generator.extent(1...2), groups: groups,
      hasBias: Bool.random(using: &generator))
    let shape = [
      generator.integer(1...3), convolution.inputChannels, generator.integer(9...20),
      generator.integer(9...20),
    ]
    var network = Network()
    let input = network.input("input")
    network.output(network.convolution(input, convolution, name: "layer"), name: "output")
    try expectAgreement(network, inputShapes: ["input": shape], generator: &generator)
  }

  /// One group for each channel takes other kernels in oneDNN.
  @Test(arguments: 0..<20) func depthwiseConvolution(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let channels = generator.integer(1...40)
    let convolution = Convolution(
      inputChannels: channels, outputChannels: channels * generator.integer(1...2),
      kernel: generator.extent(1...4), stride: generator.extent(1...2),
      padding: generator.padding(0...2), groups: channels)
    var network = Network()
    let input = network.input("input")
    network.output(network.convolution(input, convolution, name: "layer"), name: "output")
    let shape = [2, channels, generator.integer(4...15), generator.integer(4...15)]
    try expectAgreement(network, inputShapes: ["input": shape], generator: &generator)
  }

  @Test(arguments: 0..<15) func batchNormalization(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let channels = generator.integer(1...40)
    var network = Network()
    let input = network.input("input")
    network.output(
      network.batchNormalization(
        input, BatchNormalization(channels: channels, epsilon: 1e-3), name: "norm"),
      name: "output")
    let shape = [generator.integer(1...3), channels, 5, generator.integer(1...7)]
    try expectAgreement(
      network, inputShapes: ["input": Array(shape.prefix(generator.integer(2...4)))],
      generator: &generator)
  }

  @Test(arguments: 0..<40) func pooling(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let kernel = generator.extent(1...4)
    let padding = Padding(
      top: generator.integer(0...kernel.height - 1), left: generator.integer(0...kernel.width - 1),
      bottom: generator.integer(0...kernel.height - 1),
      right: generator.integer(0...kernel.width - 1))
    let stride = generator.extent(1...3)
    let pooling: [Pooling] = [
      .max(kernel: kernel, stride: stride, padding: padding),
      .average(kernel: kernel, stride: stride, padding: padding),
      .average(kernel: kernel, stride: stride, padding: padding, countsPadding: false),
    ]
    var network = Network()
    let input = network.input("input")
    for (index, pooling) in pooling.enumerated() {
      network.output(network.pooling(input, pooling), name: "output\(index)")
    }
    let shape = [
      generator.integer(1...2), generator.integer(1...20), generator.integer(4...13),
      generator.integer(4...13),
    ]
    try expectAgreement(network, inputShapes: ["input": shape], generator: &generator)
  }

  @Test(arguments: 0..<30) func crossCorrelation(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let exemplars = generator.integer(1...3)
    let channels = generator.integer(1...40)
    let (search, exemplar) = (generator.extent(4...12), generator.extent(1...4))
    var network = Network()
    let searchValue = network.input("search")
    let exemplarValue = network.input("exemplar")
    for kind in [CrossCorrelation.plain, .everyPair, .depthwise] {
      network.output(
        network.crossCorrelation(search: searchValue, exemplar: exemplarValue, kind),
        name: "\(kind)")
    }
    try expectAgreement(
      network,
      inputShapes: [
        "search": [exemplars * generator.integer(1...3), channels, search.height, search.width],
        "exemplar": [exemplars, channels, exemplar.height, exemplar.width],
      ], generator: &generator)
  }

  @Test(arguments: 0..<15) func matrixProduct(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let leading = (0..<generator.integer(0...2)).map { _ in generator.integer(1...3) }
    let (rows, inner, columns) = (
      generator.integer(1...30), generator.integer(1...30), generator.integer(1...30)
    )
    var network = Network()
    let first = network.input("first")
    let second = network.input("second")
    network.output(network.matrixProduct(first, second), name: "output")
    try expectAgreement(
      network,
      inputShapes: ["first": leading + [rows, inner], "second": leading + [inner, columns]],
      generator: &generator)
  }

  @Test(arguments: 0..<15) func additionAndConcatenation(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    var shape = (0..<generator.integer(2...5)).map { _ in generator.integer(1...9) }
    var network = Network()
    let first = network.input("first")
    let second = network.input("second")
    let third = network.input("third")
    network.output(network.addition(first, second), name: "sum")
    network.output(network.concatenation([third, first, second]), name: "joined")
    let other = shape
    shape[1] = generator.integer(1...20)
    try expectAgreement(
      network, inputShapes: ["first": other, "second": other, "third": shape],
      generator: &generator)
  }

  @Test(arguments: [
    Activation.relu, .leakyReLU(slope: 0.1), .clip(minimum: -0.5, maximum: 2), .sigmoid, .tanh,
    .hardSwish, .hardSigmoid, .silu, .elu(alpha: 0.7), .gelu, .exponential,
    .linear(scale: -2, offset: 0.3),
  ])
  func activation(_ activation: Activation) throws {
    var generator = SeededGenerator(seed: 1)
    for shape in [[7], [3, 5], [2, 19, 3, 4], [1, 2, 3, 2, 3, 2]] {
      var network = Network()
      let input = network.input("input")
      let widened = network.activation(input, .linear(scale: 5, offset: 0))
      network.output(widened, name: "widened")
      network.output(network.activation(widened, activation), name: "output")
      try expectAgreement(network, inputShapes: ["input": shape], generator: &generator)
    }
  }
}
