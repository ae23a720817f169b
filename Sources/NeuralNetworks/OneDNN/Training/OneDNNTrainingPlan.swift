extension OneDNNEngine: TrainingEngine {
  /// Makes a network ready to learn on inputs of fixed shapes.
  ///
  /// - Throws: ``NetworkError`` where network, parameters, shapes and options do not fit together, or
  ///   where the processor has no 16-bit floats, and ``OneDNNError`` where oneDNN fails.
  public func prepareTraining(
    _ network: Network, parameters: [String: Tensor], inputShapes: [String: [Int]],
    options: TrainingOptions
  ) throws -> any TrainingPlan {
    try prepareTraining(
      network, parameters: parameters, inputShapes: inputShapes, options: options,
      winograd: .whereFaster)
  }

  /// - Parameter winograd: Which convolutions go by way of Winograd's transforms; tests want to say.
  func prepareTraining(
    _ network: Network, parameters: [String: Tensor], inputShapes: [String: [Int]],
    options: TrainingOptions, winograd: WinogradChoice
  ) throws -> OneDNNTrainingPlan {
    try network.check(parameters: parameters)
    let shapes = try network.nodeShapes(inputs: inputShapes)
    let structure = try LearningStructure(network, shapes: shapes, options: options)
    guard Self.supports(options.precision) else {
      throw NetworkError.precision(options.precision)
    }
    let program = try Self.compiling.withLock { _ in
      // A primitive divides its work when it is made.
      ThreadCount.use(options.threads)
      return try OneDNNTrainingCompiler.compile(
        network, structure: structure, shapes: shapes, options: options, winograd: winograd)
    }
    let plan = try OneDNNTrainingPlan(program, structure: structure, threads: options.threads)
    try plan.setParameters(parameters)
    return plan
  }
}

/// An arena and the steps of a training program bound to it.
final class OneDNNTrainingPlan: TrainingPlan {
  private let program: OneDNNTrainingProgram
  private let arena: Arena
  private let memory: AlignedMemory
  private let threads: Int
  private let forwardCommands: OneDNNCommands
  private let replacingCommands: OneDNNCommands
  private let accumulatingCommands: OneDNNCommands

  /// Whether the values of a forward pass are there to be differentiated.
  private var isComputed = false

  let parameterShapes: [String: [Int]]

  init(_ program: OneDNNTrainingProgram, structure: LearningStructure, threads: Int) throws {
    let steps = program.program.steps
    let arena = Arena(program.program.buffers)
    let memory = try AlignedMemory(size: arena.size, node: "plan")
    func start(_ place: OneDNNProgram.Place) -> UnsafeMutableRawPointer {
      switch place {
      case .scratch(let buffer): memory.start + arena.offsets[buffer]
      case .constant(let constant): program.program.constants[constant].start
      }
    }
    func backward(without condition: OneDNNTrainingProgram.Condition) throws -> OneDNNCommands {
      let indices = (program.backward..<steps.count).filter {
        program.conditions[$0] != condition
      }
      return try OneDNNCommands(indices.map { steps[$0] }, start: start)
    }
    forwardCommands = try OneDNNCommands(steps.prefix(program.backward), start: start)
    replacingCommands = try backward(without: .accumulating)
    accumulatingCommands = try backward(without: .replacing)
    parameterShapes = Dictionary(
      uniqueKeysWithValues: (structure.parameters + structure.states).map { ($0.name, $0.shape) })
    self.program = program
    self.arena = arena
    self.memory = memory
    self.threads = threads
    let ports = [
      program.program.inputs, program.inputGradients, program.outputGradients,
    ].flatMap(\.values)
    for port in ports { elements(of: port).update(repeating: 0) }
    gradients.update(repeating: 0)
  }

  /// Bytes of all its memory.
  var size: Int { arena.size }
  /// The names of the convolutions that go by way of Winograd's transforms.
  var winogradLayers: Set<String> { program.winogradLayers }

  var inputShapes: [String: [Int]] { program.program.inputs.mapValues(\.shape) }
  var outputShapes: [String: [Int]] { program.program.outputs.mapValues(\.shape) }
  var parameterNames: [String] { program.parameters.names }
  var stateNames: [String] { program.states.names }

  func parameter(_ name: String) -> UnsafeMutableBufferPointer<Float> {
    elements(
      name, of: program.parameters.elements[name] == nil ? program.states : program.parameters)
  }

  func gradient(ofParameter name: String) -> UnsafeMutableBufferPointer<Float> {
    elements(name, of: program.gradients)
  }

  var gradients: UnsafeMutableBufferPointer<Float> { elements(of: program.gradients) }

  func input(_ name: String) -> UnsafeMutableBufferPointer<Float> {
    elements(of: program.program.inputs[name], named: name)
  }

  func gradient(ofInput name: String) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(elements(of: program.inputGradients[name], named: name))
  }

  func output(_ name: String) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(elements(of: program.program.outputs[name], named: name))
  }

  func gradient(ofOutput name: String) -> UnsafeMutableBufferPointer<Float> {
    elements(of: program.outputGradients[name], named: name)
  }

  func forward() throws {
    ThreadCount.use(threads)
    try forwardCommands.run()
    isComputed = true
  }

  func backward(accumulating: Bool) throws {
    precondition(isComputed, "backward() without a forward() before it")
    isComputed = false
    ThreadCount.use(threads)
    try (accumulating ? accumulatingCommands : replacingCommands).run()
  }

  private func start(_ place: OneDNNProgram.Place) -> UnsafeMutableRawPointer {
    switch place {
    case .scratch(let buffer): memory.start + arena.offsets[buffer]
    case .constant(let constant): program.program.constants[constant].start
    }
  }

  private func elements(
    of port: OneDNNProgram.Port?, named name: String
  ) -> UnsafeMutableBufferPointer<Float> {
    guard let port else { preconditionFailure("the network has no such thing named \(name)") }
    return elements(of: port)
  }

  private func elements(of port: OneDNNProgram.Port) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(
      start: (start(port.place) + port.offset).floats, count: port.shape.reduce(1, *))
  }

  private func elements(of group: OneDNNParameters) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: start(group.place).floats, count: group.count)
  }

  private func elements(
    _ name: String, of group: OneDNNParameters
  ) -> UnsafeMutableBufferPointer<Float> {
    guard let range = group.elements[name] else {
      preconditionFailure("the network has no parameter named \(name)")
    }
    return UnsafeMutableBufferPointer(rebasing: elements(of: group)[range])
  }
}
