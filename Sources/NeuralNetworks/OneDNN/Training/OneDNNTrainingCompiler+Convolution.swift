import COneDNN

extension OneDNNTrainingCompiler {
  mutating func addConvolution(
    _ convolution: Convolution, _ node: Network.Node, _ index: Int
  ) throws {
    let (name, input) = (node.name, node.inputs[0])
    let weightShape = convolution.groupedWeightShape
    let biasLayout =
      convolution.hasBias
      ? try OneDNNLayout(dense: [convolution.outputChannels], node: name) : nil
    let forward = try OneDNNPrimitive.convolution(
      convolution, for: dnnl_forward_training, source: anyLayout(of: input.node, name: name),
      weights: OneDNNLayout(any: weightShape, element: element, node: name), bias: biasLayout,
      destination: anyLayout(of: index, name: name), node: name)
    let source = try compiler.value(
      input.node, in: forward.requiredLayout(dnnl_query_src_md, node: name), for: name)
    let weights = try parameter(
      "\(name).weight", shape: weightShape,
      in: forward.requiredLayout(dnnl_query_weights_md, node: name), node: name)
    let result = compiler.addScratch(try forward.requiredLayout(dnnl_query_dst_md, node: name))
    var arguments = [
      source.argument(DNNL_ARG_SRC), weights.argument(DNNL_ARG_WEIGHTS),
      result.argument(DNNL_ARG_DST),
    ]
    if convolution.hasBias {
      let bias = try parameter("\(name).bias", shape: [convolution.outputChannels], node: name)
      arguments.append(bias.argument(DNNL_ARG_BIAS))
    }
    compiler.addStep(name, forward, arguments)
    define(index, result) { compiler, gradient in
      var gradient = gradient
      if compiler.structure.learns("\(name).weight") {
        gradient = try compiler.addWeightGradient(
          convolution, node, gradient: gradient, result: index, forward: forward)
      }
      if compiler.needsGradient(input) {
        try compiler.addSourceGradient(
          convolution, node, gradient: gradient, result: index, forward: forward)
      }
    }
  }

  /// - Returns: The gradient of the result in the layout that was wanted for it.
  private mutating func addWeightGradient(
    _ convolution: Convolution, _ node: Network.Node, gradient: Placed, result: Int,
    forward: OneDNNPrimitive
  ) throws -> Placed {
    let (name, input) = (node.name, node.inputs[0])
    let weightShape = convolution.groupedWeightShape
    let bias =
      convolution.hasBias
      ? try OneDNNLayout(dense: [convolution.outputChannels], node: name) : nil
    let backward = try OneDNNPrimitive.convolutionOfWeightGradient(
      convolution, source: anyLayout(of: input.node, name: name),
      weights: OneDNNLayout(any: weightShape, node: name), bias: bias,
      destination: anyLayout(of: result, name: name), forward: forward, node: name)
    let source = try compiler.value(
      input.node, in: backward.requiredLayout(dnnl_query_src_md, node: name), for: name)
    let gradient = try compiler.copy(
      gradient, in: backward.requiredLayout(dnnl_query_diff_dst_md, node: name), for: name)
    let weightGradient = compiler.addScratch(
      try backward.requiredLayout(dnnl_query_diff_weights_md, node: name))
    let biasGradient = bias.map { compiler.addScratch($0) }
    var arguments = [
      source.argument(DNNL_ARG_SRC), gradient.argument(DNNL_ARG_DIFF_DST),
      weightGradient.argument(DNNL_ARG_DIFF_WEIGHTS),
    ]
    if let biasGradient { arguments.append(biasGradient.argument(DNNL_ARG_DIFF_BIAS)) }
    compiler.addStep(name, backward, arguments)
    try addGradient(
      weightGradient, toParameter: "\(name).weight", shape: weightShape, node: name)
    if let biasGradient {
      try addGradient(
        biasGradient, toParameter: "\(name).bias", shape: [convolution.outputChannels],
        node: name)
    }
    return gradient
  }

  private mutating func addSourceGradient(
    _ convolution: Convolution, _ node: Network.Node, gradient: Placed, result: Int,
    forward: OneDNNPrimitive
  ) throws {
    let (name, input) = (node.name, node.inputs[0])
    let weightShape = convolution.groupedWeightShape
    let backward = try OneDNNPrimitive.convolutionOfSourceGradient(
      convolution, source: anyLayout(of: input.node, name: name),
      weights: OneDNNLayout(any: weightShape, element: element, node: name),
      destination: anyLayout(of: result, name: name), forward: forward, node: name)
    let weights = try parameter(
      "\(name).weight", shape: weightShape,
      in: backward.requiredLayout(dnnl_query_weights_md, node: name), node: name)
    let gradient = try compiler.copy(
      gradient, in: backward.requiredLayout(dnnl_query_diff_dst_md, node: name), for: name)
    let sourceGradient = compiler.addScratch(
      try backward.requiredLayout(dnnl_query_diff_src_md, node: name))
    compiler.addStep(
      name, backward,
      [
        weights.argument(DNNL_ARG_WEIGHTS), gradient.argument(DNNL_ARG_DIFF_DST),
        sourceGradient.argument(DNNL_ARG_DIFF_SRC),
      ])
    addGradient(sourceGradient, to: input)
  }
}

extension OneDNNPrimitive {
  static func convolutionOfWeightGradient(
    _ convolution: Convolution, source: OneDNNLayout, weights: OneDNNLayout, bias: OneDNNLayout?,
    destination: OneDNNLayout, forward: OneDNNPrimitive, node: String
  ) throws -> OneDNNPrimitive {
    try OneDNNPrimitive(node: node) {
      onednn_describe_convolution_of_weight_gradient(
        &$0, $1, dnnl_convolution_direct, source.raw, weights.raw, bias?.raw, destination.raw,
        convolution.stride.dimensions, convolution.gaps, convolution.padding.before,
        convolution.padding.after, forward.primitiveDescription, $2)
    }
  }

  static func convolutionOfSourceGradient(
    _ convolution: Convolution, source: OneDNNLayout, weights: OneDNNLayout,
    destination: OneDNNLayout, forward: OneDNNPrimitive, node: String
  ) throws -> OneDNNPrimitive {
    try OneDNNPrimitive(node: node) {
      onednn_describe_convolution_of_source_gradient(
        &$0, $1, dnnl_convolution_direct, source.raw, weights.raw, destination.raw,
        convolution.stride.dimensions, convolution.gaps, convolution.padding.before,
        convolution.padding.after, forward.primitiveDescription, $2)
    }
  }
}
