import TestSupport
import Testing

@testable import NeuralNetworks

/// What a step gave, by name.
struct StepResult {
  var outputs: [String: Tensor] = [:]
  var parameterGradients: [String: Tensor] = [:]
  var inputGradients: [String: Tensor] = [:]
  var states: [String: Tensor] = [:]

  var all: [(name: String, tensor: Tensor)] {
    let kinds = [
      ("output", outputs), ("gradient", parameterGradients), ("input gradient", inputGradients),
      ("state", states),
    ]
    return kinds.flatMap { kind, tensors in
      tensors.sorted { $0.key < $1.key }.map { ("\(kind) \($0.key)", $0.value) }
    }
  }
}

/// A network with random parameters, inputs and gradients of its outputs, for engines to be compared
/// on.
struct TrainingCase {
  let network: Network
  var options: TrainingOptions
  let parameters: [String: Tensor]
  let inputs: [String: Tensor]
  let outputGradients: [String: Tensor]

  /// From given numbers.
  init(
    network: Network, options: TrainingOptions, parameters: [String: Tensor],
    inputs: [String: Tensor], outputGradients: [String: Tensor]
  ) {
    self.network = network
    self.options = options
    self.parameters = parameters
    self.inputs = inputs
    self.outputGradients = outputGradients
  }

  init(
    _ network: Network, inputShapes: [String: [Int]], options: TrainingOptions = .init(threads: 2),
    using generator: inout SeededGenerator
  ) throws {
    self.network = network
    self.options = options
    self.options.inputGradients = Set(inputShapes.keys)
    parameters = try generator.parameters(for: network)
    inputs = generator.tensors(inputShapes)
    outputGradients = generator.tensors(try network.outputShapes(inputs: inputShapes))
  }

  func plan(on engine: any TrainingEngine) throws -> any TrainingPlan {
    let plan = try engine.prepareTraining(
      network, parameters: parameters, inputShapes: inputs.mapValues(\.shape), options: options)
    for (name, tensor) in inputs { _ = plan.input(name).update(fromContentsOf: tensor.values) }
    for (name, tensor) in outputGradients {
      _ = plan.gradient(ofOutput: name).update(fromContentsOf: tensor.values)
    }
    return plan
  }

  func step(on engine: any TrainingEngine) throws -> StepResult {
    let plan = try plan(on: engine)
    try plan.forward()
    try plan.backward()
    return result(of: plan)
  }

  func result(of plan: any TrainingPlan) -> StepResult {
    var result = StepResult()
    for (name, shape) in plan.outputShapes {
      result.outputs[name] = Tensor(shape: shape, values: Array(plan.output(name)))
    }
    for name in plan.parameterNames {
      result.parameterGradients[name] = Tensor(
        shape: plan.parameterShapes[name] ?? [],
        values: Array(plan.gradient(ofParameter: name)))
    }
    for name in plan.stateNames {
      result.states[name] = Tensor(
        shape: plan.parameterShapes[name] ?? [], values: Array(plan.parameter(name)))
    }
    for name in options.inputGradients {
      result.inputGradients[name] = Tensor(
        shape: inputs[name]?.shape ?? [], values: Array(plan.gradient(ofInput: name)))
    }
    return result
  }

  /// Expects an engine to give what the reference engine does.
  func expectAgreement(
    of engine: any TrainingEngine = OneDNNEngine(), tolerance: Float = 2e-5,
    _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try step(on: ReferenceEngine()).all
    let found = try step(on: engine).all
    #expect(found.map(\.name) == expected.map(\.name), sourceLocation: sourceLocation)
    // A gradient may be what large numbers leave when they cancel each other: that of a bias before
    // a batch normalization is zero. It is as exact as those numbers.
    let largest = expected.map(\.tensor.largest).max() ?? 0
    for (found, expected) in zip(found, expected) {
      let difference = largestDifference(found.tensor, expected.tensor)
      #expect(
        difference <= tolerance * max(expected.tensor.largest, 1) + 1e-6 * largest,
        comment ?? "\(found.name) of \(inputs.mapValues(\.shape)) \(network)",
        sourceLocation: sourceLocation)
    }
  }
}

/// Infinity where a number is not finite.
func largestDifference(_ found: Tensor, _ expected: Tensor) -> Float {
  guard found.shape == expected.shape else { return .infinity }
  let differences = zip(found.values, expected.values).map { $0 == $1 ? 0 : abs($0 - $1) }
  return differences.allSatisfy(\.isFinite) ? differences.max() ?? 0 : .infinity
}

extension Tensor {
  /// The largest magnitude.
  var largest: Float { values.map(abs).max() ?? 0 }
}

extension SeededGenerator {
  mutating func tensors(_ shapes: [String: [Int]]) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) { tensors[name] = tensor(shape) }
    return tensors
  }
}
