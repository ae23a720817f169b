import CMalloc
import TestSupport
import Testing

@testable import NeuralNetworks

/// What a plan promises, whatever the engine.
@Suite struct TrainingPlanTests {
  static let engines: [any TrainingEngine] = [ReferenceEngine(), OneDNNEngine()]

  /// Two layers with batch normalizations, used by two branches.
  private static func network() -> Network {
    var network = Network()
    let branches = ["exemplar", "search"].map { name in
      var value = network.input(name)
      for index in 0..<2 {
        value = network.convolution(
          value,
          Convolution(inputChannels: index == 0 ? 3 : 16, outputChannels: 16, kernel: 3),
          name: "backbone.conv\(index)")
        value = network.batchNormalization(
          value, BatchNormalization(channels: 16), name: "backbone.norm\(index)")
        value = network.activation(value, .relu)
      }
      return value
    }
    network.output(
      network.crossCorrelation(search: branches[1], exemplar: branches[0], .plain),
      name: "scores")
    return network
  }
  private static let shapes = ["exemplar": [2, 3, 8, 8], "search": [2, 3, 14, 14]]

  private static func training(
    options: TrainingOptions = .init(threads: 2), seed: Int = 1
  ) throws -> TrainingCase {
    var generator = SeededGenerator(seed: seed)
    return try TrainingCase(network(), inputShapes: shapes, options: options, using: &generator)
  }

  @Test func namesInTheNetworksOrder() throws {
    for engine in Self.engines {
      let plan = try Self.training(options: .init(frozen: ["backbone.conv0"])).plan(on: engine)
      #expect(
        plan.parameterNames == [
          "backbone.norm0.weight", "backbone.norm0.bias", "backbone.conv1.weight",
          "backbone.conv1.bias", "backbone.norm1.weight", "backbone.norm1.bias",
        ])
      #expect(
        plan.stateNames == [
          "backbone.conv0.weight", "backbone.conv0.bias", "backbone.norm0.running_mean",
          "backbone.norm0.running_var", "backbone.norm1.running_mean",
          "backbone.norm1.running_var",
        ])
      let counts = plan.parameterNames.map { plan.parameter($0).count }
      #expect(plan.gradients.count == counts.reduce(0, +))
      #expect(
        plan.gradient(ofParameter: "backbone.norm0.weight").baseAddress
          == plan.gradients.baseAddress)
    }
  }

  @Test func frozenLayersPassGradientsOn() throws {
    let whole = try Self.training().step(on: ReferenceEngine())
    for engine in Self.engines {
      let training = try Self.training(options: .init(threads: 2, frozen: ["backbone.conv1"]))
      let step = try training.step(on: engine)
      #expect(step.parameterGradients["backbone.conv1.weight"] == nil)
      for (name, gradient) in step.parameterGradients {
        let expected = try #require(whole.parameterGradients[name])
        #expect(largestDifference(gradient, expected) <= 1e-4 * max(expected.largest, 1))
      }
      #expect(
        step.states["backbone.conv1.weight"] == training.parameters["backbone.conv1.weight"])
    }
  }

  /// Frozen batch normalizations compute what inference does, and keep their statistics.
  @Test func frozenStatistics() throws {
    for engine in Self.engines {
      let training = try Self.training(
        options: .init(threads: 2, frozenStatistics: ["backbone"]))
      let step = try training.step(on: engine)
      let inferred = try compute(
        training.network, on: engine, parameters: training.parameters, inputs: training.inputs)
      let (found, expected) = (
        try #require(step.outputs["scores"]), try #require(inferred["scores"])
      )
      #expect(largestDifference(found, expected) <= 1e-4 * expected.largest)
      for (name, state) in step.states { #expect(state == training.parameters[name]) }
      #expect(step.parameterGradients["backbone.norm0.weight"]?.largest ?? 0 > 0)
    }
  }

  @Test func gradientsAccumulate() throws {
    for engine in Self.engines {
      let training = try Self.training()
      let plan = try training.plan(on: engine)
      func step(accumulating: Bool) throws {
        try plan.forward()
        try plan.backward(accumulating: accumulating)
      }
      try step(accumulating: false)
      let once = Array(plan.gradients)
      try step(accumulating: true)
      try step(accumulating: true)
      let largest = once.map(abs).max() ?? 0
      for (sum, single) in zip(plan.gradients, once) {
        #expect(abs(sum - 3 * single) <= 1e-5 * largest)
      }
      try step(accumulating: false)
      #expect(Array(plan.gradients) == once)
    }
  }

  /// The same steps give the same numbers, bit for bit: what a resumed training needs.
  @Test(arguments: Precision.allCases, [1, 2, 3])
  func repeatable(precision: Precision, threads: Int) throws {
    guard OneDNNEngine.supports(precision) else { return }
    let training = try Self.training(options: .init(precision: precision, threads: threads))
    let engine = WinogradTests.Engine()
    let steps = try (0..<3).map { _ in
      let plan = try training.plan(on: engine)
      var optimizer = StochasticGradientDescent()
      for _ in 0..<3 {
        try plan.forward()
        try plan.backward()
        optimizer.step(plan, learningRate: 1e-3)
      }
      return plan.parameters
    }
    #expect(steps[0] == steps[1])
    #expect(steps[0] == steps[2])
  }

  /// A plan goes on where another one of the same parameters was.
  @Test func parametersMoveBetweenPlans() throws {
    for engine in Self.engines {
      let training = try Self.training()
      let plan = try training.plan(on: engine)
      try plan.forward()
      try plan.backward()
      let other = try training.plan(on: engine)
      try other.setParameters(plan.parameters)
      try plan.forward()
      try other.forward()
      #expect(Array(plan.output("scores")) == Array(other.output("scores")))
      #expect(plan.parameters == other.parameters)
      var tensors = plan.parameters
      tensors["backbone.conv0.bias"] = nil
      #expect(
        throws: NetworkError.missingParameter("backbone.conv0.bias", shape: [16])
      ) { try other.setParameters(tensors) }
    }
  }

  /// What no output needs is neither computed nor learned.
  @Test func whatIsNotNeeded() throws {
    for engine in Self.engines {
      var network = Self.network()
      let input = network.input("other")
      _ = network.batchNormalization(input, BatchNormalization(channels: 2), name: "unused")
      var generator = SeededGenerator(seed: 4)
      let training = try TrainingCase(
        network, inputShapes: Self.shapes.merging(["other": [2, 2]]) { $1 }, using: &generator)
      let step = try training.step(on: engine)
      #expect(step.parameterGradients["unused.weight"] == nil)
      #expect(step.states["unused.running_mean"] == training.parameters["unused.running_mean"])
      #expect(step.inputGradients["other"]?.values == [0, 0, 0, 0])
    }
  }

  @Test func refusals() throws {
    func expect(_ error: NetworkError, _ options: TrainingOptions) throws {
      for engine in Self.engines {
        let training = try Self.training()
        let found = thrownError(NetworkError.self) {
          _ = try engine.prepareTraining(
            training.network, parameters: training.parameters, inputShapes: Self.shapes,
            options: options)
        }
        #expect(found == error)
      }
    }
    try expect(.unknownLayer("backbone.conv"), .init(frozen: ["backbone.conv"]))
    try expect(.unknownLayer("head"), .init(frozenStatistics: ["head"]))
    try expect(
      .inputs(found: ["image"], expected: ["exemplar", "search"]),
      .init(inputGradients: ["image", "search"]))
    try expect(.threads(found: 0), .init(threads: 0))
    try expect(.statisticsMomentum(found: 1.5), .init(statisticsMomentum: 1.5))
  }

  @Test func oneValueForEachChannelHasNoSpread() throws {
    var network = Network()
    network.output(
      network.batchNormalization(
        network.input("input"), BatchNormalization(channels: 2), name: "norm"), name: "output")
    var generator = SeededGenerator(seed: 5)
    let parameters = try generator.parameters(for: network)
    for engine in Self.engines {
      let error = thrownError(NetworkError.self) {
        _ = try engine.prepareTraining(
          network, parameters: parameters, inputShapes: ["input": [1, 2]], options: .init())
      }
      #expect(
        error?.description
          == "norm: found one value for each channel, expected two or more, to learn from their "
          + "spread")
      _ = try engine.prepareTraining(
        network, parameters: parameters, inputShapes: ["input": [1, 2]],
        options: .init(frozenStatistics: ["norm"]))
    }
  }

  /// The heap holds as much after many steps as before. Other tests allocate meanwhile, so one
  /// undisturbed attempt is enough.
  @Test func steppingKeepsNoMemory() throws {
    let plan = try Self.training(options: .init(threads: 1)).plan(on: WinogradTests.Engine())
    var optimizer = StochasticGradientDescent()
    func step() throws {
      try plan.forward()
      try plan.backward()
      optimizer.step(plan, learningRate: 1e-3)
    }
    for _ in 0..<5 { try step() }
    let growths = try (0..<200).map { _ in
      let before = mallinfo2().uordblks
      for _ in 0..<5 { try step() }
      return Int(mallinfo2().uordblks) - Int(before)
    }
    #expect(growths.contains(0))
  }
}
