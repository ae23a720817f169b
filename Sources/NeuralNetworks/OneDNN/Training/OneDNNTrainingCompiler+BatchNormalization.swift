import COneDNN

extension OneDNNTrainingCompiler {
  mutating func addBatchNormalization(
    _ normalization: BatchNormalization, _ node: Network.Node, _ index: Int
  ) throws {
    let usesBatch = structure.usesBatchStatistics(node)
    let flags = usesBatch ? 0 : dnnl_use_global_stats.rawValue
    // The primitive applies a ReLU in passing, where nobody needs the value before it.
    if let relu = soleUser(of: index, withOperation: .activation(.relu)) {
      let fused = flags | dnnl_fuse_norm_relu.rawValue
      do {
        try addBatchNormalization(normalization, node, flags: fused, result: relu)
        return leaveOut(relu)
      } catch let error as OneDNNError where error.status == .unimplemented {}
    }
    try addBatchNormalization(normalization, node, flags: flags, result: index)
  }

  /// The node that alone needs the value of `node`, if it does a certain thing.
  private func soleUser(of node: Int, withOperation operation: Operation) -> Int? {
    guard !network.outputs.contains(where: { $0.value.node == node }) else { return nil }
    let users = network.nodes.indices.filter { user in
      structure.isNeeded[user] && network.nodes[user].inputs.contains { $0.node == node }
    }
    guard users.count == 1, network.nodes[users[0]].operation == operation else { return nil }
    return users[0]
  }

  private mutating func addBatchNormalization(
    _ normalization: BatchNormalization, _ node: Network.Node, flags: UInt32, result: Int
  ) throws {
    let (name, input) = (node.name, node.inputs[0])
    let source = try compiler.value(input.node, for: name)
    let layout = source.layout
    let epsilon = Float(normalization.epsilon)
    let forward = try OneDNNPrimitive(node: name) {
      onednn_describe_batch_normalization(
        &$0, $1, dnnl_forward_training, layout.raw, epsilon, flags, $2)
    }
    let shape = [normalization.channels]
    func stored(_ suffix: String) throws -> Placed {
      try parameter("\(name).\(suffix)", shape: shape, node: name)
    }
    let (weight, bias) = (try stored("weight"), try stored("bias"))
    let running = (mean: try stored("running_mean"), variance: try stored("running_var"))
    let value = compiler.addScratch(layout)
    var (mean, variance) = running
    if structure.usesBatchStatistics(node) {
      mean = compiler.addScratch(try OneDNNLayout(dense: shape, node: name))
      variance = compiler.addScratch(try OneDNNLayout(dense: shape, node: name))
    }
    let workspace = forward.layout(dnnl_query_workspace_md).flatMap {
      $0.size > 0 ? compiler.addScratch($0) : nil
    }
    let statistics = [mean.argument(DNNL_ARG_MEAN), variance.argument(DNNL_ARG_VARIANCE)]
    let workspaces = workspace.map { [$0.argument(DNNL_ARG_WORKSPACE)] } ?? []
    compiler.addStep(
      name, forward,
      [
        source.argument(DNNL_ARG_SRC), value.argument(DNNL_ARG_DST),
        weight.argument(DNNL_ARG_SCALE), bias.argument(DNNL_ARG_SHIFT),
      ] + statistics + workspaces)
    if structure.usesBatchStatistics(node) {
      addRunningStatistics(
        node, batch: [mean, variance], running: [running.mean, running.variance])
    }
    define(result, value) { compiler, gradient in
      let gradient = try compiler.compiler.copy(gradient, in: layout, for: name)
      let backward = try OneDNNPrimitive(node: name) {
        onednn_describe_batch_normalization_gradient(
          &$0, $1, layout.raw, epsilon, flags, forward.primitiveDescription, $2)
      }
      let dense = try OneDNNLayout(dense: shape, node: name)
      let sourceGradient = compiler.compiler.addScratch(layout)
      let weightGradient = compiler.compiler.addScratch(dense)
      let biasGradient = compiler.compiler.addScratch(dense)
      compiler.compiler.addStep(
        name, backward,
        [
          source.argument(DNNL_ARG_SRC), gradient.argument(DNNL_ARG_DIFF_DST),
          weight.argument(DNNL_ARG_SCALE), bias.argument(DNNL_ARG_SHIFT),
          sourceGradient.argument(DNNL_ARG_DIFF_SRC),
          weightGradient.argument(DNNL_ARG_DIFF_SCALE),
          biasGradient.argument(DNNL_ARG_DIFF_SHIFT),
        ] + statistics + workspaces)
      for (suffix, gradient) in [("weight", weightGradient), ("bias", biasGradient)]
      where compiler.structure.learns("\(name).\(suffix)") {
        try compiler.addGradient(
          gradient, toParameter: "\(name).\(suffix)", shape: shape, node: name)
      }
      compiler.addGradient(sourceGradient, to: input)
    }
  }

  /// Moves the running statistics towards those of the batch.
  private mutating func addRunningStatistics(
    _ node: Network.Node, batch: [Placed], running: [Placed]
  ) {
    let shape = shapes[node.inputs[0].node]
    let channels = shape[1]
    let count = Float(shape[0] * shape.dropFirst(2).reduce(1, *))
    let momentum = Float(options.statisticsMomentum)
    compiler.addStep(node.name, on: batch + running) { memory in
      let (mean, variance) = (memory[0].floats, memory[1].floats)
      let (runningMean, runningVariance) = (memory[2].floats, memory[3].floats)
      return {
        for channel in 0..<channels {
          runningMean[channel] += momentum * (mean[channel] - runningMean[channel])
          // What is stored estimates the variance of values that are not in the batch.
          let estimate = variance[channel] * (count / (count - 1))
          runningVariance[channel] += momentum * (estimate - runningVariance[channel])
        }
      }
    }
  }
}
