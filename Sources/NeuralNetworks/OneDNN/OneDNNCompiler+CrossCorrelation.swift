import COneDNN

extension OneDNNCompiler {
  /// Compares every cell of each search region with every cell of its exemplar by one matrix product
  /// for each exemplar, then adds up what belongs to one displacement; see ``ShiftedSum``.
  mutating func addPlainCrossCorrelation(_ node: FusedNetwork.Node) throws {
    let (name, searchNode, exemplarNode) = (node.name, node.inputs[0], node.inputs[1])
    let (searchShape, exemplarShape) = (shapes[searchNode], shapes[exemplarNode])
    let search = try value(
      searchNode, in: OneDNNLayout(channelsLast: searchShape, node: name), for: name)
    let exemplar = try value(
      exemplarNode, in: OneDNNLayout(dense: exemplarShape, node: name), for: name)

    let (exemplars, channels) = (exemplarShape[0], exemplarShape[1])
    let searchCells = searchShape[0] / exemplars * searchShape[2] * searchShape[3]
    let exemplarCells = exemplarShape[2] * exemplarShape[3]
    let searchMatrix = Placed(
      place: search.place,
      layout: try OneDNNLayout(dense: [exemplars, searchCells, channels], node: name))
    let exemplarMatrix = Placed(
      place: exemplar.place,
      layout: try OneDNNLayout(dense: [exemplars, channels, exemplarCells], node: name))
    let products = addScratch(
      try OneDNNLayout(dense: [exemplars, searchCells, exemplarCells], node: name))
    addMatrixProduct(
      try .matrixProduct(
        searchMatrix.layout, exemplarMatrix.layout, destination: products.layout, node: name),
      searchMatrix, exemplarMatrix, products, node: name)

    let scores = addScratch(try OneDNNLayout(dense: shapes[node.value], node: name))
    var (scale, offset): (Float, Float) = (1, 0)
    if case .linear(let fusedScale, let fusedOffset) = node.functions.first {
      (scale, offset) = (fusedScale, fusedOffset)
    }
    let sum = ShiftedSum(
      count: searchShape[0], search: Extent(height: searchShape[2], width: searchShape[3]),
      exemplar: Extent(height: exemplarShape[2], width: exemplarShape[3]), scale: scale,
      offset: offset)
    addStep(name, on: [products, scores]) { memory in
      let (products, scores) = (memory[0].floats, memory[1].floats)
      return { sum(products, into: scores) }
    }
    define(node.value, scores)
  }

  /// A convolution whose weights are the exemplars.
  mutating func addCorrelationOfEveryPair(_ node: FusedNetwork.Node) throws {
    let (name, searchNode, exemplarNode) = (node.name, node.inputs[0], node.inputs[1])
    let convolution = Convolution(exemplars: shapes[exemplarNode])
    let primitive = try OneDNNPrimitive.convolution(
      convolution, source: OneDNNLayout(any: shapes[searchNode], node: name),
      weights: OneDNNLayout(any: convolution.weightShape, node: name), bias: nil,
      destination: OneDNNLayout(any: shapes[node.value], node: name),
      functions: node.elementaryFunctions, node: name)
    let search = try value(
      searchNode, in: primitive.requiredLayout(dnnl_query_src_md, node: name), for: name)
    let exemplars = try value(
      exemplarNode, in: primitive.requiredLayout(dnnl_query_weights_md, node: name), for: name)
    let result = addScratch(try primitive.requiredLayout(dnnl_query_dst_md, node: name))
    addStep(
      name, primitive,
      [
        search.argument(DNNL_ARG_SRC), exemplars.argument(DNNL_ARG_WEIGHTS),
        result.argument(DNNL_ARG_DST),
      ])
    define(node.value, result)
  }

  /// A convolution with one group for each channel, whose weights are the exemplar; one for each
  /// exemplar, on its own search regions.
  mutating func addDepthwiseCrossCorrelation(_ node: FusedNetwork.Node) throws {
    let (name, searchNode, exemplarNode) = (node.name, node.inputs[0], node.inputs[1])
    let (searchShape, exemplarShape) = (shapes[searchNode], shapes[exemplarNode])
    let (exemplars, channels) = (exemplarShape[0], exemplarShape[1])
    let convolution = Convolution(
      inputChannels: channels, outputChannels: channels,
      kernel: Extent(height: exemplarShape[2], width: exemplarShape[3]), groups: channels,
      hasBias: false)

    // The whole batch decides the layouts.
    let whole = try OneDNNPrimitive.convolution(
      convolution, source: OneDNNLayout(any: searchShape, node: name),
      weights: OneDNNLayout(any: convolution.depthwiseWeightShape, node: name), bias: nil,
      destination: OneDNNLayout(any: shapes[node.value], node: name),
      functions: node.elementaryFunctions, node: name)
    let search = try value(
      searchNode, in: whole.requiredLayout(dnnl_query_src_md, node: name), for: name)
    let exemplar = try value(
      exemplarNode, in: OneDNNLayout(dense: exemplarShape, node: name), for: name)
    let result = addScratch(try whole.requiredLayout(dnnl_query_dst_md, node: name))

    let share = searchShape[0] / exemplars
    let part = { (layout: OneDNNLayout, shape: [Int]) in
      try OneDNNLayout(partOf: layout, shape: [share] + shape.dropFirst(), node: name)
    }
    let searchPart = Placed(place: search.place, layout: try part(search.layout, searchShape))
    let resultPart = Placed(
      place: result.place, layout: try part(result.layout, shapes[node.value]))
    let primitive = try OneDNNPrimitive.convolution(
      convolution, source: searchPart.layout,
      weights: OneDNNLayout(any: convolution.depthwiseWeightShape, node: name), bias: nil,
      destination: resultPart.layout, functions: node.elementaryFunctions, node: name)
    let weights = addScratch(try primitive.requiredLayout(dnnl_query_weights_md, node: name))
    let exemplarPart = Placed(
      place: exemplar.place,
      layout: try OneDNNLayout(dense: convolution.depthwiseWeightShape, node: name))
    for index in 0..<exemplars {
      try addReorder(
        from: exemplarPart, sourceOffset: index * exemplarPart.layout.size, to: weights,
        node: name)
      addStep(
        name, primitive,
        [
          searchPart.argument(DNNL_ARG_SRC, offset: index * search.layout.size / exemplars),
          weights.argument(DNNL_ARG_WEIGHTS),
          resultPart.argument(DNNL_ARG_DST, offset: index * result.layout.size / exemplars),
        ])
    }
    define(node.value, result)
  }
}

extension Convolution {
  /// The convolution that compares every place with every exemplar, (M, C, h, w).
  init(exemplars: [Int]) {
    self.init(
      inputChannels: exemplars[1], outputChannels: exemplars[0],
      kernel: Extent(height: exemplars[2], width: exemplars[3]), hasBias: false)
  }

  /// (groups, 1, 1, kH, kW): with the dimension of the groups even where there is one channel.
  var depthwiseWeightShape: [Int] { [groups, 1, 1, kernel.height, kernel.width] }
}
