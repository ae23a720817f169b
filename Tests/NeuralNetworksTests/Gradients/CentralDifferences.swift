import TestSupport
import Testing

@testable import NeuralNetworks

/// A network at one place of its parameters and inputs, with a loss that weighs all outputs.
struct DifferentiatedNetwork {
  let tape: ReferenceTape
  /// Everything that the loss may be differentiated by, with its gradient.
  private let variables: [(name: String, values: FeatureMap<Double>, gradient: Gradient)]
  private let outputs: [FeatureMap<Double>]

  init(
    _ network: Network, inputShapes: [String: [Int]], options: TrainingOptions = .init(),
    using generator: inout SeededGenerator
  ) throws {
    var options = options
    options.inputGradients = Set(inputShapes.keys)
    let shapes = try network.nodeShapes(inputs: inputShapes)
    let structure = try LearningStructure(network, shapes: shapes, options: options)
    tape = ReferenceTape(network, structure: structure, shapes: shapes, statisticsMomentum: 0.1)
    let parameters = try generator.parameters(for: network)
    for (name, map) in tape.parameters { map.fill(with: try #require(parameters[name]).values) }
    var variables: [(name: String, values: FeatureMap<Double>, gradient: Gradient)] = []
    for (name, gradient) in tape.parameterGradients.sorted(by: { $0.key < $1.key }) {
      variables.append((name, try #require(tape.parameters[name]), gradient))
    }
    for (index, node) in network.nodes.enumerated() where node.operation == .input {
      let map = tape.value(network.value(index))
      map.fill(with: generator.tensor(map.shape).values)
      variables.append((node.name, map, try #require(tape.gradient(network.value(index)))))
    }
    self.variables = variables
    outputs = network.outputs.map { [tape] in tape.value($0.value) }
    for gradient in tape.outputGradients {
      gradient.fill(with: generator.tensor(gradient.shape).values)
    }
    tape.forward()
    tape.backward()
  }

  /// The sum of the outputs, weighted.
  private func loss() -> Double {
    tape.forward()
    var sum = 0.0
    for (output, weights) in zip(outputs, tape.outputGradients) {
      for (value, weight) in zip(output.elements, weights.elements) { sum += value * weight }
    }
    return sum
  }

  /// Expects the gradient of every variable to be what a small step each way gives.
  ///
  /// A step goes in a random direction, so that every element counts. Where it happens to lead over
  /// a kink, of a ReLU or between two maxima, the difference says nothing: another direction is
  /// tried. A gradient that is wrong fits none.
  func expectCentralDifferences(
    using generator: inout SeededGenerator, _ comment: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let step = 1e-6
    for (name, values, gradient) in variables {
      let start = Array(values.elements)
      var (found, expected) = (0.0, 0.0)
      for _ in 0..<4 {
        let direction = start.map { _ in Double.random(in: -1...1, using: &generator) }
        func loss(at distance: Double) -> Double {
          for index in start.indices {
            values.elements[index] = start[index] + distance * direction[index]
          }
          return self.loss()
        }
        expected = (loss(at: step) - loss(at: -step)) / (2 * step)
        found = zip(direction, gradient.elements).reduce(0) { $0 + $1.0 * $1.1 }
        for index in start.indices { values.elements[index] = start[index] }
        if abs(found - expected) <= 1e-6 * max(1, abs(expected)) { break }
      }
      #expect(
        abs(found - expected) <= 1e-6 * max(1, abs(expected)), "\(comment): \(name)",
        sourceLocation: sourceLocation)
    }
  }
}

/// Expects the reference engine's gradients to be what small differences give.
func expectCentralDifferences(
  _ network: Network, inputShapes: [String: [Int]], options: TrainingOptions = .init(),
  using generator: inout SeededGenerator, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let differentiated = try DifferentiatedNetwork(
    network, inputShapes: inputShapes, options: options, using: &generator)
  differentiated.expectCentralDifferences(
    using: &generator, "\(inputShapes), \(network)", sourceLocation: sourceLocation)
}

extension FeatureMap {
  func fill(with values: [Float]) {
    for index in elements.indices { elements[index] = Scalar(values[index]) }
  }
}
