extension ReferenceEngine: TrainingEngine {
  /// Makes a network ready to learn on inputs of fixed shapes. Everything is computed in Double,
  /// whatever ``TrainingOptions/precision`` says, and rounded once, where it is handed over; one
  /// thread is used.
  public func prepareTraining(
    _ network: Network, parameters: [String: Tensor], inputShapes: [String: [Int]],
    options: TrainingOptions
  ) throws -> any TrainingPlan {
    try network.check(parameters: parameters)
    let shapes = try network.nodeShapes(inputs: inputShapes)
    let structure = try LearningStructure(network, shapes: shapes, options: options)
    let plan = ReferenceTrainingPlan(
      network, structure: structure, inputShapes: inputShapes, shapes: shapes, options: options)
    try plan.setParameters(parameters)
    return plan
  }
}

/// A ``ReferenceTape`` behind 32-bit buffers.
private final class ReferenceTrainingPlan: TrainingPlan {
  private let network: Network
  private let tape: ReferenceTape
  /// Named 32-bit buffers.
  private let parameterMemory: NamedFloats
  private let stateMemory: NamedFloats
  private let gradientMemory: NamedFloats
  private let inputMemory: NamedFloats
  private let outputMemory: NamedFloats
  private let outputGradientMemory: NamedFloats
  private let inputGradientMemory: NamedFloats
  private var isComputed = false

  let inputShapes: [String: [Int]]
  let outputShapes: [String: [Int]]
  let parameterShapes: [String: [Int]]
  let parameterNames: [String]
  let stateNames: [String]

  init(
    _ network: Network, structure: LearningStructure, inputShapes: [String: [Int]],
    shapes: [[Int]], options: TrainingOptions
  ) {
    self.network = network
    tape = ReferenceTape(
      network, structure: structure, shapes: shapes,
      statisticsMomentum: options.statisticsMomentum)
    let outputs = network.outputs.map { ($0.name, shapes[$0.value.node]) }
    self.inputShapes = inputShapes
    outputShapes = Dictionary(uniqueKeysWithValues: outputs)
    parameterShapes = Dictionary(
      uniqueKeysWithValues: (structure.parameters + structure.states).map { ($0.name, $0.shape) })
    parameterNames = structure.parameters.map(\.name)
    stateNames = structure.states.map(\.name)
    parameterMemory = NamedFloats(structure.parameters.map { ($0.name, $0.shape) })
    stateMemory = NamedFloats(structure.states.map { ($0.name, $0.shape) })
    gradientMemory = NamedFloats(structure.parameters.map { ($0.name, $0.shape) })
    inputMemory = NamedFloats(inputShapes.map { ($0.key, $0.value) })
    outputMemory = NamedFloats(outputs)
    outputGradientMemory = NamedFloats(outputs)
    inputGradientMemory = NamedFloats(options.inputGradients.map { ($0, inputShapes[$0] ?? []) })
  }

  func parameter(_ name: String) -> UnsafeMutableBufferPointer<Float> {
    parameterMemory.contains(name) ? parameterMemory[name] : stateMemory[name]
  }

  func gradient(ofParameter name: String) -> UnsafeMutableBufferPointer<Float> {
    gradientMemory[name]
  }

  var gradients: UnsafeMutableBufferPointer<Float> { gradientMemory.all }
  func input(_ name: String) -> UnsafeMutableBufferPointer<Float> { inputMemory[name] }

  func gradient(ofInput name: String) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(inputGradientMemory[name])
  }

  func output(_ name: String) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(outputMemory[name])
  }

  func gradient(ofOutput name: String) -> UnsafeMutableBufferPointer<Float> {
    outputGradientMemory[name]
  }

  func forward() {
    for (name, map) in tape.parameters { parameter(name).widen(into: map.elements) }
    for (index, node) in network.nodes.enumerated() where node.operation == .input {
      input(node.name).widen(into: tape.value(network.value(index)).elements)
    }
    tape.forward()
    isComputed = true
    for output in network.outputs {
      outputMemory[output.name].round(tape.value(output.value).elements)
    }
    for name in stateNames { tape.parameters[name].map { stateMemory[name].round($0.elements) } }
  }

  func backward(accumulating: Bool) {
    precondition(isComputed, "backward() without a forward() before it")
    isComputed = false
    for (output, gradient) in zip(network.outputs, tape.outputGradients) {
      outputGradientMemory[output.name].widen(into: gradient.elements)
    }
    tape.backward()
    for (name, gradient) in tape.parameterGradients {
      gradientMemory[name].round(gradient.elements, accumulating: accumulating)
    }
    for (index, node) in network.nodes.enumerated() where inputGradientMemory.contains(node.name) {
      guard node.operation == .input, let gradient = tape.gradient(network.value(index)) else {
        continue
      }
      inputGradientMemory[node.name].round(gradient.elements)
    }
  }
}

/// Buffers of floats, one right after another, found by their names.
private final class NamedFloats {
  let all: UnsafeMutableBufferPointer<Float>
  private let ranges: [String: Range<Int>]

  init(_ shapes: [(name: String, shape: [Int])]) {
    var ranges: [String: Range<Int>] = [:]
    var end = 0
    for (name, shape) in shapes {
      let start = end
      end += shape.reduce(1, *)
      ranges[name] = start..<end
    }
    self.ranges = ranges
    all = .allocate(capacity: end)
    all.initialize(repeating: 0)
  }

  deinit {
    all.deallocate()
  }

  func contains(_ name: String) -> Bool { ranges[name] != nil }

  subscript(name: String) -> UnsafeMutableBufferPointer<Float> {
    guard let range = ranges[name] else { preconditionFailure("nothing here is named \(name)") }
    return UnsafeMutableBufferPointer(rebasing: all[range])
  }
}

extension UnsafeMutableBufferPointer<Float> {
  fileprivate func widen(into doubles: UnsafeMutableBufferPointer<Double>) {
    for index in indices { doubles[index] = Double(self[index]) }
  }

  fileprivate func round(
    _ doubles: UnsafeMutableBufferPointer<Double>, accumulating: Bool = false
  ) {
    for index in indices {
      self[index] = accumulating ? self[index] + Float(doubles[index]) : Float(doubles[index])
    }
  }
}
