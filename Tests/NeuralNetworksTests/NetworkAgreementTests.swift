import TestSupport
import Testing

@testable import NeuralNetworks

/// Whole networks on oneDNN, where operations are fused and memory is shared, against the reference
/// engine, which does neither.
@Suite struct NetworkAgreementTests {
  @Test(arguments: 0..<80) func randomGraph(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let random = try RandomNetwork(using: &generator)
    try expectAgreement(
      random.network, inputShapes: ["input": random.inputShape], generator: &generator,
      tolerance: 3e-5)
  }

  @Test(arguments: 0..<20) func fusedChain(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let groups = generator.integer(1...2)
    let channels = groups * generator.integer(1...20)
    var network = Network()
    var value = network.input("input")
    for (index, activation) in [Activation.relu, .leakyReLU(slope: 0.1), .hardSigmoid].enumerated()
    {
      value = network.convolution(
        value,
        Convolution(
          inputChannels: index == 0 ? groups * 3 : channels, outputChannels: channels,
          kernel: generator.extent(1...3), groups: groups, hasBias: index != 1),
        name: "convolution\(index)")
      value = network.batchNormalization(
        value, BatchNormalization(channels: channels, epsilon: 1e-6), name: "norm\(index)")
      value = network.activation(value, activation)
    }
    network.output(value, name: "output")
    let fused = FusedNetwork(network, parameters: try generator.parameters(for: network))
    #expect(fused.nodes.count == 3)
    try expectAgreement(
      network, inputShapes: ["input": [2, groups * 3, 12, 9]], generator: &generator)
  }

  /// Functions of one kind with different constants must not be mixed up.
  @Test func chainsOfActivations() throws {
    var generator = SeededGenerator(seed: 2)
    let activations: [Activation] = [
      .relu, .leakyReLU(slope: 0.1), .linear(scale: -2, offset: 0.3),
      .linear(scale: 0.5, offset: -0.3), .hardSigmoid, .clip(minimum: -0.5, maximum: 0.2),
    ]
    for first in activations {
      for second in activations {
        var network = Network()
        let input = network.input("input")
        let convolved = network.convolution(
          input, Convolution(inputChannels: 4, outputChannels: 5, kernel: 2), name: "convolution")
        for (name, value) in [("activations", input), ("convolution", convolved)] {
          let activated = network.activation(network.activation(value, first), second)
          network.output(activated, name: name)
        }
        try expectAgreement(network, inputShapes: ["input": [1, 4, 5, 6]], generator: &generator)
      }
    }
  }

  /// A value that someone else needs, too, must not be changed by what is fused.
  @Test func sharedValuesAreNotFused() throws {
    var generator = SeededGenerator(seed: 3)
    var network = Network()
    let input = network.input("input")
    let convolved = network.convolution(
      input, Convolution(inputChannels: 4, outputChannels: 4, kernel: 1), name: "convolution")
    let normalized = network.batchNormalization(
      convolved, BatchNormalization(channels: 4), name: "norm")
    let activated = network.activation(normalized, .relu)
    let sum = network.addition(activated, convolved)
    network.output(network.activation(sum, .relu), name: "sum")
    network.output(normalized, name: "normalized")
    network.output(input, name: "input")
    try expectAgreement(network, inputShapes: ["input": [1, 4, 5, 6]], generator: &generator)
  }

  @Test func residualBlocksWithSeveralOutputs() throws {
    var generator = SeededGenerator(seed: 4)
    var network = Network()
    var value = network.input("input")
    for block in 0..<3 {
      var branch = value
      for layer in 0..<2 {
        branch = network.convolution(
          branch,
          Convolution(inputChannels: 16, outputChannels: 16, kernel: 3, padding: 1, hasBias: false),
          name: "block\(block).convolution\(layer)")
        branch = network.batchNormalization(
          branch, BatchNormalization(channels: 16), name: "block\(block).norm\(layer)")
        if layer == 0 { branch = network.activation(branch, .relu) }
      }
      value = network.activation(network.addition(branch, value), .relu)
      network.output(value, name: "level\(block)")
    }
    try expectAgreement(network, inputShapes: ["input": [2, 16, 11, 13]], generator: &generator)
  }

  /// The same name twice means the same parameters: two branches of a twin network.
  @Test func sharedParameters() throws {
    var generator = SeededGenerator(seed: 5)
    var network = Network()
    let convolution = Convolution(inputChannels: 3, outputChannels: 32, kernel: 3)
    let exemplar = network.convolution(network.input("exemplar"), convolution, name: "embed")
    let search = network.convolution(network.input("search"), convolution, name: "embed")
    let scores = network.crossCorrelation(search: search, exemplar: exemplar, .plain)
    network.output(network.activation(scores, .linear(scale: 0.1, offset: -1)), name: "scores")
    let correlated = network.crossCorrelation(search: search, exemplar: exemplar, .depthwise)
    network.output(network.activation(correlated, .relu), name: "correlated")
    try expectAgreement(
      network, inputShapes: ["exemplar": [2, 3, 6, 6], "search": [6, 3, 14, 14]],
      generator: &generator)
  }

  /// What the fast path computes for SiamFC's embeddings, in its real size.
  @Test func crossCorrelationOfEmbeddings() throws {
    var generator = SeededGenerator(seed: 6)
    var network = Network()
    let search = network.input("search")
    let exemplar = network.input("exemplar")
    network.output(
      network.crossCorrelation(search: search, exemplar: exemplar, .plain), name: "scores")
    try expectAgreement(
      network, inputShapes: ["exemplar": [1, 256, 6, 6], "search": [3, 256, 22, 22]],
      generator: &generator)
  }
}
