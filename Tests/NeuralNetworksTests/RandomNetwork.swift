import TestSupport

@testable import NeuralNetworks

/// A random directed acyclic graph with branches that part and meet, and several outputs.
struct RandomNetwork {
  private(set) var network = Network()
  let inputShape: [Int]
  private var values: [(value: Network.Value, shape: [Int])] = []

  init(using generator: inout SeededGenerator) throws {
    inputShape = [
      generator.integer(1...2), generator.integer(1...20), generator.integer(5...12),
      generator.integer(5...12),
    ]
    values = [(network.input("input"), inputShape)]
    for layer in 0..<generator.integer(4...12) { addLayer(layer, using: &generator) }
    for index in 0..<generator.integer(1...3) {
      let value = values.randomElement(using: &generator) ?? values[0]
      network.output(value.value, name: "output\(index)")
    }
    network.output(values[values.count - 1].value, name: "last")
  }

  private mutating func addLayer(_ layer: Int, using generator: inout SeededGenerator) {
    // Recent values more often than old ones, so that chains grow that can be fused.
    let recent = values.suffix(generator.integer(1...3))
    let (value, shape) = recent.randomElement(using: &generator) ?? values[0]
    let result: Network.Value
    var resultShape = shape
    switch generator.integer(0...9) {
    case 0...2:
      let outputs = generator.integer(1...24)
      let kernel = generator.extent(1...3)
      resultShape[1] = outputs
      result = network.convolution(
        value,
        Convolution(
          inputChannels: shape[1], outputChannels: outputs, kernel: kernel,
          padding: Padding(
            top: 0, left: 0, bottom: kernel.height - 1, right: kernel.width - 1),
          hasBias: Bool.random(using: &generator)), name: "convolution\(layer)")
    case 3...4:
      result = network.batchNormalization(
        value, BatchNormalization(channels: shape[1]), name: "normalization\(layer)")
    case 5...6:
      result = network.activation(value, Self.activation(using: &generator))
    case 7:
      result = network.pooling(
        value,
        .max(kernel: 3, stride: 1, padding: 1))
    case 8:
      let partner = values.filter { $0.shape == shape }.randomElement(using: &generator)
      result = network.addition(value, partner?.value ?? value)
    default:
      let partners = values.filter {
        $0.shape[0] == shape[0] && $0.shape[2...] == shape[2...] && $0.shape[1] < 40
      }
      let partner = partners.randomElement(using: &generator) ?? (value, shape)
      resultShape[1] += partner.1[1]
      result = network.concatenation([value, partner.0])
    }
    values.append((result, resultShape))
  }

  private static func activation(using generator: inout SeededGenerator) -> Activation {
    let all: [Activation] = [
      .relu, .leakyReLU(slope: 0.2), .clip(minimum: -1, maximum: 1), .sigmoid, .tanh, .hardSwish,
      .hardSigmoid, .silu, .linear(scale: 0.5, offset: 0.25),
    ]
    return all.randomElement(using: &generator) ?? .relu
  }
}
