import COneDNN

/// A convolution's weights, transformed: input channels are the rows of the matrices, or output
/// channels.
struct WinogradWeights: Hashable {
  let name: String
  let isTransposed: Bool
}

/// Which convolutions go by way of Winograd's transforms.
enum WinogradChoice {
  /// Those which that makes faster.
  case whereFaster
  /// All that it can be done for.
  case always
  case never

  /// Whether the processor has what the transforms are written for.
  static var isPossible: Bool { onednn_has_avx512() != 0 }
}

extension OneDNNTrainingCompiler {
  /// The tiles of a convolution that goes by way of Winograd's transforms.
  func winogradGeometry(
    of convolution: Convolution, input: Int, result: Int
  ) -> WinogradGeometry? {
    guard
      winograd != .never, WinogradChoice.isPossible,
      let geometry = WinogradGeometry(
        convolution, input: shapes[input], result: shapes[result],
        isBfloat16: element == .bfloat16, threads: options.threads)
    else { return nil }
    if winograd == .always { return geometry }
    // Measured: 16-bit products are twice as fast, and these are of 32 bits.
    let needed = element == .bfloat16 ? 3.0 : 1.5
    return geometry.directCount > 10_000_000 && geometry.advantage > needed ? geometry : nil
  }

  mutating func addWinogradConvolution(
    _ geometry: WinogradGeometry, _ node: Network.Node, _ index: Int
  ) throws {
    let (name, input) = (node.name, node.inputs[0])
    let passes = try WinogradPasses(geometry, threads: options.threads, node: name)
    let weights = try winogradWeights(passes, node, isTransposed: false)
    let source = try compiler.value(
      input.node,
      in: OneDNNLayout(planes: shapes[input.node], element: element, node: name), for: name)
    let result = compiler.addScratch(
      try OneDNNLayout(planes: shapes[index], element: element, node: name))
    let lanes = try addLanes(passes, isBackward: false, node: name)
    var values = [source, weights, result] + lanes.values
    if geometry.convolution.hasBias {
      values.append(
        try parameter("\(name).bias", shape: [geometry.convolution.outputChannels], node: name))
    }
    compiler.addStep(name, on: values) { memory in
      try passes.bindForward(
        input: memory[0], weights: memory[1],
        bias: geometry.convolution.hasBias ? memory.last : nil, result: memory[2],
        lanes: lanes.bind(memory[3...]))
    }
    winogradUses["\(name).weight", default: 0] += 1
    define(index, result) { compiler, gradient in
      try compiler.addWinogradGradients(
        passes, node, source: source, gradient: gradient, result: index)
    }
  }

  private mutating func addWinogradGradients(
    _ passes: WinogradPasses, _ node: Network.Node, source: Placed, gradient: Placed,
    result index: Int
  ) throws {
    let (name, input) = (node.name, node.inputs[0])
    let learns = structure.learns("\(name).weight")
    let passesOn = needsGradient(input)
    let gradient = try compiler.copy(
      gradient, in: OneDNNLayout(planes: shapes[index], element: element, node: name), for: name)
    let sums = compiler.addScratch(
      try OneDNNLayout(dense: Array(shapes[index].prefix(2)), node: name))
    var values = [source, gradient, sums]
    if passesOn {
      let sourceGradient = compiler.addScratch(
        try OneDNNLayout(planes: shapes[input.node], element: element, node: name))
      addGradient(sourceGradient, to: input)
      values += [try winogradWeights(passes, node, isTransposed: true), sourceGradient]
    } else {
      // Not used.
      values += [source, source]
    }
    let known = winogradSums["\(name).weight"]
    let accumulates = known?.count == passes.geometry.lanes
    let lanes = try addLanes(
      passes, isBackward: true, weightGradients: accumulates ? known : nil, node: name)
    compiler.addStep(name, on: values + lanes.values) { memory in
      try passes.bindBackward(
        input: learns ? memory[0] : nil, transposedWeights: memory[3], gradient: memory[1],
        inputGradient: passesOn ? memory[4] : nil, sums: memory[2], accumulates: accumulates,
        lanes: lanes.bind(memory[5...]))
    }
    guard learns else { return }
    try addWinogradWeightGradient(
      passes, accumulates ? lanes.weightGradients : (known ?? []) + lanes.weightGradients,
      node: name)
    if passes.geometry.convolution.hasBias { try addBiasGradient(sums, node, result: index) }
  }

  /// Adds up the sums over pictures' channels.
  private mutating func addBiasGradient(
    _ sums: Placed, _ node: Network.Node, result index: Int
  ) throws {
    let (pictures, channels) = (shapes[index][0], shapes[index][1])
    let bias = compiler.addScratch(try OneDNNLayout(dense: [channels], node: node.name))
    compiler.addStep(node.name, on: [sums, bias]) { memory in
      let (sums, bias) = (memory[0].floats, memory[1].floats)
      return {
        bias.update(repeating: 0, count: channels)
        for picture in 0..<pictures {
          for channel in 0..<channels { bias[channel] += sums[picture * channels + channel] }
        }
      }
    }
    try addGradient(
      bias, toParameter: "\(node.name).bias", shape: [channels], node: node.name)
  }

  /// The transformed weights, once for all convolutions that share them.
  private mutating func winogradWeights(
    _ passes: WinogradPasses, _ node: Network.Node, isTransposed: Bool
  ) throws -> Placed {
    let name = "\(node.name).weight"
    let key = WinogradWeights(name: name, isTransposed: isTransposed)
    if let found = winogradWeights[key] { return found }
    let weights = try parameter(
      name, shape: passes.geometry.convolution.weightShape, node: node.name)
    let matrices = compiler.addScratch(
      try OneDNNLayout(dense: passes.geometry.weightMatrices, node: node.name))
    let (transforms, threads) = (passes.transforms, options.threads)
    compiler.addStep(node.name, on: [weights, matrices]) { memory in
      let (weights, matrices) = (memory[0].floats, memory[1].floats)
      return {
        ThreadTeam.run(parts: threads) {
          transforms.transformWeights(
            weights, to: matrices, isTransposed: isTransposed, part: $0, parts: threads)
        }
      }
    }
    winogradWeights[key] = matrices
    return matrices
  }

  /// After the last of the convolutions that share the weights: adds up what was summed, and
  /// transforms it back.
  private mutating func addWinogradWeightGradient(
    _ passes: WinogradPasses, _ sums: [Placed], node: String
  ) throws {
    let name = "\(node).weight"
    winogradSums[name] = sums
    winogradUses[name, default: 1] -= 1
    guard winogradUses[name] == 0 else { return }
    let shape = passes.geometry.convolution.weightShape
    let (transforms, threads) = (passes.transforms, options.threads)
    let size = passes.geometry.weightMatrices.reduce(1, *)
    try addGradient(toParameter: name, shape: shape, node: node) {
      compiler, gradient, accumulates in
      compiler.addStep(node, on: sums + [gradient]) { memory in
        let matrices = memory.dropLast().map(\.floats)
        let gradient = memory[memory.count - 1].floats
        return {
          ThreadTeam.run(parts: threads) { part in
            let mine = size * part / threads..<size * (part + 1) / threads
            for other in matrices.dropFirst() {
              for index in mine { matrices[0][index] += other[index] }
            }
          }
          ThreadTeam.run(parts: threads) {
            transforms.transformWeightGradient(
              matrices[0], to: gradient, accumulates: accumulates, part: $0, parts: threads)
          }
        }
      }
    }
  }

  /// - Parameter weightGradients: Memory that holds sums already, for each lane.
  private mutating func addLanes(
    _ passes: WinogradPasses, isBackward: Bool, weightGradients: [Placed]? = nil, node: String
  ) throws -> WinogradLanes {
    func add(_ size: Int) throws -> Placed {
      let count = max(size / MemoryLayout<Float>.stride, 1)
      return compiler.addScratch(try OneDNNLayout(dense: [count], node: node))
    }
    let lanes = try (0..<passes.geometry.lanes).map { lane in
      let both = try [passes.inputTilesSize, passes.resultTilesSize, passes.scratchpadSize].map(add)
      guard isBackward else { return both }
      return try both + [
        add(passes.inputTilesSize), weightGradients?[lane] ?? add(passes.weightsSize),
        add(passes.sumsSize),
      ]
    }
    return WinogradLanes(lanes: lanes)
  }
}

/// The scratch memory of the lanes.
private struct WinogradLanes: @unchecked Sendable {
  // Unchecked: layouts do not change.
  let lanes: [[OneDNNCompiler.Placed]]

  var values: [OneDNNCompiler.Placed] { lanes.flatMap { $0 } }
  var weightGradients: [OneDNNCompiler.Placed] { lanes.map { $0[4] } }

  func bind(_ memory: ArraySlice<UnsafeMutableRawPointer>) -> [WinogradPasses.Lane] {
    let count = lanes[0].count
    return lanes.indices.map { lane in
      let own = memory.dropFirst(lane * count).prefix(count)
      func place(_ index: Int) -> UnsafeMutableRawPointer {
        // The forward pass uses only the first three.
        own[own.startIndex + min(index, count - 1)]
      }
      return WinogradPasses.Lane(
        inputTiles: place(0), resultTiles: place(1), inputGradientTiles: place(3),
        weightGradient: place(4), sums: place(5), scratchpad: place(2))
    }
  }
}
