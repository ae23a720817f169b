import COneDNN

extension OneDNNTrainingCompiler {
  /// For C = A · B, the gradients are those of C times Bᵀ, and Aᵀ times those of C.
  mutating func addMatrixProduct(_ node: Network.Node, _ index: Int) throws {
    let name = node.name
    let (first, second) = (
      try denseValue(node.inputs[0], element, for: name),
      try denseValue(node.inputs[1], element, for: name)
    )
    let result = try addProduct(
      first, second, shape: shapes[index], element: .float32, node: name)
    define(index, result) { [element] compiler, gradient in
      let dense = try OneDNNLayout(dense: compiler.shapes[index], element: element, node: name)
      let gradient = try compiler.compiler.copy(gradient, in: dense, for: name)
      if compiler.needsGradient(node.inputs[0]) {
        let transposed = try compiler.transposed(second, node.inputs[1], node: name)
        compiler.addGradient(
          try compiler.addProduct(
            gradient, transposed, shape: compiler.shapes[node.inputs[0].node], element: element,
            node: name), to: node.inputs[0])
      }
      if compiler.needsGradient(node.inputs[1]) {
        let transposed = try compiler.transposed(first, node.inputs[0], node: name)
        compiler.addGradient(
          try compiler.addProduct(
            transposed, gradient, shape: compiler.shapes[node.inputs[1].node], element: element,
            node: name), to: node.inputs[1])
      }
    }
  }

  private mutating func denseValue(
    _ value: Network.Value, _ element: OneDNNElement, for name: String
  ) throws -> Placed {
    try compiler.value(
      value.node, in: OneDNNLayout(dense: shapes[value.node], element: element, node: name),
      for: name)
  }

  /// A dense array of matrices seen with rows and columns exchanged.
  private func transposed(
    _ matrices: Placed, _ value: Network.Value, node: String
  ) throws -> Placed {
    try Self.transposed(matrices, shape: shapes[value.node], node: node)
  }

  static func transposed(_ matrices: Placed, shape: [Int], node: String) throws -> Placed {
    Placed(
      place: matrices.place, offset: matrices.offset,
      layout: try OneDNNLayout(
        transposed: shape, element: matrices.layout.element ?? .float32, node: node))
  }

  /// Adds a matrix product with a dense result.
  mutating func addProduct(
    _ first: Placed, _ second: Placed, shape: [Int], element: OneDNNElement, node: String
  ) throws -> Placed {
    let result = compiler.addScratch(
      try OneDNNLayout(dense: shape, element: element, node: node))
    let primitive = try OneDNNPrimitive.matrixProduct(
      first.layout, second.layout, destination: result.layout, node: node)
    compiler.addMatrixProduct(primitive, first, second, result, node: node)
    return result
  }

  /// One matrix product for each exemplar gives the inner product of every cell of its search
  /// regions with every cell of the exemplar; see ``ShiftedSum``. Going back, every product gets the
  /// gradient of the score that it is a part of, and two matrix products follow. All in 32-bit
  /// floats: it is a small part of a network's cost.
  mutating func addPlainCrossCorrelation(_ node: Network.Node, _ index: Int) throws {
    let (name, searchValue, exemplarValue) = (node.name, node.inputs[0], node.inputs[1])
    let sizes = CorrelationSizes(
      search: shapes[searchValue.node], exemplar: shapes[exemplarValue.node])
    let search = try compiler.value(
      searchValue.node, in: OneDNNLayout(channelsLast: sizes.search, node: name), for: name)
    let exemplar = try compiler.value(
      exemplarValue.node, in: OneDNNLayout(dense: sizes.exemplar, node: name), for: name)
    let searchMatrix = Placed(
      place: search.place, offset: search.offset,
      layout: try OneDNNLayout(dense: sizes.searchMatrix, node: name))
    let exemplarMatrix = Placed(
      place: exemplar.place, offset: exemplar.offset,
      layout: try OneDNNLayout(dense: sizes.exemplarMatrix, node: name))
    let products = try addProduct(
      searchMatrix, exemplarMatrix, shape: sizes.products, element: .float32, node: name)
    let scores = compiler.addScratch(try OneDNNLayout(dense: shapes[index], node: name))
    let sum = sizes.sum
    compiler.addStep(name, on: [products, scores]) { memory in
      let (products, scores) = (memory[0].floats, memory[1].floats)
      return { sum(products, into: scores) }
    }
    define(index, scores) { compiler, gradient in
      let gradient = try compiler.compiler.copy(gradient, in: scores.layout, for: name)
      let spread = compiler.compiler.addScratch(
        try OneDNNLayout(dense: sizes.products, node: name))
      compiler.compiler.addStep(name, on: [gradient, spread]) { memory in
        let (gradient, spread) = (memory[0].floats, memory[1].floats)
        return { sum.spread(gradient, into: spread) }
      }
      if compiler.needsGradient(searchValue) {
        let transposed = try Self.transposed(
          exemplarMatrix, shape: sizes.exemplarMatrix, node: name)
        let result = try compiler.addProduct(
          spread, transposed, shape: sizes.searchMatrix, element: .float32, node: name)
        let layout = try OneDNNLayout(channelsLast: sizes.search, node: name)
        compiler.addGradient(Placed(place: result.place, layout: layout), to: searchValue)
      }
      if compiler.needsGradient(exemplarValue) {
        let transposed = try Self.transposed(
          searchMatrix, shape: sizes.searchMatrix, node: name)
        let result = try compiler.addProduct(
          transposed, spread, shape: sizes.exemplarMatrix, element: .float32, node: name)
        let layout = try OneDNNLayout(dense: sizes.exemplar, node: name)
        compiler.addGradient(Placed(place: result.place, layout: layout), to: exemplarValue)
      }
    }
  }

  /// A convolution whose weights are the exemplars; the scores are 32-bit floats.
  mutating func addCorrelationOfEveryPair(_ node: Network.Node, _ index: Int) throws {
    let (name, searchValue, exemplarValue) = (node.name, node.inputs[0], node.inputs[1])
    let convolution = Convolution(exemplars: shapes[exemplarValue.node])
    let search = try anyLayout(of: searchValue.node, name: name)
    let exemplars = try anyLayout(of: exemplarValue.node, name: name)
    let forward = try OneDNNPrimitive.convolution(
      convolution, for: dnnl_forward_training, source: search, weights: exemplars, bias: nil,
      destination: OneDNNLayout(any: shapes[index], node: name), node: name)
    let source = try compiler.value(
      searchValue.node, in: forward.requiredLayout(dnnl_query_src_md, node: name), for: name)
    let weights = try compiler.value(
      exemplarValue.node, in: forward.requiredLayout(dnnl_query_weights_md, node: name),
      for: name)
    let result = compiler.addScratch(try forward.requiredLayout(dnnl_query_dst_md, node: name))
    compiler.addStep(
      name, forward,
      [
        source.argument(DNNL_ARG_SRC), weights.argument(DNNL_ARG_WEIGHTS),
        result.argument(DNNL_ARG_DST),
      ])
    define(index, result) { compiler, gradient in
      let destination = try compiler.anyLayout(of: index, name: name)
      if compiler.needsGradient(exemplarValue) {
        let backward = try OneDNNPrimitive.convolutionOfWeightGradient(
          convolution, source: search, weights: exemplars, bias: nil, destination: destination,
          forward: forward, node: name)
        try compiler.addStep(
          backward, gradient: gradient, other: (DNNL_ARG_SRC, dnnl_query_src_md, searchValue),
          result: (DNNL_ARG_DIFF_WEIGHTS, dnnl_query_diff_weights_md, exemplarValue), node: name)
      }
      if compiler.needsGradient(searchValue) {
        let backward = try OneDNNPrimitive.convolutionOfSourceGradient(
          convolution, source: search, weights: exemplars, destination: destination,
          forward: forward, node: name)
        try compiler.addStep(
          backward, gradient: gradient,
          other: (DNNL_ARG_WEIGHTS, dnnl_query_weights_md, exemplarValue),
          result: (DNNL_ARG_DIFF_SRC, dnnl_query_diff_src_md, searchValue), node: name)
      }
    }
  }

  /// Adds the step that makes the gradient of one factor of a product from that of the product and
  /// the other factor.
  private mutating func addStep(
    _ backward: OneDNNPrimitive, gradient: Placed,
    other: (role: Int32, layout: dnnl_query_t, value: Network.Value),
    result: (role: Int32, layout: dnnl_query_t, value: Network.Value), node: String
  ) throws {
    let gradient = try compiler.copy(
      gradient, in: backward.requiredLayout(dnnl_query_diff_dst_md, node: node), for: node)
    let factor = try compiler.value(
      other.value.node, in: backward.requiredLayout(other.layout, node: node), for: node)
    let made = compiler.addScratch(try backward.requiredLayout(result.layout, node: node))
    compiler.addStep(
      node, backward,
      [
        gradient.argument(DNNL_ARG_DIFF_DST), factor.argument(other.role),
        made.argument(result.role),
      ])
    addGradient(made, to: result.value)
  }
}

/// The shapes that a plain cross-correlation's matrices have.
private struct CorrelationSizes {
  /// (N, C, H, W)
  let search: [Int]
  /// (M, C, h, w)
  let exemplar: [Int]

  private var cells: Int { exemplar[2] * exemplar[3] }
  private var searchCells: Int { search[0] / exemplar[0] * search[2] * search[3] }
  /// Every cell of an exemplar's search regions is a row.
  var searchMatrix: [Int] { [exemplar[0], searchCells, search[1]] }
  /// Every cell of an exemplar is a column.
  var exemplarMatrix: [Int] { [exemplar[0], exemplar[1], cells] }
  var products: [Int] { [exemplar[0], searchCells, cells] }

  /// From products to scores.
  var sum: ShiftedSum {
    ShiftedSum(
      count: search[0], search: Extent(height: search[2], width: search[3]),
      exemplar: Extent(height: exemplar[2], width: exemplar[3]), scale: 1, offset: 0)
  }
}
