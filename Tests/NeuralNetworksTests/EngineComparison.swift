import TestSupport
import Testing

@testable import NeuralNetworks

/// What an engine makes of inputs.
func compute(
  _ network: Network, on engine: any Engine, parameters: [String: Tensor],
  inputs: [String: Tensor], threads: Int = 2
) throws -> [String: Tensor] {
  let plan = try engine.prepare(
    network, parameters: parameters, inputShapes: inputs.mapValues(\.shape), threads: threads
  ).makePlan()
  for (name, tensor) in inputs { try plan.setInput(name, to: tensor) }
  try plan.run()
  return Dictionary(
    uniqueKeysWithValues: plan.outputShapes.keys.map { ($0, plan.tensor($0)) })
}

/// The largest difference, relative to the largest expected magnitude or 1.
func relativeDifference(_ found: Tensor, _ expected: Tensor) -> Float {
  guard found.shape == expected.shape else { return .infinity }
  let scale = expected.values.map(abs).max() ?? 0
  let difference = zip(found.values, expected.values).map { found, expected in
    found == expected ? 0 : abs(found - expected)
  }
  guard difference.allSatisfy(\.isFinite) else { return .infinity }
  return (difference.max() ?? 0) / max(scale, 1)
}

/// Expects oneDNN to compute what the reference engine does, with random parameters and inputs.
func expectAgreement(
  _ network: Network, inputShapes: [String: [Int]], generator: inout SeededGenerator,
  tolerance: Float = 1e-5, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let parameters = try generator.parameters(for: network)
  var inputs: [String: Tensor] = [:]
  for (name, shape) in inputShapes.sorted(by: { $0.key < $1.key }) {
    inputs[name] = generator.tensor(shape)
  }
  let expected = try compute(
    network, on: ReferenceEngine(), parameters: parameters, inputs: inputs)
  let found = try compute(network, on: OneDNNEngine(), parameters: parameters, inputs: inputs)
  #expect(found.keys.sorted() == expected.keys.sorted(), comment, sourceLocation: sourceLocation)
  for (name, tensor) in expected {
    let difference = try relativeDifference(#require(found[name]), tensor)
    #expect(
      difference <= tolerance, comment ?? "output \(name) of \(network)",
      sourceLocation: sourceLocation)
  }
}
