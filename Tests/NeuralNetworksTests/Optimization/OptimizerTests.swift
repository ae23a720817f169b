import TestSupport
import Testing

@testable import NeuralNetworks

/// Optimizers against numbers of PyTorch 2.13: two parameters and four steps, the gradients given.
@Suite struct OptimizerTests {
  private static func plan(frozen: Set<String> = []) throws -> any TrainingPlan {
    var network = Network()
    let layer = network.convolution(
      network.input("input"), Convolution(inputChannels: 2, outputChannels: 2, kernel: 1),
      name: "layer")
    network.output(
      network.convolution(
        layer, Convolution(inputChannels: 2, outputChannels: 1, kernel: 1), name: "head"),
      name: "output")
    return try ReferenceEngine().prepareTraining(
      network,
      parameters: [
        "layer.weight": Tensor(shape: [2, 2, 1, 1], values: [0.5, -1, 2, 0.25]),
        "layer.bias": Tensor(shape: [2], values: [0.1, -0.2]),
        "head.weight": Tensor(shape: [1, 2, 1, 1], values: [3, 4]),
        "head.bias": Tensor(shape: [1], values: [5]),
      ], inputShapes: ["input": [1, 2, 1, 1]], options: TrainingOptions(frozen: frozen))
  }

  private static func setGradients(of plan: any TrainingPlan, step: Int) {
    let weights = plan.gradient(ofParameter: "layer.weight")
    for (index, value) in [Float(0.1), -0.2, 0.3, 0.4].enumerated() {
      weights[index] = value * Float(step + 1) - 0.3
    }
    let biases = plan.gradient(ofParameter: "layer.bias")
    for (index, value) in [Float(1), -0.5].enumerated() {
      biases[index] = value / Float(step + 1)
    }
  }

  private static func values(of plan: any TrainingPlan) -> [Float] {
    Array(plan.parameter("layer.weight")) + Array(plan.parameter("layer.bias"))
  }

  struct Case: Sendable {
    let optimizer: any Optimizer
    let expected: [Float]
  }

  static let cases: [Case] = [
    Case(
      optimizer: StochasticGradientDescent(.init(momentum: 0)),
      expected: [0.51999998, -0.67999995, 1.8199999, -0.030000003, -0.10833333, -0.095833331]),
    Case(
      optimizer: StochasticGradientDescent(.init(weightDecay: 5e-2, decayed: .all)),
      expected: [0.56234002, -0.31647849, 1.6257691, -0.2302662, -0.46660715, 0.090038583]),
    Case(
      optimizer: StochasticGradientDescent(.init(isNesterov: true, weightDecay: 0.05)),
      expected: [0.56481868, -0.05203123, 1.4461185, -0.46356407, -0.61929333, 0.15964666]),
    Case(
      optimizer: AdamW(.init(weightDecay: 0.05)),
      expected: [0.78268552, -0.5848757, 1.7170353, -0.11720479, -0.2626577, 0.16265769]),
    Case(
      optimizer: AdamW(
        .init(
          meanDecay: 0.8, varianceDecay: 0.9, epsilon: 1e-3, weightDecay: 0.2, decayed: .all)),
      expected: [0.72949499, -0.53563005, 1.5983608, -0.12688911, -0.25637555, 0.16365805]),
  ]

  @Test(arguments: cases.indices) func fourSteps(index: Int) throws {
    var optimizer = Self.cases[index].optimizer
    let plan = try Self.plan(frozen: ["head"])
    for step in 0..<4 {
      Self.setGradients(of: plan, step: step)
      optimizer.step(plan, learningRate: 0.1)
    }
    for (found, expected) in zip(Self.values(of: plan), Self.cases[index].expected) {
      #expect(abs(found - expected) < 1e-6)
    }
    #expect(Array(plan.parameter("head.weight")) == [3, 4])
    #expect(optimizer.state.steps == ["layer.weight": 4, "layer.bias": 4])
  }

  /// An optimizer that is given another's state goes on as that one does.
  @Test(arguments: cases.indices) func stateGoesOn(index: Int) throws {
    var first = Self.cases[index].optimizer
    var second = Self.cases[index].optimizer
    let (plan, copy) = (try Self.plan(frozen: ["head"]), try Self.plan(frozen: ["head"]))
    for step in 0..<3 {
      Self.setGradients(of: plan, step: step)
      first.step(plan, learningRate: 0.1)
    }
    second.state = first.state
    try copy.setParameters(plan.parameters)
    for step in 3..<6 {
      Self.setGradients(of: plan, step: step)
      Self.setGradients(of: copy, step: step)
      first.step(plan, learningRate: 0.05)
      second.step(copy, learningRate: 0.05)
    }
    #expect(plan.parameters == copy.parameters)
    #expect(first.state == second.state)
  }

  @Test func clipping() throws {
    let plan = try Self.plan()
    for index in plan.gradients.indices { plan.gradients[index] = index == 2 ? 4 : 0 }
    plan.gradient(ofParameter: "head.bias")[0] = -3
    #expect(plan.clipGradients(toNorm: 10) == 5)
    #expect(plan.gradient(ofParameter: "head.bias")[0] == -3)
    #expect(plan.clipGradients(toNorm: 1) == 5)
    #expect(abs(plan.gradientNorm - 1) < 1e-6)
    #expect(abs(plan.gradient(ofParameter: "head.bias")[0] + 0.6) < 1e-6)
    plan.gradients[0] = .nan
    #expect(plan.clipGradients(toNorm: 1).isNaN)
    #expect(abs(plan.gradient(ofParameter: "head.bias")[0] + 0.6) < 1e-6)
  }

  @Test func movingAverage() throws {
    let plan = try Self.plan()
    var average = MovingAverage(decay: 0.5)
    var expected: Float = 5
    for update in 0..<20 {
      plan.parameter("head.bias")[0] = Float(update)
      average.update(from: plan)
      let kept = min(0.5, Float(update) / Float(update + 10))
      expected = kept * expected + (1 - kept) * Float(update)
    }
    #expect(average.tensors["head.bias"]?.values == [expected])
    #expect(Set(average.tensors.keys) == Set(plan.parameterNames))
    var other = MovingAverage(decay: 0.5, updates: average.updates, tensors: average.tensors)
    average.update(from: plan)
    other.update(from: plan)
    #expect(average == other)
  }
}
