import NeuralNetworks
import TestSupport
import Testing

@testable import Siamese

/// Comparisons that are parts of networks, on both engines.
@Suite struct ComparisonTests {
  private static let engines: [any TrainingEngine] = [ReferenceEngine(), OneDNNEngine()]
  private static let (pairs, length) = (6, 5)

  private static func network(_ comparison: some Comparison) -> Network {
    var network = Network()
    let values = ["first", "second"].map { network.input($0) }
    network.output(comparison.comparison(values[0], values[1], in: &network), name: "comparison")
    return network
  }

  private static func random(_ shape: [Int], using random: inout SeededGenerator) -> Tensor {
    Tensor(
      shape: shape,
      values: (0..<shape.reduce(1, *)).map { _ in Float.random(in: -1...1, using: &random) })
  }

  private static func parameters(
    _ network: Network, using generator: inout SeededGenerator
  ) throws -> [String: Tensor] {
    var parameters: [String: Tensor] = [:]
    for (name, shape) in try network.parameterShapes().sorted(by: { $0.key < $1.key }) {
      parameters[name] = random(shape, using: &generator)
    }
    return parameters
  }

  private static func compute(
    _ network: Network, _ parameters: [String: Tensor], _ inputs: [String: Tensor],
    on engine: any Engine
  ) throws -> [Float] {
    let plan = try engine.prepare(
      network, parameters: parameters, inputShapes: inputs.mapValues(\.shape), threads: 1
    ).makePlan()
    for (name, tensor) in inputs { try plan.setInput(name, to: tensor) }
    try plan.run()
    return Array(plan.output(network.outputs[0].name))
  }

  private static func inputs(using generator: inout SeededGenerator) -> [String: Tensor] {
    let shape = [pairs, length, 1, 1]
    return [
      "first": random(shape, using: &generator), "second": random(shape, using: &generator),
    ]
  }

  @Test func mahalanobisIsTheSquareOfTheDistance() throws {
    var generator = SeededGenerator(seed: 1)
    for rank in [2, 5] {
      let comparison = MahalanobisComparison(dimensions: Self.length, rank: rank)
      let network = Self.network(comparison)
      let parameters = try Self.parameters(network, using: &generator)
      let inputs = Self.inputs(using: &generator)
      let distance = try comparison.distance(parameters)
      for engine in Self.engines {
        let found = try Self.compute(network, parameters, inputs, on: engine)
        for pair in 0..<Self.pairs {
          let vectors = ["first", "second"].map { name in
            (0..<Self.length).map {
              Double(inputs[name]?.values[pair * Self.length + $0] ?? .nan)
            }
          }
          let expected = distance(vectors[0], vectors[1])
          #expect(abs(Double(found[pair]) - expected * expected) < 1e-4)
        }
      }
    }
  }

  @Test func aMatrixThatIsMissing() throws {
    let comparison = MahalanobisComparison(dimensions: 3)
    let missing = thrownError(NetworkError.self) { _ = try comparison.distance([:]) }
    #expect(missing == .missingParameter("metric.transform.weight", shape: [3, 3, 1, 1]))
    let wrong = ["metric.transform.weight": Tensor(repeating: 1, shape: [3, 2, 1, 1])]
    #expect(
      thrownError(NetworkError.self) { _ = try comparison.distance(wrong) }
        == .parameterShape(
          "metric.transform.weight", found: [3, 2, 1, 1], expected: [3, 3, 1, 1]))
  }

  @Test func learnedComparisonIsSymmetricWhereItSaysSo() throws {
    var generator = SeededGenerator(seed: 2)
    for isSymmetric in [true, false] {
      let network = Self.network(
        LearnedComparison(dimensions: Self.length, hidden: 8, isSymmetric: isSymmetric))
      let parameters = try Self.parameters(network, using: &generator)
      let inputs = Self.inputs(using: &generator)
      let turned = ["first": inputs["second"], "second": inputs["first"]].compactMapValues { $0 }
      for engine in Self.engines {
        let (there, back) = (
          try Self.compute(network, parameters, inputs, on: engine),
          try Self.compute(network, parameters, turned, on: engine)
        )
        let differences = zip(there, back).map { abs($0 - $1) }
        #expect((differences.allSatisfy { $0 < 1e-5 }) == isSymmetric)
        // Neither is the distance of a vector from itself zero.
        let first = try #require(inputs["first"])
        let itself = try Self.compute(
          network, parameters, ["first": first, "second": first], on: engine)
        #expect(itself.contains { abs($0) > 1e-3 })
      }
    }
  }

  /// With two branches a picture may be far from itself, and the order of a pair matters.
  @Test func halfTwinIsNotSymmetric() throws {
    var generator = SeededGenerator(seed: 3)
    let branch = EmbeddingNetwork(pictureSize: 8, stages: [4], dimensions: Self.length)
    let network = HalfTwinNetwork(
      first: branch, second: branch, comparison: MahalanobisComparison(dimensions: Self.length)
    ).network
    let names = try network.parameterShapes().keys
    #expect(names.contains("first.conv1.weight") && names.contains("second.conv1.weight"))
    var parameters = try Self.parameters(network, using: &generator)
    for name in parameters.keys where name.hasSuffix("running_var") {
      parameters[name] = Tensor(repeating: 1, shape: [4])
    }
    let one = Self.random([1, 1, 8, 8], using: &generator)
    let other = Self.random([1, 1, 8, 8], using: &generator)
    func distance(_ first: Tensor, _ second: Tensor) throws -> Float {
      try Self.compute(
        network, parameters, ["first": first, "second": second], on: OneDNNEngine())[0]
    }
    let (there, back, itself) = (
      try distance(one, other), try distance(other, one), try distance(one, one)
    )
    #expect(there != back)
    #expect(itself > 1e-6)
    // With the same weights in both branches it is a twin.
    for (name, tensor) in parameters where name.hasPrefix("first.") {
      parameters["second." + name.dropFirst("first.".count)] = tensor
    }
    let (twinThere, twinBack, twinItself) = (
      try distance(one, other), try distance(other, one), try distance(one, one)
    )
    #expect(abs(twinThere - twinBack) <= 1e-4 * abs(twinThere))
    #expect(abs(twinItself) < 1e-6)
  }

  /// Which direction tells classes apart is learned: differences along the first axis mean nothing.
  @Test func comparisonsLearn() throws {
    let comparisons: [any Comparison] = [
      MahalanobisComparison(dimensions: 2),
      LearnedComparison(dimensions: 2, hidden: 16),
    ]
    for comparison in comparisons {
      for engine in Self.engines {
        #expect(try Self.accuracy(afterLearning: comparison, on: engine) > 0.95)
      }
    }
  }

  private static func accuracy(
    afterLearning comparison: some Comparison, on engine: any TrainingEngine
  ) throws -> Double {
    var generator = SeededGenerator(seed: 4)
    let count = 64
    // The higher the more alike: a distance is turned, and gets a threshold.
    var network = Network()
    let values = ["first", "second"].map { network.input($0) }
    let compared = comparison.comparison(values[0], values[1], in: &network)
    let logits = network.convolution(
      compared, Convolution(inputChannels: 1, outputChannels: 1, kernel: 1), name: "logit")
    network.output(logits, name: "logit")
    let parameters = try Self.parameters(network, using: &generator)
    let plan = try engine.prepareTraining(
      network, parameters: parameters,
      inputShapes: ["first": [count, 2, 1, 1], "second": [count, 2, 1, 1]], options: .init())
    var optimizer = AdamW()
    var right = 0
    for step in 0..<200 {
      var targets: [ScoreMapTarget] = []
      for pair in 0..<count {
        let isSame = Bool.random(using: &generator)
        let place = Float.random(in: -1...1, using: &generator)
        plan.input("first")[2 * pair] = Float.random(in: -1...1, using: &generator)
        plan.input("second")[2 * pair] = Float.random(in: -1...1, using: &generator)
        plan.input("first")[2 * pair + 1] = place
        plan.input("second")[2 * pair + 1] = place + (isSame ? 0 : place > 0 ? -1 : 1)
        targets.append(ScoreMapTarget(offset: isSame ? .init() : nil))
      }
      try plan.forward()
      _ = BalancedLogisticLoss()(
        scores: plan.output("logit"), shape: [count, 1, 1, 1], targets: targets,
        gradient: plan.gradient(ofOutput: "logit"))
      if step >= 190 {
        right += zip(plan.output("logit"), targets).count { ($0 > 0) == ($1.offset != nil) }
      }
      try plan.backward()
      optimizer.step(plan, learningRate: 0.05)
    }
    return Double(right) / Double(10 * count)
  }
}
