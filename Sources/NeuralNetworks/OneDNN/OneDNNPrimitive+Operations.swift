import COneDNN

extension OneDNNPrimitive {
  static func convolution(
    _ convolution: Convolution, for purpose: dnnl_prop_kind_t = dnnl_forward_inference,
    source: OneDNNLayout, weights: OneDNNLayout, bias: OneDNNLayout?, destination: OneDNNLayout,
    channelFactors: [Float]? = nil, functions: [ElementaryFunction] = [], node: String
  ) throws -> OneDNNPrimitive {
    try OneDNNPrimitive(node: node, channelFactors: channelFactors, functions: functions) {
      onednn_describe_convolution(
        &$0, $1, purpose, dnnl_convolution_direct, source.raw, weights.raw, bias?.raw,
        destination.raw, convolution.stride.dimensions, convolution.gaps,
        convolution.padding.before, convolution.padding.after, $2)
    }
  }

  static func pooling(
    _ pooling: Pooling, for purpose: dnnl_prop_kind_t = dnnl_forward_inference,
    source: OneDNNLayout, destination: OneDNNLayout, node: String
  ) throws -> OneDNNPrimitive {
    try OneDNNPrimitive(node: node) {
      onednn_describe_pooling(
        &$0, $1, purpose, pooling.kind, source.raw, destination.raw, pooling.stride.dimensions,
        pooling.kernel.dimensions, pooling.padding.before, pooling.padding.after, $2)
    }
  }

  static func matrixProduct(
    _ first: OneDNNLayout, _ second: OneDNNLayout, destination: OneDNNLayout,
    functions: [ElementaryFunction] = [], accumulates: Bool = false, node: String
  ) throws -> OneDNNPrimitive {
    try OneDNNPrimitive(node: node, functions: functions, accumulates: accumulates) {
      onednn_describe_matrix_product(&$0, $1, first.raw, second.raw, destination.raw, $2)
    }
  }

  /// - Parameter accumulates: Whether the values are added to what the destination holds.
  static func reorder(
    from source: OneDNNLayout, to destination: OneDNNLayout, accumulates: Bool = false,
    node: String
  ) throws -> OneDNNPrimitive {
    try OneDNNPrimitive(node: node, accumulates: accumulates) {
      onednn_describe_reorder(&$0, $1, source.raw, destination.raw, $2)
    }
  }

  /// The layout that the primitive wants for an argument that it must have.
  func requiredLayout(_ argument: dnnl_query_t, node: String) throws -> OneDNNLayout {
    guard let layout = layout(argument) else {
      throw OneDNNError(node: node, action: "tell a layout", status: .outOfMemory)
    }
    return layout
  }

  /// Copies values from one layout to another, once.
  static func pack(
    _ values: [Float], from source: OneDNNLayout, to destination: OneDNNLayout,
    _ memory: AlignedMemory, node: String
  ) throws {
    let primitive = try reorder(from: source, to: destination, node: node)
    let scratchpad = primitive.layout(dnnl_query_scratchpad_md)
    let scratch = try AlignedMemory(size: scratchpad?.size ?? 0, node: node)
    try values.withUnsafeBytes { bytes in
      // oneDNN's interface does not say const, but a source is only read.
      let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
      var arguments: [(role: Int32, layout: OneDNNLayout, start: UnsafeMutableRawPointer?)] = [
        (DNNL_ARG_FROM, source, start), (DNNL_ARG_TO, destination, memory.start),
      ]
      if let scratchpad, scratchpad.size > 0 {
        arguments.append((DNNL_ARG_SCRATCHPAD, scratchpad, scratch.start))
      }
      let command = try OneDNNCommand(primitive, arguments, node: node)
      try command.run(on: OneDNNStream())
    }
  }
}

extension Extent {
  /// Rows and columns as oneDNN takes them.
  var dimensions: [Int64] { [Int64(height), Int64(width)] }
}

extension Padding {
  /// Rows above and columns on the left.
  var before: [Int64] { [Int64(top), Int64(left)] }
  /// Rows below and columns on the right.
  var after: [Int64] { [Int64(bottom), Int64(right)] }
}

extension Convolution {
  /// The dilation as oneDNN counts it: the cells left out between neighbours.
  var gaps: [Int64] { dilation.dimensions.map { $0 - 1 } }
}

extension Pooling {
  /// oneDNN's name for the reduction.
  var kind: dnnl_alg_kind_t {
    switch reduction {
    case .maximum: dnnl_pooling_max
    case .average(countsPadding: true): dnnl_pooling_avg_include_padding
    case .average(countsPadding: false): dnnl_pooling_avg_exclude_padding
    }
  }
}
