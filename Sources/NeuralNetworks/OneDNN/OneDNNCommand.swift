import COneDNN
import Glibc

/// Where oneDNN executes primitives: on the calling thread and its OpenMP team.
final class OneDNNStream {
  fileprivate let handle: OpaquePointer

  init() throws {
    var stream: OpaquePointer?
    try OneDNNError.check(
      dnnl_stream_create(
        &stream, try OneDNNProcessor.shared().engine, dnnl_stream_default_flags.rawValue),
      node: "stream",
      action: "be opened")
    guard let stream else {
      throw OneDNNError(node: "stream", action: "be opened", status: .outOfMemory)
    }
    handle = stream
  }

  deinit {
    dnnl_stream_destroy(handle)
  }

  /// Waits until everything is computed.
  func wait() throws {
    try OneDNNError.check(dnnl_stream_wait(handle), node: "stream", action: "finish")
  }
}

/// A primitive with its arguments bound to memory.
final class OneDNNCommand {
  private let primitive: OneDNNPrimitive
  private let node: String
  /// As oneDNN takes them; it owns the memory objects, which own no memory.
  private let arguments: UnsafeMutableBufferPointer<dnnl_exec_arg_t>

  /// Binds arguments. Their memory must outlive the command.
  init(
    _ primitive: OneDNNPrimitive,
    _ arguments: [(role: Int32, layout: OneDNNLayout, start: UnsafeMutableRawPointer?)],
    node: String
  ) throws {
    let engine = try OneDNNProcessor.shared().engine
    self.primitive = primitive
    self.node = node
    self.arguments = .allocate(capacity: arguments.count)
    self.arguments.initialize(repeating: dnnl_exec_arg_t())
    for (index, argument) in arguments.enumerated() {
      try OneDNNError.check(
        dnnl_memory_create(
          &self.arguments[index].memory, argument.layout.raw, engine, argument.start),
        node: node, action: "bind an argument to memory")
      self.arguments[index].arg = argument.role
    }
  }

  deinit {
    for argument in arguments { dnnl_memory_destroy(argument.memory) }
    arguments.deallocate()
  }

  /// Executes the primitive.
  func run(on stream: OneDNNStream) throws {
    try OneDNNError.check(
      dnnl_primitive_execute(
        primitive.handle, stream.handle, Int32(arguments.count), arguments.baseAddress),
      node: node, action: "execute a primitive")
  }
}

/// A program's steps bound to memory, one after another.
struct OneDNNCommands {
  private enum Command {
    case primitive(OneDNNCommand)
    case function(() throws -> Void)
  }

  private let commands: [Command]
  private let nodes: [String]
  private let stopwatch: Stopwatch
  private let stream: OneDNNStream

  /// Binds steps; `start` says where a place begins. The memory must outlive the commands.
  init(
    _ steps: some Collection<OneDNNProgram.Step>,
    start: (OneDNNProgram.Place) -> UnsafeMutableRawPointer
  ) throws {
    commands = try steps.map { step in
      switch step.work {
      case .primitive(let primitive, let arguments):
        let bound = arguments.map { ($0.role, $0.layout, start($0.place) + $0.offset) }
        return .primitive(try OneDNNCommand(primitive, bound, node: step.node))
      case .function(let function):
        return .function(
          try function.bind(function.arguments.map { start($0.place) + $0.offset }))
      }
    }
    nodes = steps.map(\.node)
    stopwatch = Stopwatch(count: commands.count)
    stream = try OneDNNStream()
  }

  /// How long each step took in all runs.
  var times: [LayerTime] {
    zip(nodes, stopwatch.seconds).map { LayerTime(name: $0, seconds: $1) }
  }

  /// Executes the steps, and waits until everything is computed.
  func run() throws {
    stopwatch.start()
    for (index, command) in commands.enumerated() {
      switch command {
      case .primitive(let command): try command.run(on: stream)
      case .function(let function): try function()
      }
      stopwatch.lap(index)
    }
    try stream.wait()
  }
}

/// Adds up how long each of some steps takes; a reading of the clock costs some 30 nanoseconds.
private final class Stopwatch {
  let seconds: UnsafeMutableBufferPointer<Double>
  private var last = 0.0

  init(count: Int) {
    seconds = .allocate(capacity: count)
    seconds.initialize(repeating: 0)
  }

  deinit {
    seconds.deallocate()
  }

  func start() {
    last = Self.now()
  }

  func lap(_ step: Int) {
    let now = Self.now()
    seconds[step] += now - last
    last = now
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

extension UnsafeMutableRawPointer {
  /// The same memory, which holds 32-bit floats.
  var floats: UnsafeMutablePointer<Float> { assumingMemoryBound(to: Float.self) }
}
