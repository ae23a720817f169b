import COneDNN

extension OneDNNTrainingCompiler {
  /// Each of the elementary functions keeps its input.
  mutating func addActivation(
    _ activation: Activation, _ node: Network.Node, _ index: Int
  ) throws {
    let (name, input) = (node.name, node.inputs[0])
    var value = try compiler.value(input.node, for: name)
    let layout = value.layout
    var chain: [(function: ElementaryFunction, source: Placed, forward: OneDNNPrimitive)] = []
    for function in activation.elementaryFunctions {
      let forward = try OneDNNPrimitive(node: name) {
        onednn_describe_eltwise(
          &$0, $1, dnnl_forward_training, function.kind, layout.raw, function.alpha,
          function.beta, $2)
      }
      let result = compiler.addScratch(layout)
      compiler.addStep(
        name, forward, [value.argument(DNNL_ARG_SRC), result.argument(DNNL_ARG_DST)])
      chain.append((function, value, forward))
      value = result
    }
    define(index, value) { compiler, gradient in
      var gradient = try compiler.compiler.copy(gradient, in: layout, for: name)
      for (function, source, forward) in chain.reversed() {
        let backward = try OneDNNPrimitive(node: name) {
          onednn_describe_eltwise_gradient(
            &$0, $1, function.kind, layout.raw, function.alpha, function.beta,
            forward.primitiveDescription, $2)
        }
        let result = compiler.compiler.addScratch(layout)
        compiler.compiler.addStep(
          name, backward,
          [
            source.argument(DNNL_ARG_SRC), gradient.argument(DNNL_ARG_DIFF_DST),
            result.argument(DNNL_ARG_DIFF_SRC),
          ])
        gradient = result
      }
      compiler.addGradient(gradient, to: input)
    }
  }

  mutating func addPooling(_ pooling: Pooling, _ node: Network.Node, _ index: Int) throws {
    let (name, input) = (node.name, node.inputs[0])
    let source = try compiler.value(input.node, for: name)
    let forward = try OneDNNPrimitive.pooling(
      pooling, for: dnnl_forward_training, source: source.layout,
      destination: OneDNNLayout(
        any: shapes[index], element: source.layout.element ?? element, node: name), node: name)
    let result = compiler.addScratch(try forward.requiredLayout(dnnl_query_dst_md, node: name))
    // Which cell of each window was the largest.
    let workspace = forward.layout(dnnl_query_workspace_md).flatMap {
      $0.size > 0 ? compiler.addScratch($0) : nil
    }
    let workspaces = workspace.map { [$0.argument(DNNL_ARG_WORKSPACE)] } ?? []
    compiler.addStep(
      name, forward,
      [source.argument(DNNL_ARG_SRC), result.argument(DNNL_ARG_DST)] + workspaces)
    define(index, result) { compiler, gradient in
      let gradient = try compiler.compiler.copy(gradient, in: result.layout, for: name)
      let backward = try OneDNNPrimitive(node: name) {
        onednn_describe_pooling_gradient(
          &$0, $1, pooling.kind, source.layout.raw, result.layout.raw, pooling.stride.dimensions,
          pooling.kernel.dimensions, pooling.padding.before, pooling.padding.after,
          forward.primitiveDescription, $2)
      }
      let sourceGradient = compiler.compiler.addScratch(source.layout)
      compiler.compiler.addStep(
        name, backward,
        [
          gradient.argument(DNNL_ARG_DIFF_DST), sourceGradient.argument(DNNL_ARG_DIFF_SRC),
        ] + workspaces)
      compiler.addGradient(sourceGradient, to: input)
    }
  }

  mutating func addAddition(_ node: Network.Node, _ index: Int) throws {
    let first = try compiler.value(node.inputs[0].node, for: node.name)
    let second = try compiler.value(node.inputs[1].node, in: first.layout, for: node.name)
    let layout = first.layout
    let primitive = try OneDNNPrimitive(node: node.name) {
      onednn_describe_addition(&$0, $1, layout.raw, layout.raw, layout.raw, $2)
    }
    let result = compiler.addScratch(layout)
    compiler.addStep(
      node.name, primitive,
      [
        first.argument(DNNL_ARG_SRC_0), second.argument(DNNL_ARG_SRC_1),
        result.argument(DNNL_ARG_DST),
      ])
    define(index, result) { compiler, gradient in
      for input in node.inputs { compiler.addGradient(gradient, to: input) }
    }
  }

  mutating func addConcatenation(_ node: Network.Node, _ index: Int) throws {
    let name = node.name
    // All in the numbers of the first one.
    let first = try compiler.value(node.inputs[0].node, for: name)
    let element = first.layout.element ?? self.element
    let sources = try node.inputs.map { input in
      let source = try compiler.value(input.node, for: name)
      guard source.layout.element != element else { return source }
      let layout = try OneDNNLayout(dense: shapes[input.node], element: element, node: name)
      return try compiler.value(input.node, in: layout, for: name)
    }
    let layouts: [onednn_layout?] = sources.map(\.layout.raw)
    let primitive = try OneDNNPrimitive(node: name) {
      onednn_describe_concatenation(&$0, $1, 1, layouts, Int32(layouts.count), $2)
    }
    let result = compiler.addScratch(try primitive.requiredLayout(dnnl_query_dst_md, node: name))
    var arguments = [result.argument(DNNL_ARG_DST)]
    for (index, source) in sources.enumerated() {
      arguments.append(source.argument(DNNL_ARG_MULTIPLE_SRC + Int32(index)))
    }
    compiler.addStep(name, primitive, arguments)
    define(index, result) { compiler, gradient in
      try compiler.addParts(of: gradient, to: node.inputs, result: index, node: name)
    }
  }

  /// Gives each of the joined values its channels of the gradient, where they are.
  private mutating func addParts(
    of gradient: Placed, to inputs: [Network.Value], result: Int, node: String
  ) throws {
    let element = gradient.layout.element ?? self.element
    let dense = try OneDNNLayout(dense: shapes[result], element: element, node: node)
    let whole = try compiler.copy(gradient, in: dense, for: node)
    let strides = OneDNNLayout.denseStrides(of: shapes[result])
    var channel = 0
    for input in inputs {
      let part = Placed(
        place: whole.place, offset: whole.offset + channel * strides[1] * element.size,
        layout: try OneDNNLayout(
          shapes[input.node], strides: strides, element: element, node: node))
      addGradient(part, to: input)
      channel += shapes[input.node][1]
    }
  }
}
