import Glibc

/// An arena and the steps of a program bound to it.
final class OneDNNPlan: InferencePlan {
  private let network: OneDNNNetwork
  private let arena: AlignedMemory
  private let commands: OneDNNCommands

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
    commands = try OneDNNCommands(program.steps, start: start)
    self.network = network
    self.arena = arena
    inputShapes = network.inputShapes
    outputShapes = network.outputShapes
    for port in program.inputs.values {
      memset(address(of: port), 0, port.shape.reduce(port.element.size, *))
    }
  }

  func input(_ name: String) -> UnsafeMutableBufferPointer<Float> {
    guard let port = network.program.inputs[name], port.element == .float32 else {
      preconditionFailure("the network has no input named \(name)")
    }
    return elements(of: port)
  }

  func takesLevels(_ name: String) -> Bool {
    network.program.inputs[name]?.element == .uint8
  }

  func levels(_ name: String) -> UnsafeMutableBufferPointer<UInt8> {
    guard let port = network.program.inputs[name], port.element == .uint8 else {
      preconditionFailure("the network has no levels named \(name)")
    }
    return elements(of: port)
  }

  func output(_ name: String) -> UnsafeBufferPointer<Float> {
    guard let port = network.program.outputs[name] else {
      preconditionFailure("the network has no output named \(name)")
    }
    return UnsafeBufferPointer(elements(of: port))
  }

  var layerTimes: [LayerTime] {
    commands.times.reduce(into: []) { layers, step in
      if layers.last?.name == step.name {
        layers[layers.count - 1].seconds += step.seconds
      } else {
        layers.append(step)
      }
    }
  }

  func run() throws {
    ThreadCount.use(network.threads)
    try commands.run()
  }

  private func address(of port: OneDNNProgram.Port) -> UnsafeMutableRawPointer {
    switch port.place {
    case .scratch(let buffer): arena.start + network.arena.offsets[buffer]
    case .constant(let constant): network.program.constants[constant].start
    }
  }

  private func elements<Element>(
    of port: OneDNNProgram.Port
  ) -> UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(
      start: address(of: port).assumingMemoryBound(to: Element.self),
      count: port.shape.reduce(1, *))
  }
}
