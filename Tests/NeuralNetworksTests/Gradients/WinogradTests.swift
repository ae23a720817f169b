import TestSupport
import Testing

@testable import NeuralNetworks

/// Convolutions by way of Winograd's transforms against the reference engine. Where the processor
/// cannot do them, the same convolutions are computed as they are written.
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

  /// Expects the layers of a network to go by way of the transforms, or none where the processor
  /// cannot.
  static func expectTransforms(
    of layers: Set<String>, in training: TrainingCase,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let plan = try #require(
      training.plan(on: Engine()) as? OneDNNTrainingPlan, sourceLocation: sourceLocation)
    #expect(
      plan.winogradLayers == (WinogradChoice.isPossible ? layers : []),
      sourceLocation: sourceLocation)
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
    let training = try TrainingCase(
      network, inputShapes: ["input": shape], options: .init(threads: threads), using: &generator)
    try Self.expectTransforms(of: ["layer"], in: training)
    try training.expectAgreement(of: Engine(), tolerance: Self.tolerance)
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
    let training = try TrainingCase(
      network, inputShapes: ["exemplar": [2, 16, 9, 9], "search": [2, 16, 16, 16]],
      options: .init(threads: generator.integer(1...2)), using: &generator)
    try Self.expectTransforms(of: ["first", "second"], in: training)
    try training.expectAgreement(of: Engine(), tolerance: Self.tolerance)
  }

  /// What fails once does not fail ever after.
  @Test(arguments: [1, 2]) func failures(threads: Int) throws {
    let convolution = Convolution(inputChannels: 16, outputChannels: 16, kernel: 3)
    let geometry = try #require(
      WinogradGeometry(
        convolution, input: [2, 16, 8, 8], result: [2, 16, 6, 6], isBfloat16: false,
        threads: threads))
    let passes = try WinogradPasses(geometry, threads: threads, node: "layer")
    let memory = try AlignedMemory(size: 64, node: "layer")
    let lane = WinogradPasses.Lane(
      inputTiles: memory.start, resultTiles: memory.start, inputGradientTiles: memory.start,
      weightGradient: memory.start, sums: memory.start, scratchpad: memory.start)
    let failure = OneDNNError(node: "layer", action: "fail", status: .runtimeError)
    let (isFailing, count) = (Guarded(true), Guarded(0))
    let run = try passes.bind(Array(repeating: lane, count: geometry.lanes)) { _, _ in
      { _, _ in
        count.withLock { $0 += 1 }
        if isFailing.withLock({ $0 }) { throw failure }
      }
    }
    #expect(thrownError(OneDNNError.self) { try run() } == failure)
    isFailing.withLock { $0 = false }
    count.withLock { $0 = 0 }
    try run()
    #expect(count.withLock { $0 } == 2)
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
