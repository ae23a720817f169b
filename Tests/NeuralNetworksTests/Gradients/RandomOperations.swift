import TestSupport

@testable import NeuralNetworks

/// A network of one operation, or of few, with random shapes and hyper-parameters.
struct OperationSample {
  var network = Network()
  var inputShapes: [String: [Int]] = [:]

  private mutating func input(_ name: String, _ shape: [Int]) -> Network.Value {
    inputShapes[name] = shape
    return network.input(name)
  }

  static func convolution(using generator: inout SeededGenerator) -> OperationSample {
    var sample = OperationSample()
    let groups = [1, 1, 2, 3, 5].randomElement(using: &generator) ?? 1
    let convolution = Convolution(
      inputChannels: groups * generator.integer(1...4),
      outputChannels: groups * generator.integer(1...5),
      kernel: generator.extent(1...4), stride: generator.extent(1...3),
      padding: generator.padding(0...3), dilation: generator.extent(1...2), groups: groups,
      hasBias: Bool.random(using: &generator))
    let input = sample.input(
      "input",
      [
        generator.integer(1...3), convolution.inputChannels, generator.integer(7...10),
        generator.integer(7...10),
      ])
    sample.network.output(
      sample.network.convolution(input, convolution, name: "layer"), name: "output")
    return sample
  }

  static func depthwiseConvolution(using generator: inout SeededGenerator) -> OperationSample {
    var sample = OperationSample()
    let channels = generator.integer(1...20)
    let convolution = Convolution(
      inputChannels: channels, outputChannels: channels * generator.integer(1...2),
      kernel: generator.extent(1...4), stride: generator.extent(1...2),
      padding: generator.padding(0...2), groups: channels)
    let input = sample.input(
      "input", [2, channels, generator.integer(4...9), generator.integer(4...9)])
    sample.network.output(
      sample.network.convolution(input, convolution, name: "layer"), name: "output")
    return sample
  }

  static func batchNormalization(using generator: inout SeededGenerator) -> OperationSample {
    var sample = OperationSample()
    let channels = generator.integer(1...20)
    let shape = [generator.integer(2...4), channels, generator.integer(1...4), 3]
    let input = sample.input("input", Array(shape.prefix(generator.integer(2...4))))
    let normalized = sample.network.batchNormalization(
      input, BatchNormalization(channels: channels, epsilon: 1e-3), name: "layer")
    let isFollowed = Bool.random(using: &generator)
    sample.network.output(
      isFollowed ? sample.network.activation(normalized, .relu) : normalized, name: "output")
    return sample
  }

  static func pooling(using generator: inout SeededGenerator) -> OperationSample {
    var sample = OperationSample()
    let kernel = generator.extent(1...4)
    let padding = Padding(
      top: generator.integer(0...kernel.height - 1), left: generator.integer(0...kernel.width - 1),
      bottom: generator.integer(0...kernel.height - 1),
      right: generator.integer(0...kernel.width - 1))
    let stride = generator.extent(1...3)
    let input = sample.input(
      "input",
      [
        generator.integer(1...2), generator.integer(1...20), generator.integer(4...9),
        generator.integer(4...9),
      ])
    let poolings: [Pooling] = [
      .max(kernel: kernel, stride: stride, padding: padding),
      .average(kernel: kernel, stride: stride, padding: padding),
      .average(kernel: kernel, stride: stride, padding: padding, countsPadding: false),
    ]
    for (index, pooling) in poolings.enumerated() {
      sample.network.output(sample.network.pooling(input, pooling), name: "output\(index)")
    }
    return sample
  }

  static func crossCorrelation(
    _ kind: CrossCorrelation, using generator: inout SeededGenerator
  ) -> OperationSample {
    var sample = OperationSample()
    let exemplars = generator.integer(1...3)
    let channels = generator.integer(1...20)
    let (large, small) = (generator.extent(4...8), generator.extent(1...4))
    let searches =
      kind == .everyPair ? generator.integer(1...4) : exemplars * generator.integer(1...3)
    let search = sample.input("search", [searches, channels, large.height, large.width])
    let exemplar = sample.input(
      "exemplar", [exemplars, channels, small.height, small.width])
    sample.network.output(
      sample.network.crossCorrelation(search: search, exemplar: exemplar, kind), name: "output")
    return sample
  }

  static func matrixProduct(using generator: inout SeededGenerator) -> OperationSample {
    var sample = OperationSample()
    let leading = (0..<generator.integer(0...2)).map { _ in generator.integer(1...3) }
    let (rows, inner, columns) = (
      generator.integer(1...12), generator.integer(1...12), generator.integer(1...12)
    )
    let first = sample.input("first", leading + [rows, inner])
    let second = sample.input("second", leading + [inner, columns])
    sample.network.output(sample.network.matrixProduct(first, second), name: "output")
    return sample
  }

  static func additionAndConcatenation(
    using generator: inout SeededGenerator
  ) -> OperationSample {
    var sample = OperationSample()
    var shape = (0..<generator.integer(2...5)).map { _ in generator.integer(1...5) }
    let first = sample.input("first", shape)
    let second = sample.input("second", shape)
    shape[1] = generator.integer(1...20)
    let third = sample.input("third", shape)
    sample.network.output(sample.network.addition(first, second), name: "sum")
    sample.network.output(sample.network.addition(first, first), name: "double")
    sample.network.output(
      sample.network.concatenation([third, first, second, first]), name: "joined")
    return sample
  }

  static func activation(
    _ activation: Activation, shape: [Int], using generator: inout SeededGenerator
  ) -> OperationSample {
    var sample = OperationSample()
    let input = sample.input("input", shape)
    let widened = sample.network.activation(input, .linear(scale: 5, offset: 0))
    sample.network.output(sample.network.activation(widened, activation), name: "output")
    return sample
  }

  static let activations: [Activation] = [
    .relu, .leakyReLU(slope: 0.1), .clip(minimum: -0.5, maximum: 2), .sigmoid, .tanh, .hardSwish,
    .hardSigmoid, .silu, .elu(alpha: 0.7), .gelu, .exponential, .linear(scale: -2, offset: 0.3),
  ]
}
