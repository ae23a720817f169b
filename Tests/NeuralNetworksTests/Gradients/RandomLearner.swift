import TestSupport

@testable import NeuralNetworks

/// A random network of two branches that share some of their layers by name, with values that are
/// used several times, and that meet in comparisons of all kinds.
struct RandomLearner {
  private(set) var network = Network()
  private(set) var inputShapes: [String: [Int]] = [:]
  private let channels: Int

  init(using generator: inout SeededGenerator) throws {
    channels = generator.integer(1...3) * 2
    let batch = generator.integer(1...2)
    let side = generator.integer(5...7)
    let (exemplarShape, searchShape) = (
      [batch, channels, side, side], [batch, channels, side + 3, side + 3]
    )
    inputShapes = ["exemplar": exemplarShape, "search": searchShape]
    let layers = (0..<generator.integer(2...5)).map { _ in generator.integer(0...7) }
    let seed = generator.integer(0...1000)
    let exemplar = branch(network.input("exemplar"), exemplarShape, layers, seed: seed)
    let search = branch(network.input("search"), searchShape, layers, seed: seed)
    network.output(
      network.crossCorrelation(search: search, exemplar: exemplar, .plain), name: "scores")
    let features = network.crossCorrelation(search: search, exemplar: exemplar, .depthwise)
    let head = network.convolution(
      features, Convolution(inputChannels: channels, outputChannels: 3, kernel: 1), name: "head")
    network.output(network.activation(head, .sigmoid), name: "head")
    network.output(exemplar, name: "embedding")
  }

  /// Both branches take the same layers, because they are drawn from the same seed.
  private mutating func branch(
    _ input: Network.Value, _ inputShape: [Int], _ layers: [Int], seed: Int
  ) -> Network.Value {
    var generator = SeededGenerator(seed: seed)
    var value = input
    for (index, layer) in layers.enumerated() {
      let previous = value
      switch layer {
      case 0, 1:
        value = convolution(value, name: "convolution\(index)", using: &generator)
      case 2, 3:
        value = network.batchNormalization(
          value, BatchNormalization(channels: channels, epsilon: 1e-2), name: "norm\(index)")
        if layer == 3 { value = network.activation(value, .relu) }
      case 4:
        let activation = OperationSample.activations.randomElement(using: &generator) ?? .relu
        value = network.activation(value, activation)
      case 5:
        let pooled = network.pooling(value, .max(kernel: 3, stride: 1, padding: 1))
        value = network.addition(pooled, previous)
      case 6:
        let shared = convolution(value, name: "shared", using: &generator)
        value = network.addition(network.activation(shared, .tanh), previous)
      default:
        let averaged = network.pooling(
          value, .average(kernel: 3, stride: 1, padding: 1, countsPadding: false))
        value = network.convolution(
          network.concatenation([averaged, previous, averaged]),
          Convolution(inputChannels: 3 * channels, outputChannels: channels, kernel: 1),
          name: "joined\(index)")
      }
    }
    return value
  }

  private mutating func convolution(
    _ value: Network.Value, name: String, using generator: inout SeededGenerator
  ) -> Network.Value {
    let isGrouped = name != "shared" && Bool.random(using: &generator)
    return network.convolution(
      value,
      Convolution(
        inputChannels: channels, outputChannels: channels, kernel: 3, padding: 1,
        groups: isGrouped ? 2 : 1),
      name: name)
  }
}
