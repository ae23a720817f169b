/// What of a network learns and what has to be differentiated for it; the same for every engine.
struct LearningStructure {
  /// A parameter or another stored tensor.
  struct Stored: Hashable {
    let name: String
    let shape: [Int]
    var count: Int { shape.reduce(1, *) }
  }

  /// What has a gradient, in the order of the network's operations.
  let parameters: [Stored]
  /// What is stored without having one.
  let states: [Stored]
  /// For each node, whether an output depends on it.
  let isNeeded: [Bool]
  /// For each node, whether the gradient of its value is needed.
  let needsGradient: [Bool]
  private let learned: Set<String>
  private let options: TrainingOptions

  /// - Parameter shapes: Of the values of the network's nodes.
  init(_ network: Network, shapes: [[Int]], options: TrainingOptions) throws {
    try Self.check(options, for: network)
    for node in network.nodes {
      switch node.operation {
      case .levels, .quantizedConvolution:
        throw NetworkError.node(
          node.name, found: node.operation.title, expected: "floats, for there to be a gradient")
      default: break
      }
    }
    let isNeeded = Self.neededNodes(of: network)
    var (learned, frozen, seen): ([Stored], [Stored], Set<String>) = ([], [], [])
    for (index, node) in network.nodes.enumerated() {
      for (name, shape) in try node.parameterShapes() {
        let stored = Stored(name: name, shape: shape)
        let learns =
          isNeeded[index] && !options.freezes(node.name) && !Self.isStatistic(name)
        // A name may come twice: what one node of that name learns is learned.
        if learns {
          if seen.insert(name).inserted { learned.append(stored) }
        } else if !frozen.contains(stored) {
          frozen.append(stored)
        }
      }
    }
    parameters = learned
    states = frozen.filter { !seen.contains($0.name) }
    self.learned = seen
    self.isNeeded = isNeeded
    self.options = options
    needsGradient = try Self.differentiatedNodes(of: network, learned: seen, options: options)
    for (index, node) in network.nodes.enumerated() where isNeeded[index] {
      guard case .batchNormalization = node.operation, usesBatchStatistics(node) else { continue }
      let values = shapes[index][0] * shapes[index].dropFirst(2).reduce(1, *)
      guard values > 1 else {
        throw NetworkError.node(
          node.name, found: "one value for each channel",
          expected: "two or more, to learn from their spread")
      }
    }
  }

  /// Whether a parameter has a gradient.
  func learns(_ name: String) -> Bool { learned.contains(name) }

  /// Whether a batch normalization uses the statistics of the batch.
  func usesBatchStatistics(_ node: Network.Node) -> Bool {
    !options.freezes(node.name) && !options.freezesStatistics(of: node.name)
  }

  private static func isStatistic(_ name: String) -> Bool {
    name.hasSuffix(".running_mean") || name.hasSuffix(".running_var")
  }

  private static func check(_ options: TrainingOptions, for network: Network) throws {
    try ThreadCount.check(options.threads)
    let inputs = network.nodes.filter { $0.operation == .input }.map(\.name)
    let layers = network.nodes.filter { !$0.operation.isInput }.map(\.name)
    let unknownInputs = options.inputGradients.subtracting(inputs)
    guard unknownInputs.isEmpty else {
      throw NetworkError.inputs(found: unknownInputs.sorted(), expected: inputs.sorted())
    }
    for name in options.frozen.union(options.frozenStatistics).sorted() {
      guard layers.contains(where: { name.covers($0) }) else {
        throw NetworkError.unknownLayer(name)
      }
    }
    guard (0...1).contains(options.statisticsMomentum) else {
      throw NetworkError.statisticsMomentum(found: options.statisticsMomentum)
    }
  }

  private static func neededNodes(of network: Network) -> [Bool] {
    var needed = Array(repeating: false, count: network.nodes.count)
    for output in network.outputs { needed[output.value.node] = true }
    for (index, node) in network.nodes.enumerated().reversed() where needed[index] {
      for input in node.inputs { needed[input.node] = true }
    }
    return needed
  }

  private static func differentiatedNodes(
    of network: Network, learned: Set<String>, options: TrainingOptions
  ) throws -> [Bool] {
    var differentiated: [Bool] = []
    for node in network.nodes {
      let learns = try node.parameterShapes().contains { learned.contains($0.name) }
      let isWantedInput =
        node.operation == .input && options.inputGradients.contains(node.name)
      differentiated.append(
        learns || isWantedInput || node.inputs.contains { differentiated[$0.node] })
    }
    return differentiated
  }
}

extension TrainingOptions {
  fileprivate func freezes(_ layer: String) -> Bool {
    frozen.contains { $0.covers(layer) }
  }

  fileprivate func freezesStatistics(of layer: String) -> Bool {
    frozenStatistics.contains { $0.covers(layer) }
  }
}

extension String {
  /// Whether this is a layer's name, or that of a group of layers which it belongs to.
  fileprivate func covers(_ layer: String) -> Bool {
    layer == self || layer.hasPrefix(self + ".")
  }
}
