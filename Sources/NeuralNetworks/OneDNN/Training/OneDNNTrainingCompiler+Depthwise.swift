import COneDNN

extension OneDNNTrainingCompiler {
  /// A convolution with one group for each channel, whose weights are the exemplar; one for each
  /// exemplar, on its own search regions. In 32-bit floats, which oneDNN has fast kernels for.
  mutating func addDepthwiseCrossCorrelation(_ node: Network.Node, _ index: Int) throws {
    let (name, searchValue, exemplarValue) = (node.name, node.inputs[0], node.inputs[1])
    let correlation = try DepthwiseCorrelation(
      search: shapes[searchValue.node], exemplar: shapes[exemplarValue.node],
      result: shapes[index], node: name)
    let search = try compiler.value(searchValue.node, in: correlation.search, for: name)
    let exemplar = try compiler.value(exemplarValue.node, in: correlation.exemplar, for: name)
    let result = compiler.addScratch(correlation.result)
    let weights = compiler.addScratch(
      try correlation.forward.requiredLayout(dnnl_query_weights_md, node: name))
    for item in 0..<correlation.exemplars {
      try compiler.addReorder(
        from: correlation.exemplarPart(exemplar, item), to: weights, node: name)
      compiler.addStep(
        name, correlation.forward,
        [
          correlation.searchPart(search, item).argument(DNNL_ARG_SRC),
          weights.argument(DNNL_ARG_WEIGHTS),
          correlation.resultPart(result, item).argument(DNNL_ARG_DST),
        ])
    }
    define(index, result) { compiler, gradient in
      let gradient = try compiler.compiler.copy(gradient, in: correlation.result, for: name)
      if compiler.needsGradient(searchValue) {
        try compiler.addSearchGradient(
          correlation, exemplar: exemplar, gradient: gradient, to: searchValue, node: name)
      }
      if compiler.needsGradient(exemplarValue) {
        try compiler.addExemplarGradient(
          correlation, search: search, gradient: gradient, to: exemplarValue, node: name)
      }
    }
  }

  private mutating func addSearchGradient(
    _ correlation: DepthwiseCorrelation, exemplar: Placed, gradient: Placed,
    to value: Network.Value, node: String
  ) throws {
    let backward = try correlation.searchGradient(node: node)
    let weights = compiler.addScratch(
      try backward.requiredLayout(dnnl_query_weights_md, node: node))
    let result = compiler.addScratch(correlation.search)
    for item in 0..<correlation.exemplars {
      try compiler.addReorder(
        from: correlation.exemplarPart(exemplar, item), to: weights, node: node)
      compiler.addStep(
        node, backward,
        [
          correlation.resultPart(gradient, item).argument(DNNL_ARG_DIFF_DST),
          weights.argument(DNNL_ARG_WEIGHTS),
          correlation.searchPart(result, item).argument(DNNL_ARG_DIFF_SRC),
        ])
    }
    addGradient(result, to: value)
  }

  private mutating func addExemplarGradient(
    _ correlation: DepthwiseCorrelation, search: Placed, gradient: Placed,
    to value: Network.Value, node: String
  ) throws {
    let backward = try correlation.exemplarGradient(node: node)
    let weights = compiler.addScratch(
      try backward.requiredLayout(dnnl_query_diff_weights_md, node: node))
    let result = compiler.addScratch(correlation.exemplar)
    for item in 0..<correlation.exemplars {
      compiler.addStep(
        node, backward,
        [
          correlation.resultPart(gradient, item).argument(DNNL_ARG_DIFF_DST),
          correlation.searchPart(search, item).argument(DNNL_ARG_SRC),
          weights.argument(DNNL_ARG_DIFF_WEIGHTS),
        ])
      try compiler.addReorder(
        from: weights, to: correlation.exemplarPart(result, item), node: node)
    }
    addGradient(result, to: value)
  }
}

/// The layouts and primitives of a depthwise cross-correlation.
private struct DepthwiseCorrelation {
  typealias Placed = OneDNNCompiler.Placed

  /// How many there are.
  let exemplars: Int
  let search: OneDNNLayout
  let exemplar: OneDNNLayout
  let result: OneDNNLayout
  /// One exemplar with its search regions.
  let forward: OneDNNPrimitive
  private let convolution: Convolution
  private let searchShare: OneDNNLayout
  private let exemplarShare: OneDNNLayout
  private let resultShare: OneDNNLayout

  init(search: [Int], exemplar: [Int], result: [Int], node: String) throws {
    let (exemplars, channels) = (exemplar[0], exemplar[1])
    let convolution = Convolution(
      inputChannels: channels, outputChannels: channels,
      kernel: Extent(height: exemplar[2], width: exemplar[3]), groups: channels, hasBias: false)
    // The whole batch decides the layouts.
    let whole = try OneDNNPrimitive.convolution(
      convolution, for: dnnl_forward_training, source: OneDNNLayout(any: search, node: node),
      weights: OneDNNLayout(any: convolution.depthwiseWeightShape, node: node), bias: nil,
      destination: OneDNNLayout(any: result, node: node), node: node)
    let share = search[0] / exemplars
    func part(_ layout: OneDNNLayout, _ shape: [Int]) throws -> OneDNNLayout {
      try OneDNNLayout(partOf: layout, shape: [share] + shape.dropFirst(), node: node)
    }
    self.exemplars = exemplars
    self.convolution = convolution
    self.search = try whole.requiredLayout(dnnl_query_src_md, node: node)
    self.exemplar = try OneDNNLayout(dense: exemplar, node: node)
    self.result = try whole.requiredLayout(dnnl_query_dst_md, node: node)
    searchShare = try part(self.search, search)
    exemplarShare = try OneDNNLayout(dense: convolution.depthwiseWeightShape, node: node)
    resultShare = try part(self.result, result)
    forward = try OneDNNPrimitive.convolution(
      convolution, for: dnnl_forward_training, source: searchShare,
      weights: OneDNNLayout(any: convolution.depthwiseWeightShape, node: node), bias: nil,
      destination: resultShare, node: node)
  }

  func searchGradient(node: String) throws -> OneDNNPrimitive {
    try .convolutionOfSourceGradient(
      convolution, source: searchShare,
      weights: OneDNNLayout(any: convolution.depthwiseWeightShape, node: node),
      destination: resultShare, forward: forward, node: node)
  }

  func exemplarGradient(node: String) throws -> OneDNNPrimitive {
    try .convolutionOfWeightGradient(
      convolution, source: searchShare,
      weights: OneDNNLayout(any: convolution.depthwiseWeightShape, node: node), bias: nil,
      destination: resultShare, forward: forward, node: node)
  }

  func searchPart(_ whole: Placed, _ item: Int) -> Placed {
    part(whole, item, searchShare)
  }

  func exemplarPart(_ whole: Placed, _ item: Int) -> Placed {
    part(whole, item, exemplarShare)
  }

  func resultPart(_ whole: Placed, _ item: Int) -> Placed {
    part(whole, item, resultShare)
  }

  /// What belongs to one exemplar: the batch is every layout's outermost dimension.
  private func part(_ whole: Placed, _ item: Int, _ layout: OneDNNLayout) -> Placed {
    Placed(
      place: whole.place, offset: whole.offset + item * (whole.layout.size / exemplars),
      layout: layout)
  }
}
