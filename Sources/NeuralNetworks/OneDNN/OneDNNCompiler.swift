import COneDNN

/// Turns a network into a ``OneDNNProgram``: chooses a primitive for every operation, lets it choose
/// its layouts, and puts reorders where what is there and what is wanted differ.
struct OneDNNCompiler {
  /// A value in memory.
  struct Placed {
    let place: OneDNNProgram.Place
    /// Bytes from the beginning of the place.
    var offset = 0
    let layout: OneDNNLayout

    /// The value as an argument of a step, from `offset` bytes on.
    func argument(_ role: Int32, offset: Int = 0) -> OneDNNProgram.Argument {
      OneDNNProgram.Argument(
        role: role, place: place, offset: self.offset + offset, layout: layout)
    }
  }

  var program = OneDNNProgram()
  /// Of the values of the network's nodes.
  let shapes: [[Int]]
  /// What convolutions compute with.
  let element: OneDNNElement
  /// The values that nothing but convolutions take: they are kept in ``element``.
  private var valuesForConvolutions: Set<Int> = []
  /// Where the values of the network's nodes are, one for every layout they are needed in. The first
  /// is the one that the operation itself wrote.
  private var placed: [Int: [Placed]] = [:]

  /// Compiles a network whose parameters have been checked.
  ///
  /// - Parameters:
  ///   - shapes: Of the values of the network's nodes.
  ///   - element: What convolutions of floats compute with.
  static func compile(
    _ network: Network, parameters: [String: Tensor], shapes: [[Int]], element: OneDNNElement
  ) throws -> OneDNNProgram {
    var compiler = OneDNNCompiler(shapes: shapes, element: element)
    for (index, node) in network.nodes.enumerated() {
      switch node.operation {
      case .input: try compiler.addInput(node.name, value: index)
      case .levels: try compiler.addLevels(node.name, value: index)
      default: break
      }
    }
    let fused = FusedNetwork(network, parameters: parameters)
    compiler.valuesForConvolutions = fused.valuesForConvolutions
    for node in fused.nodes { try compiler.add(node) }
    for output in network.outputs { try compiler.addOutput(output) }
    return compiler.program
  }

  /// - Parameters:
  ///   - shapes: Of the values of the network's nodes.
  ///   - element: What convolutions of floats compute with.
  init(shapes: [[Int]], element: OneDNNElement = .float32) {
    self.shapes = shapes
    self.element = element
  }

  mutating func addInput(_ name: String, value: Int) throws {
    try addInput(
      name, value: value, layout: OneDNNLayout(dense: shapes[value], node: name))
  }

  /// An input of bytes, whose channels run fastest.
  private mutating func addLevels(_ name: String, value: Int) throws {
    guard shapes[value].count == 4 else {
      throw NetworkError.node(name, found: "shape \(shapes[value])", expected: "(N, C, H, W)")
    }
    try addInput(
      name, value: value,
      layout: OneDNNLayout(channelsLast: shapes[value], element: .uint8, node: name))
  }

  private mutating func addInput(_ name: String, value: Int, layout: OneDNNLayout) throws {
    // Inputs keep their values between runs, so nothing else may use their memory.
    let buffer = addBuffer(layout, lifetime: 0...Int.max)
    placed[value] = [Placed(place: buffer, layout: layout)]
    program.inputs[name] = OneDNNProgram.Port(
      place: buffer, shape: shapes[value], element: layout.element ?? .float32)
  }

  mutating func addOutput(_ output: Network.Output) throws {
    let shape = shapes[output.value.node]
    let dense = try self.value(
      output.value.node, in: OneDNNLayout(dense: shape, node: output.name), for: output.name)
    keep(dense)
    program.outputs[output.name] = OneDNNProgram.Port(place: dense.place, shape: shape)
  }

  /// Lets nothing that is computed later use a value's memory.
  mutating func keep(_ value: Placed) {
    guard case .scratch(let buffer) = value.place else { return }
    let first = program.buffers[buffer].lifetime.lowerBound
    program.buffers[buffer].lifetime = first...Int.max
  }

  private mutating func add(_ node: FusedNetwork.Node) throws {
    switch node.operation {
    case .convolution(let convolution, let weights, let bias):
      try addConvolution(convolution, weights: weights, bias: bias, node: node)
    case .quantizedConvolution(let convolution, let weights, let bias, let scale):
      try addQuantizedConvolution(
        convolution, weights: weights, bias: bias, scale: scale, node: node)
    case .channelTransform(let transform):
      try addChannelTransform(transform, node: node)
    case .activation:
      try addActivation(node)
    case .pooling(let pooling):
      try addPooling(pooling, node: node)
    case .addition:
      try addAddition(node)
    case .concatenation:
      try addConcatenation(node)
    case .matrixProduct:
      try addMatrixProduct(node)
    case .crossCorrelation(.plain):
      try addPlainCrossCorrelation(node)
    case .crossCorrelation(.everyPair):
      try addCorrelationOfEveryPair(node)
    case .crossCorrelation(.depthwise):
      try addDepthwiseCrossCorrelation(node)
    }
  }

  // MARK: What the operations' files use

  /// A value as the operation that computes it wrote it.
  func value(_ node: Int, for name: String) throws -> Placed {
    guard let first = placed[node]?.first else {
      throw OneDNNError(node: name, action: "find its input", status: .invalidArguments)
    }
    return first
  }

  /// A value in a certain layout, reordered if it is not there yet.
  mutating func value(
    _ node: Int, in layout: OneDNNLayout, for name: String
  ) throws -> Placed {
    let source = try value(node, for: name)
    if let found = placed[node]?.first(where: { $0.layout.isSame(as: layout) }) { return found }
    let copy = try self.copy(source, in: layout, for: name)
    placed[node]?.append(copy)
    return copy
  }

  /// What `source` holds, in a certain layout: itself, or a copy.
  mutating func copy(
    _ source: Placed, in layout: OneDNNLayout, for name: String
  ) throws -> Placed {
    if source.layout.isSame(as: layout) { return source }
    let copy = addScratch(layout)
    try addReorder(from: source, to: copy, node: name)
    return copy
  }

  /// The numbers that a convolution writes its result in.
  func resultElement(_ node: FusedNetwork.Node) -> OneDNNElement {
    valuesForConvolutions.contains(node.value) ? element : .float32
  }

  /// Says where the value of a node of the network is.
  mutating func define(_ node: Int, _ value: Placed) {
    placed[node] = [value]
  }

  /// Adds a step that copies a value into another layout.
  ///
  /// - Parameter accumulates: Whether the values are added to what the destination holds.
  mutating func addReorder(
    from source: Placed, sourceOffset: Int = 0, to destination: Placed, accumulates: Bool = false,
    node: String
  ) throws {
    let primitive = try OneDNNPrimitive.reorder(
      from: source.layout, to: destination.layout, accumulates: accumulates, node: node)
    addStep(
      node, primitive,
      [
        source.argument(DNNL_ARG_FROM, offset: sourceOffset), destination.argument(DNNL_ARG_TO),
      ])
  }

  /// Adds a step, with scratch memory if the primitive needs some.
  mutating func addStep(
    _ node: String, _ primitive: OneDNNPrimitive, _ arguments: [OneDNNProgram.Argument]
  ) {
    var arguments = arguments
    if let layout = primitive.layout(dnnl_query_scratchpad_md), layout.size > 0 {
      arguments.append(addScratch(layout).argument(DNNL_ARG_SCRATCHPAD))
    }
    append(.primitive(primitive, arguments), node: node, using: arguments.map(\.place))
  }

  /// Adds a step that oneDNN does not compute.
  ///
  /// - Parameter bind: Given the memory of `values`, makes what is called in every run.
  mutating func addStep(
    _ node: String, on values: [Placed],
    bind: @escaping @Sendable ([UnsafeMutableRawPointer]) throws -> () throws -> Void
  ) {
    let arguments = values.map { $0.argument(0) }
    append(
      .function(OneDNNProgram.Function(arguments: arguments, bind: bind)), node: node,
      using: arguments.map(\.place))
  }

  private mutating func append(
    _ work: OneDNNProgram.Work, node: String, using places: [OneDNNProgram.Place]
  ) {
    let step = program.steps.count
    program.steps.append(OneDNNProgram.Step(node: node, work: work))
    for case .scratch(let buffer) in places {
      let lifetime = program.buffers[buffer].lifetime
      program.buffers[buffer].lifetime = lifetime.lowerBound...max(lifetime.upperBound, step)
    }
  }

  /// Adds scratch memory that is written by the next step.
  mutating func addScratch(_ layout: OneDNNLayout) -> Placed {
    Placed(place: addBuffer(layout), layout: layout)
  }

  /// Adds memory that keeps what is written into it from run to run.
  mutating func addKept(_ layout: OneDNNLayout) -> Placed {
    Placed(place: addBuffer(layout, lifetime: 0...Int.max), layout: layout)
  }

  private mutating func addBuffer(
    _ layout: OneDNNLayout, lifetime: ClosedRange<Int>? = nil
  ) -> OneDNNProgram.Place {
    let step = program.steps.count
    program.buffers.append(Arena.Buffer(size: layout.size, lifetime: lifetime ?? step...step))
    return .scratch(program.buffers.count - 1)
  }

  /// Adds memory that every plan reads, with `values`, dense in `shape`, in the layout `packed`.
  mutating func addConstant(
    _ values: [Float], shape: [Int], as packed: OneDNNLayout, node: String
  ) throws -> Placed {
    let memory = try AlignedMemory(size: packed.size, node: node)
    try OneDNNPrimitive.pack(
      values, from: OneDNNLayout(dense: shape, node: node), to: packed, memory, node: node)
    program.constants.append(memory)
    return Placed(place: .constant(program.constants.count - 1), layout: packed)
  }
}
