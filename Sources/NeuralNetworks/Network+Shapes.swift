extension Network {
  /// The shape of every parameter by its name: what the weights' file has to hold.
  ///
  /// - Throws: ``NetworkError`` when hyper-parameters make no sense, or when two operations of one
  ///   name need parameters of different shapes.
  public func parameterShapes() throws -> [String: [Int]] {
    var shapes: [String: [Int]] = [:]
    for node in nodes {
      for (name, shape) in try node.parameterShapes() {
        if let other = shapes.updateValue(shape, forKey: name), other != shape {
          throw NetworkError.parameterShape(name, found: shape, expected: other)
        }
      }
    }
    return shapes
  }

  /// The shape of every output by its name.
  ///
  /// - Parameter inputs: The shape of every input by its name.
  /// - Throws: ``NetworkError`` naming the node that cannot take its inputs.
  public func outputShapes(inputs: [String: [Int]]) throws -> [String: [Int]] {
    let shapes = try nodeShapes(inputs: inputs)
    return Dictionary(uniqueKeysWithValues: outputs.map { ($0.name, shapes[$0.value.node]) })
  }

  /// The shape of every node's value, in the nodes' order.
  func nodeShapes(inputs: [String: [Int]]) throws -> [[Int]] {
    try checkNames(inputs: inputs)
    var shapes: [[Int]] = []
    for node in nodes {
      let shape =
        switch node.operation {
        case .input, .levels: inputs[node.name] ?? []
        default: try node.shape(inputs: node.inputs.map { shapes[$0.node] })
        }
      try node.check(shape)
      shapes.append(shape)
    }
    return shapes
  }

  /// Throws unless the given parameters include what the network needs.
  func check(parameters: [String: Tensor]) throws {
    for (name, shape) in try parameterShapes().sorted(by: { $0.key < $1.key }) {
      guard let parameter = parameters[name] else {
        throw NetworkError.missingParameter(name, shape: shape)
      }
      guard parameter.shape == shape else {
        throw NetworkError.parameterShape(name, found: parameter.shape, expected: shape)
      }
    }
  }

  private func checkNames(inputs: [String: [Int]]) throws {
    let names = nodes.filter { $0.operation.isInput }.map(\.name).sorted()
    guard names == inputs.keys.sorted() else {
      throw NetworkError.inputs(found: inputs.keys.sorted(), expected: names)
    }
    let outputNames = outputs.map(\.name)
    guard !outputNames.isEmpty, Set(outputNames).count == outputNames.count else {
      throw NetworkError.outputs(found: outputNames)
    }
  }
}

extension Network.Node {
  /// Upper bounds that keep the arithmetic below from overflowing; far beyond any real network.
  private static let largestExtent = 1 << 24
  private static let mostElements = Int(Int32.max)

  /// The shape of every parameter by its name.
  func parameterShapes() throws -> [(name: String, shape: [Int])] {
    switch operation {
    case .convolution(let convolution):
      try check(convolution)
      try check(convolution.weightShape)
      let weight = (name: "\(name).weight", shape: convolution.weightShape)
      let bias = (name: "\(name).bias", shape: [convolution.outputChannels])
      return convolution.hasBias ? [weight, bias] : [weight]
    case .quantizedConvolution(let quantized):
      let convolution = quantized.convolution
      try check(convolution)
      try check(convolution.weightShape)
      return [
        ("\(name).weight", convolution.weightShape), ("\(name).bias", [convolution.outputChannels]),
        ("\(name).scale", [convolution.outputChannels]),
      ]
    case .batchNormalization(let normalization):
      try check(normalization)
      return ["weight", "bias", "running_mean", "running_var"].map {
        (name: "\(name).\($0)", shape: [normalization.channels])
      }
    default:
      return []
    }
  }

  /// The shape of this node's value.
  fileprivate func shape(inputs: [[Int]]) throws -> [Int] {
    switch operation {
    case .input, .levels: []
    case .activation: inputs[0]
    case .convolution(let convolution): try shape(of: convolution, input: inputs[0])
    case .quantizedConvolution(let quantized):
      try shape(of: quantized.convolution, input: inputs[0])
    case .batchNormalization(let normalization): try shape(of: normalization, input: inputs[0])
    case .pooling(let pooling): try shape(of: pooling, input: inputs[0])
    case .addition: try sumShape(inputs[0], inputs[1])
    case .concatenation: try concatenationShape(inputs)
    case .matrixProduct: try matrixProductShape(inputs[0], inputs[1])
    case .crossCorrelation(let kind):
      try shape(of: kind, search: inputs[0], exemplar: inputs[1])
    }
  }

  /// Throws unless `shape` is one that memory can be had for.
  fileprivate func check(_ shape: [Int]) throws {
    guard (1...6).contains(shape.count), shape.allSatisfy({ $0 >= 1 }) else {
      throw NetworkError.node(
        name, found: "shape \(shape)", expected: "1 to 6 dimensions, each of 1 or more")
    }
    var elements = 1
    for extent in shape {
      let (product, overflow) = elements.multipliedReportingOverflow(by: extent)
      guard !overflow, product <= Self.mostElements else {
        throw NetworkError.node(
          name, found: "shape \(shape)", expected: "at most \(Self.mostElements) elements")
      }
      elements = product
    }
  }

  private func check(_ convolution: Convolution) throws {
    try checkRange(convolution.inputChannels, "input channels", from: 1)
    try checkRange(convolution.outputChannels, "output channels", from: 1)
    try checkRange(convolution.groups, "groups", from: 1)
    try check(convolution.kernel, "kernel")
    try check(convolution.stride, "stride")
    try check(convolution.dilation, "dilation")
    try check(convolution.padding)
    let channels = [convolution.inputChannels, convolution.outputChannels]
    guard channels.allSatisfy({ $0 % convolution.groups == 0 }) else {
      throw NetworkError.node(
        name, found: "\(convolution.groups) groups",
        expected: "a divisor of \(channels[0]) input and \(channels[1]) output channels")
    }
  }

  private func check(_ normalization: BatchNormalization) throws {
    try checkRange(normalization.channels, "channels", from: 1)
    guard normalization.epsilon >= 0, normalization.epsilon.isFinite else {
      throw NetworkError.node(
        name, found: "epsilon \(normalization.epsilon)", expected: "a finite number from 0 on")
    }
  }

  private func check(_ extent: Extent, _ what: String) throws {
    try checkRange(extent.height, "\(what) height", from: 1)
    try checkRange(extent.width, "\(what) width", from: 1)
  }

  private func check(_ padding: Padding) throws {
    for side in [padding.top, padding.left, padding.bottom, padding.right] {
      try checkRange(side, "padding", from: 0)
    }
  }

  private func checkRange(_ number: Int, _ what: String, from minimum: Int) throws {
    guard (minimum...Self.largestExtent).contains(number) else {
      throw NetworkError.node(
        name, found: "\(what) \(number)", expected: "\(minimum) to \(Self.largestExtent)")
    }
  }

  private func shape(of convolution: Convolution, input: [Int]) throws -> [Int] {
    try check(convolution)
    try checkFeatureMap(input, channels: convolution.inputChannels)
    let reach = Extent(
      height: convolution.dilation.height * (convolution.kernel.height - 1) + 1,
      width: convolution.dilation.width * (convolution.kernel.width - 1) + 1)
    let places = try places(
      input: input, window: reach, stride: convolution.stride, padding: convolution.padding)
    return [input[0], convolution.outputChannels] + places
  }

  private func shape(of normalization: BatchNormalization, input: [Int]) throws -> [Int] {
    try check(normalization)
    guard input.count >= 2, input[1] == normalization.channels else {
      throw NetworkError.node(
        name, found: "an input of shape \(input)", expected: "(N, \(normalization.channels), …)")
    }
    return input
  }

  private func shape(of pooling: Pooling, input: [Int]) throws -> [Int] {
    try check(pooling.kernel, "kernel")
    try check(pooling.stride, "stride")
    try check(pooling.padding)
    try checkFeatureMap(input, channels: nil)
    let padding = pooling.padding
    guard
      max(padding.top, padding.bottom) < pooling.kernel.height,
      max(padding.left, padding.right) < pooling.kernel.width
    else {
      throw NetworkError.node(
        name, found: "padding \(padding)", expected: "less than the kernel, \(pooling.kernel)")
    }
    let places = try places(
      input: input, window: pooling.kernel, stride: pooling.stride, padding: padding)
    return [input[0], input[1]] + places
  }

  /// How often a window fits into the padded input, by rows and columns.
  private func places(
    input: [Int], window: Extent, stride: Extent, padding: Padding
  ) throws -> [Int] {
    let height = input[2] + padding.top + padding.bottom
    let width = input[3] + padding.left + padding.right
    guard window.height <= height, window.width <= width else {
      throw NetworkError.node(
        name, found: "an input of \(height)×\(width) with its padding",
        expected: "at least \(window)")
    }
    return [
      (height - window.height) / stride.height + 1, (width - window.width) / stride.width + 1,
    ]
  }

  private func checkFeatureMap(_ input: [Int], channels: Int?) throws {
    guard input.count == 4, channels == nil || input[1] == channels else {
      throw NetworkError.node(
        name, found: "an input of shape \(input)",
        expected: "(N, \(channels.map(String.init) ?? "C"), H, W)")
    }
  }

  private func sumShape(_ first: [Int], _ second: [Int]) throws -> [Int] {
    guard first == second else {
      throw NetworkError.node(
        name, found: "inputs of shapes \(first) and \(second)", expected: "equal shapes")
    }
    return first
  }

  private func concatenationShape(_ inputs: [[Int]]) throws -> [Int] {
    guard var shape = inputs.first, shape.count >= 2 else {
      throw NetworkError.node(
        name, found: "inputs of shapes \(inputs)", expected: "one or more (N, C, …)")
    }
    for other in inputs.dropFirst() {
      guard
        other.count == shape.count,
        shape.indices.allSatisfy({ $0 == 1 || shape[$0] == other[$0] })
      else {
        throw NetworkError.node(
          name, found: "inputs of shapes \(inputs)",
          expected: "shapes that differ in nothing but channels")
      }
      shape[1] += other[1]
    }
    return shape
  }

  private func matrixProductShape(_ first: [Int], _ second: [Int]) throws -> [Int] {
    let rank = first.count
    guard
      rank >= 2, second.count == rank, first.dropLast(2) == second.dropLast(2),
      first[rank - 1] == second[rank - 2]
    else {
      throw NetworkError.node(
        name, found: "inputs of shapes \(first) and \(second)",
        expected: "(…, I, K) and (…, K, J) with equal leading dimensions")
    }
    return first.dropLast() + [second[rank - 1]]
  }

  private func shape(
    of kind: CrossCorrelation, search: [Int], exemplar: [Int]
  ) throws -> [Int] {
    guard
      search.count == 4, exemplar.count == 4,
      kind == .everyPair || search[0] % exemplar[0] == 0, search[1] == exemplar[1],
      search[2] >= exemplar[2], search[3] >= exemplar[3]
    else {
      throw NetworkError.node(
        name, found: "search \(search) and exemplar \(exemplar)",
        expected: "search (N, C, H, W) and exemplar (M, C, h, w), N a multiple of M, h ≤ H, w ≤ W")
    }
    let channels =
      switch kind {
      case .plain: 1
      case .everyPair: exemplar[0]
      case .depthwise: search[1]
      }
    return [search[0], channels, search[2] - exemplar[2] + 1, search[3] - exemplar[3] + 1]
  }
}
