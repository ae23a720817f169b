/// An arena and the steps of a program bound to it.
final class OneDNNPlan: InferencePlan {
  private enum Command {
    case primitive(OneDNNCommand)
    case shiftedSum(
      ShiftedSum, products: UnsafeMutablePointer<Float>, scores: UnsafeMutablePointer<Float>)
  }

  private let network: OneDNNNetwork
  private let arena: AlignedMemory
  private let stream: OneDNNStream
  private let commands: [Command]

  let inputShapes: [String: [Int]]
  let outputShapes: [String: [Int]]

  init(_ network: OneDNNNetwork) throws {
    let program = network.program
    let arena = try AlignedMemory(size: network.arena.size, node: "plan")
    func start(_ place: OneDNNProgram.Place) -> UnsafeMutableRawPointer {
      switch place {
      case .scratch(let buffer): arena.start + network.arena.offsets[buffer]
      case .constant(let constant): program.constants[constant].start
      }
    }
    func floats(_ place: OneDNNProgram.Place) -> UnsafeMutablePointer<Float> {
      start(place).assumingMemoryBound(to: Float.self)
    }
    commands = try program.steps.map { step in
      switch step.work {
      case .primitive(let primitive, let arguments):
        let bound = arguments.map { ($0.role, $0.layout, start($0.place) + $0.offset) }
        return .primitive(try OneDNNCommand(primitive, bound, node: step.node))
      case .shiftedSum(let sum, let products, let scores):
        return .shiftedSum(sum, products: floats(products), scores: floats(scores))
      }
    }
    stream = try OneDNNStream()
    self.network = network
    self.arena = arena
    inputShapes = network.inputShapes
    outputShapes = network.outputShapes
    for name in inputShapes.keys { input(name).update(repeating: 0) }
  }

  func input(_ name: String) -> UnsafeMutableBufferPointer<Float> {
    guard let port = network.program.inputs[name] else {
      preconditionFailure("the network has no input named \(name)")
    }
    return elements(of: port)
  }

  func output(_ name: String) -> UnsafeBufferPointer<Float> {
    guard let port = network.program.outputs[name] else {
      preconditionFailure("the network has no output named \(name)")
    }
    return UnsafeBufferPointer(elements(of: port))
  }

  func run() throws {
    ThreadCount.use(network.threads)
    for command in commands {
      switch command {
      case .primitive(let command): try command.run(on: stream)
      case .shiftedSum(let sum, let products, let scores): sum(products, into: scores)
      }
    }
    try stream.wait()
  }

  private func elements(of port: OneDNNProgram.Port) -> UnsafeMutableBufferPointer<Float> {
    let start: UnsafeMutableRawPointer =
      switch port.place {
      case .scratch(let buffer): arena.start + network.arena.offsets[buffer]
      case .constant(let constant): network.program.constants[constant].start
      }
    return UnsafeMutableBufferPointer(
      start: start.assumingMemoryBound(to: Float.self), count: port.shape.reduce(1, *))
  }
}
