import TestSupport
import Testing

@testable import NeuralNetworks

/// Convolutions by way of Winograd's transforms against the reference engine.
@Suite struct WinogradTests {
  /// oneDNN with every convolution by way of the transforms that they can do.
  struct Engine: TrainingEngine {
    func prepare(
      _ network: Network, parameters: [String: Tensor], inputShapes: [String: [Int]], threads: Int
    ) throws -> any PreparedNetwork {
      try OneDNNEngine().prepare(
        network, parameters: parameters, inputShapes: inputShapes, threads: threads)
    }

    func prepareTraining(
      _ network: Network, parameters: [String: Tensor], inputShapes: [String: [Int]],
      options: TrainingOptions
    ) throws -> any TrainingPlan {
      try OneDNNEngine().prepareTraining(
        network, parameters: parameters, inputShapes: inputShapes, options: options,
        winograd: .always)
    }
  }

  static func convolution(using generator: inout SeededGenerator) -> Convolution {
    let groups = generator.integer(1...2)
    return Convolution(
      inputChannels: groups * 16 * generator.integer(1...3),
      outputChannels: groups * 16 * generator.integer(1...3),
      kernel: Bool.random(using: &generator) ? 3 : 5, padding: generator.padding(0...3),
      groups: groups, hasBias: Bool.random(using: &generator))
  }

  /// The transforms multiply by numbers up to 32 and divide again: a rounding error grows to some 50
  /// times its size.
  private static let tolerance: Float = 1e-4

  @Test(arguments: 0..<30) func convolution(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let convolution = Self.convolution(using: &generator)
    var network = Network()
    let input = network.input("input")
    network.output(network.convolution(input, convolution, name: "layer"), name: "output")
    let shape = [
      generator.integer(1...4), convolution.inputChannels, generator.integer(5...17),
      generator.integer(5...17),
    ]
    let threads = generator.integer(1...3)
    try TrainingCase(
      network, inputShapes: ["input": shape], options: .init(threads: threads), using: &generator
    ).expectAgreement(of: Engine(), tolerance: Self.tolerance)
  }

  /// Two branches that share their weights, and two layers after each other.
  @Test(arguments: 0..<6) func twin(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    var network = Network()
    let values = ["exemplar", "search"].map { name in
      let first = network.convolution(
        network.input(name), Convolution(inputChannels: 16, outputChannels: 32, kernel: 5),
        name: "first")
      let normalized = network.batchNormalization(
        first, BatchNormalization(channels: 32), name: "norm")
      return network.convolution(
        network.activation(normalized, .relu),
        Convolution(inputChannels: 32, outputChannels: 32, kernel: 3, groups: 2), name: "second")
    }
    network.output(
      network.crossCorrelation(search: values[1], exemplar: values[0], .plain), name: "scores")
    try TrainingCase(
      network, inputShapes: ["exemplar": [2, 16, 9, 9], "search": [2, 16, 16, 16]],
      options: .init(threads: generator.integer(1...2)), using: &generator
    ).expectAgreement(of: Engine(), tolerance: Self.tolerance)
  }

  /// Every way of cutting a convolution into chunks covers every row of every picture once.
  @Test(arguments: 0..<100) func chunks(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let convolution = Convolution(
      inputChannels: 16 * generator.integer(1...16), outputChannels: 16 * generator.integer(1...16),
      kernel: 3)
    let input = [
      generator.integer(1...33), convolution.inputChannels, generator.integer(3...100),
      generator.integer(3...100),
    ]
    let result = [input[0], convolution.outputChannels, input[2] - 2, input[3] - 2]
    let geometry = try #require(
      WinogradGeometry(
        convolution, input: input, result: result, isBfloat16: false,
        threads: generator.integer(1...8)))
    var seen: Set<[Int]> = []
    var count = 0
    for lane in 0..<geometry.lanes {
      for chunk in geometry.chunks(lane: lane) {
        for picture in chunk.pictures {
          for row in chunk.rows { seen.insert([picture, row]) }
          count += chunk.rows.count
        }
      }
    }
    #expect(seen.count == input[0] * ((result[2] + 5) / 6))
    #expect(seen.count == count)
  }
}
