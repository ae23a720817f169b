import COneDNN

/// Turns a network into a ``OneDNNTrainingProgram``: every operation becomes primitives that keep
/// what its gradient needs, and leaves on a tape how the gradient is computed; then the tape is run
/// from its end.
struct OneDNNTrainingCompiler {
  typealias Placed = OneDNNCompiler.Placed
  /// Adds the steps that turn the gradient of a node's value into those of its inputs.
  typealias Backward = (inout OneDNNTrainingCompiler, _ gradient: Placed) throws -> Void

  /// Makes steps, and knows where the values of the nodes are.
  var compiler: OneDNNCompiler
  let network: Network
  let structure: LearningStructure
  let options: TrainingOptions
  /// What values and their gradients are kept in.
  let element: OneDNNElement
  let winograd: WinogradChoice
  /// Weights as Winograd's transform leaves them, by their names.
  var winogradWeights: [WinogradWeights: Placed] = [:]
  /// The convolutions that go by way of Winograd's transforms, by the names of their weights, and
  /// what has been summed up of the weights' gradients.
  var winogradUses: [String: Int] = [:]
  var winogradSums: [String: [Placed]] = [:]

  private var program: OneDNNTrainingProgram
  private var tape: [(node: Int, backward: Backward)] = []
  /// The gradients that the uses of each node's value have given so far.
  private var contributions: [Int: [Placed]] = [:]
  /// Parameters in the layouts that primitives want.
  private var packed: [String: [Placed]] = [:]
  /// Parameters that have got a gradient in this pass.
  private var written: Set<String> = []
  /// Nodes whose values are computed together with those of others.
  private var computed: Set<Int> = []

  /// Compiles a network whose parameters have been checked.
  ///
  /// - Parameter shapes: Of the values of the network's nodes.
  static func compile(
    _ network: Network, structure: LearningStructure, shapes: [[Int]], options: TrainingOptions,
    winograd: WinogradChoice
  ) throws -> OneDNNTrainingProgram {
    var compiler = try OneDNNTrainingCompiler(
      network, structure: structure, shapes: shapes, options: options, winograd: winograd)
    try compiler.addForward()
    try compiler.addBackward()
    compiler.program.program = compiler.compiler.program
    return compiler.program
  }

  private init(
    _ network: Network, structure: LearningStructure, shapes: [[Int]], options: TrainingOptions,
    winograd: WinogradChoice
  ) throws {
    self.winograd = winograd
    self.network = network
    self.structure = structure
    self.options = options
    element = options.precision == .bfloat16 ? .bfloat16 : .float32
    var compiler = OneDNNCompiler(shapes: shapes)
    func kept(_ stored: [LearningStructure.Stored]) throws -> OneDNNParameters {
      let count = max(stored.reduce(0) { $0 + $1.count }, 1)
      let layout = try OneDNNLayout(dense: [count], node: "parameters")
      return OneDNNParameters(stored, in: compiler.addKept(layout).place)
    }
    program = OneDNNTrainingProgram(
      parameters: try kept(structure.parameters), gradients: try kept(structure.parameters),
      states: try kept(structure.states))
    self.compiler = compiler
  }

  // MARK: The two passes

  private mutating func addForward() throws {
    for (index, node) in network.nodes.enumerated() where node.operation == .input {
      try compiler.addInput(node.name, value: index)
    }
    for (index, node) in network.nodes.enumerated()
    where structure.isNeeded[index] && !computed.contains(index) {
      try add(node, index)
    }
    for output in network.outputs { try compiler.addOutput(output) }
    program.backward = compiler.program.steps.count
  }

  private mutating func add(_ node: Network.Node, _ index: Int) throws {
    switch node.operation {
    case .input, .levels, .quantizedConvolution: break
    case .convolution(let convolution):
      let geometry = winogradGeometry(
        of: convolution, input: node.inputs[0].node, result: index)
      if let geometry {
        program.winogradLayers.insert(node.name)
        try addWinogradConvolution(geometry, node, index)
      } else {
        try addConvolution(convolution, node, index)
      }
    case .batchNormalization(let normalization):
      try addBatchNormalization(normalization, node, index)
    case .activation(let activation): try addActivation(activation, node, index)
    case .pooling(let pooling): try addPooling(pooling, node, index)
    case .addition: try addAddition(node, index)
    case .concatenation: try addConcatenation(node, index)
    case .matrixProduct: try addMatrixProduct(node, index)
    case .crossCorrelation(.plain): try addPlainCrossCorrelation(node, index)
    case .crossCorrelation(.everyPair): try addCorrelationOfEveryPair(node, index)
    case .crossCorrelation(.depthwise): try addDepthwiseCrossCorrelation(node, index)
    }
  }

  private mutating func addBackward() throws {
    for output in network.outputs {
      let shape = shapes[output.value.node]
      let gradient = compiler.addKept(try OneDNNLayout(dense: shape, node: output.name))
      program.outputGradients[output.name] = .init(place: gradient.place, shape: shape)
      addGradient(gradient, to: output.value)
    }
    for (node, backward) in tape.reversed() {
      if let gradient = try gradient(of: node) { try backward(&self, gradient) }
    }
    for (index, node) in network.nodes.enumerated() where node.operation == .input {
      guard options.inputGradients.contains(node.name) else { continue }
      let layout = try OneDNNLayout(dense: shapes[index], node: node.name)
      let result: Placed
      if let gradient = try gradient(of: index) {
        result = try compiler.copy(gradient, in: layout, for: node.name)
        compiler.keep(result)
      } else {
        result = compiler.addKept(layout)
      }
      program.inputGradients[node.name] = .init(
        place: result.place, offset: result.offset, shape: shapes[index])
    }
  }

  // MARK: What the operations' files use

  /// Of the values of the network's nodes.
  var shapes: [[Int]] { compiler.shapes }

  /// The layout that a primitive shall choose for a node's value or its gradient.
  func anyLayout(of node: Int, name: String) throws -> OneDNNLayout {
    try OneDNNLayout(any: shapes[node], element: element, node: name)
  }

  /// Says where a node's value is, and how its gradient is passed on.
  mutating func define(_ node: Int, _ value: Placed, backward: @escaping Backward) {
    compiler.define(node, value)
    if structure.needsGradient[node] { tape.append((node, backward)) }
  }

  /// Says that the steps for another node compute this one's value, too.
  mutating func leaveOut(_ node: Int) {
    computed.insert(node)
  }

  func needsGradient(_ value: Network.Value) -> Bool { structure.needsGradient[value.node] }

  /// Adds what one use of a value says about its gradient. The memory is only read.
  mutating func addGradient(_ gradient: Placed, to value: Network.Value) {
    guard needsGradient(value) else { return }
    contributions[value.node, default: []].append(gradient)
  }

  /// The gradient of a node's value: the sum over its uses.
  private mutating func gradient(of node: Int) throws -> Placed? {
    guard let all = contributions.removeValue(forKey: node), let first = all.first else {
      return nil
    }
    guard all.count > 1 else { return first }
    let name = network.nodes[node].name
    let layout = try compiler.value(node, for: name).layout
    var sum = try compiler.copy(first, in: layout, for: name)
    for other in all.dropFirst() {
      let other = try compiler.copy(other, in: layout, for: name)
      let primitive = try OneDNNPrimitive(node: name) {
        onednn_describe_addition(&$0, $1, layout.raw, layout.raw, layout.raw, $2)
      }
      let result = compiler.addScratch(layout)
      compiler.addStep(
        name, primitive,
        [
          sum.argument(DNNL_ARG_SRC_0), other.argument(DNNL_ARG_SRC_1),
          result.argument(DNNL_ARG_DST),
        ])
      sum = result
    }
    return sum
  }

  // MARK: Parameters

  /// A parameter or another stored tensor as it is stored, in an equivalent shape if need be.
  func parameter(_ name: String, shape: [Int], node: String) throws -> Placed {
    let group = structure.learns(name) ? program.parameters : program.states
    return try placed(name, in: group, shape: shape, node: node)
  }

  /// A parameter in a certain layout. It is packed once for all its uses.
  mutating func parameter(
    _ name: String, shape: [Int], in layout: OneDNNLayout, node: String
  ) throws -> Placed {
    if let found = packed[name]?.first(where: { $0.layout.isSame(as: layout) }) { return found }
    let source = try parameter(name, shape: shape, node: node)
    let copy = try compiler.copy(source, in: layout, for: node)
    packed[name, default: []].append(copy)
    return copy
  }

  /// Adds what one use of a parameter says about its gradient.
  mutating func addGradient(
    _ gradient: Placed, toParameter name: String, shape: [Int], node: String
  ) throws {
    try addGradient(toParameter: name, shape: shape, node: node) { compiler, sum, accumulates in
      try compiler.addReorder(from: gradient, to: sum, accumulates: accumulates, node: node)
    }
  }

  /// Adds what one use of a parameter says about its gradient.
  ///
  /// - Parameter addStep: Adds the one step that writes it to a dense array, or adds it to what that
  ///   holds.
  mutating func addGradient(
    toParameter name: String, shape: [Int], node: String,
    addStep: (inout OneDNNCompiler, _ sum: Placed, _ accumulates: Bool) throws -> Void
  ) throws {
    let sum = try placed(name, in: program.gradients, shape: shape, node: node)
    if written.insert(name).inserted {
      program.conditions[compiler.program.steps.count] = .replacing
      try addStep(&compiler, sum, false)
      program.conditions[compiler.program.steps.count] = .accumulating
    }
    try addStep(&compiler, sum, true)
  }

  private func placed(
    _ name: String, in group: OneDNNParameters, shape: [Int], node: String
  ) throws -> Placed {
    guard let elements = group.elements[name] else {
      throw OneDNNError(node: node, action: "find \(name)", status: .invalidArguments)
    }
    return Placed(
      place: group.place, offset: elements.lowerBound * MemoryLayout<Float>.stride,
      layout: try OneDNNLayout(dense: shape, node: node))
  }
}
