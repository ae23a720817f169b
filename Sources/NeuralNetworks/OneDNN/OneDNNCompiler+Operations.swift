import COneDNN

extension OneDNNCompiler {
  mutating func addConvolution(
    _ convolution: Convolution, weights: [Float], bias: [Float]?, node: FusedNetwork.Node
  ) throws {
    let (name, input) = (node.name, node.inputs[0])
    let weightShape = convolution.groupedWeightShape
    let primitive = try OneDNNPrimitive.convolution(
      convolution, source: OneDNNLayout(any: shapes[input], element: element, node: name),
      weights: OneDNNLayout(any: weightShape, element: element, node: name),
      bias: bias.map { try OneDNNLayout(dense: [$0.count], node: name) },
      destination: OneDNNLayout(
        any: shapes[node.value], element: resultElement(node), node: name),
      functions: node.elementaryFunctions, node: name)
    let source = try value(
      input, in: primitive.requiredLayout(dnnl_query_src_md, node: name), for: name)
    let packedWeights = try addConstant(
      weights, shape: weightShape,
      as: primitive.requiredLayout(dnnl_query_weights_md, node: name), node: name)
    let result = addScratch(try primitive.requiredLayout(dnnl_query_dst_md, node: name))
    var arguments = [
      source.argument(DNNL_ARG_SRC), packedWeights.argument(DNNL_ARG_WEIGHTS),
      result.argument(DNNL_ARG_DST),
    ]
    if let bias {
      let layout = try OneDNNLayout(dense: [bias.count], node: name)
      let packed = try addConstant(bias, shape: [bias.count], as: layout, node: name)
      arguments.append(packed.argument(DNNL_ARG_BIAS))
    }
    addStep(name, primitive, arguments)
    define(node.value, result)
  }

  /// Weights and bias are as the network has them; the rest of the arithmetic is an operation on each
  /// result: a multiplication, and rounding into what the destination holds.
  mutating func addQuantizedConvolution(
    _ quantized: QuantizedConvolution, weights: [Float], bias: [Float], scale: [Float],
    node: FusedNetwork.Node
  ) throws {
    let (name, input, convolution) = (node.name, node.inputs[0], quantized.convolution)
    let weightShape = convolution.groupedWeightShape
    let biasLayout = try OneDNNLayout(
      [bias.count], strides: [1], element: .int32, node: name)
    let primitive = try OneDNNPrimitive.convolution(
      convolution, source: OneDNNLayout(any: shapes[input], element: .uint8, node: name),
      weights: OneDNNLayout(any: weightShape, element: .int8, node: name), bias: biasLayout,
      destination: OneDNNLayout(
        any: shapes[node.value], element: quantized.result == .levels ? .uint8 : .float32,
        node: name),
      channelFactors: scale, node: name)
    let source = try value(
      input, in: primitive.requiredLayout(dnnl_query_src_md, node: name), for: name)
    let packedWeights = try addConstant(
      weights, shape: weightShape,
      as: primitive.requiredLayout(dnnl_query_weights_md, node: name), node: name)
    let packedBias = try addConstant(bias, shape: [bias.count], as: biasLayout, node: name)
    let result = addScratch(try primitive.requiredLayout(dnnl_query_dst_md, node: name))
    var arguments = [
      source.argument(DNNL_ARG_SRC), packedWeights.argument(DNNL_ARG_WEIGHTS),
      packedBias.argument(DNNL_ARG_BIAS), result.argument(DNNL_ARG_DST),
    ]
    if onednn_channel_factors_are_an_argument() != 0 {
      let shape = [1, scale.count, 1, 1]
      let factors = try addConstant(
        scale, shape: shape, as: OneDNNLayout(dense: shape, node: name), node: name)
      arguments.append(factors.argument(onednn_channel_factors_argument))
    }
    addStep(name, primitive, arguments)
    define(node.value, result)
  }

  /// A batch normalization that no convolution could take.
  mutating func addChannelTransform(
    _ transform: ChannelTransform, node: FusedNetwork.Node
  ) throws {
    let source = try value(node.inputs[0], for: node.name)
    let primitive = try OneDNNPrimitive(node: node.name) {
      // Mean 0 and variance 1 leave the scale and the offset.
      onednn_describe_batch_normalization(
        &$0, $1, dnnl_forward_inference, source.layout.raw, 0, dnnl_use_global_stats.rawValue, $2)
    }
    let result = addScratch(source.layout)
    var arguments = [source.argument(DNNL_ARG_SRC), result.argument(DNNL_ARG_DST)]
    let count = transform.scale.count
    let layout = try OneDNNLayout(dense: [count], node: node.name)
    let parameters: [(Int32, [Float])] = [
      (DNNL_ARG_MEAN, Array(repeating: 0, count: count)),
      (DNNL_ARG_VARIANCE, Array(repeating: 1, count: count)),
      (DNNL_ARG_SCALE, transform.scale.map(Float.init)),
      (DNNL_ARG_SHIFT, transform.offset.map(Float.init)),
    ]
    for (role, values) in parameters {
      let packed = try addConstant(values, shape: [count], as: layout, node: node.name)
      arguments.append(packed.argument(role))
    }
    addStep(node.name, primitive, arguments)
    define(node.value, result)
  }

  mutating func addActivation(_ node: FusedNetwork.Node) throws {
    var source = try value(node.inputs[0], for: node.name)
    let result = addScratch(source.layout)
    for function in node.elementaryFunctions {
      let primitive = try OneDNNPrimitive(node: node.name) {
        onednn_describe_eltwise(
          &$0, $1, dnnl_forward_inference, function.kind, source.layout.raw, function.alpha,
          function.beta, $2)
      }
      addStep(
        node.name, primitive,
        [source.argument(DNNL_ARG_SRC), result.argument(DNNL_ARG_DST)])
      // The functions after the first one work in place.
      source = result
    }
    define(node.value, result)
  }

  mutating func addPooling(_ pooling: Pooling, node: FusedNetwork.Node) throws {
    let source = try value(node.inputs[0], for: node.name)
    let primitive = try OneDNNPrimitive.pooling(
      pooling, source: source.layout,
      destination: OneDNNLayout(
        any: shapes[node.value], element: source.layout.element ?? .float32, node: node.name),
      node: node.name)
    let result = addScratch(try primitive.requiredLayout(dnnl_query_dst_md, node: node.name))
    addStep(
      node.name, primitive, [source.argument(DNNL_ARG_SRC), result.argument(DNNL_ARG_DST)])
    define(node.value, result)
  }

  mutating func addAddition(_ node: FusedNetwork.Node) throws {
    let first = try value(node.inputs[0], for: node.name)
    let second = try value(node.inputs[1], in: first.layout, for: node.name)
    let layout = first.layout.raw
    let primitive = try OneDNNPrimitive(
      node: node.name, functions: node.elementaryFunctions
    ) {
      onednn_describe_addition(&$0, $1, layout, layout, layout, $2)
    }
    let result = addScratch(first.layout)
    addStep(
      node.name, primitive,
      [
        first.argument(DNNL_ARG_SRC_0), second.argument(DNNL_ARG_SRC_1),
        result.argument(DNNL_ARG_DST),
      ])
    define(node.value, result)
  }

  mutating func addConcatenation(_ node: FusedNetwork.Node) throws {
    let sources = try node.inputs.map { try value($0, for: node.name) }
    let layouts: [onednn_layout?] = sources.map(\.layout.raw)
    let primitive = try OneDNNPrimitive(node: node.name) {
      onednn_describe_concatenation(&$0, $1, 1, layouts, Int32(layouts.count), $2)
    }
    let result = addScratch(try primitive.requiredLayout(dnnl_query_dst_md, node: node.name))
    var arguments = [result.argument(DNNL_ARG_DST)]
    for (index, source) in sources.enumerated() {
      arguments.append(source.argument(DNNL_ARG_MULTIPLE_SRC + Int32(index)))
    }
    addStep(node.name, primitive, arguments)
    define(node.value, result)
  }

  mutating func addMatrixProduct(_ node: FusedNetwork.Node) throws {
    let (firstNode, secondNode) = (node.inputs[0], node.inputs[1])
    let first = try value(
      firstNode, in: OneDNNLayout(dense: shapes[firstNode], node: node.name), for: node.name)
    let second = try value(
      secondNode, in: OneDNNLayout(dense: shapes[secondNode], node: node.name), for: node.name)
    let result = addScratch(try OneDNNLayout(dense: shapes[node.value], node: node.name))
    addMatrixProduct(
      try .matrixProduct(
        first.layout, second.layout, destination: result.layout,
        functions: node.elementaryFunctions, node: node.name),
      first, second, result, node: node.name)
    define(node.value, result)
  }

  mutating func addMatrixProduct(
    _ primitive: OneDNNPrimitive, _ first: Placed, _ second: Placed, _ result: Placed, node: String
  ) {
    addStep(
      node, primitive,
      [
        first.argument(DNNL_ARG_SRC), second.argument(DNNL_ARG_WEIGHTS),
        result.argument(DNNL_ARG_DST),
      ])
  }
}

extension Convolution {
  /// The shape of the weights as oneDNN wants it: (groups, O / groups, I / groups, kH, kW), without
  /// the first dimension if there is one group.
  var groupedWeightShape: [Int] {
    groups == 1
      ? weightShape : [groups, outputChannels / groups] + weightShape.dropFirst()
  }
}
