import COneDNN

/// oneDNN's engine: the processor. One for the whole program.
final class OneDNNProcessor: @unchecked Sendable {
  // Unchecked: oneDNN's engine object is immutable and may be used from any thread.
  let engine: OpaquePointer

  private init(_ engine: OpaquePointer) {
    self.engine = engine
  }

  deinit {
    dnnl_engine_destroy(engine)
  }

  private static let made: Result<OneDNNProcessor, OneDNNError> = {
    var engine: OpaquePointer?
    let action = "open the processor"
    do {
      try OneDNNError.check(
        dnnl_engine_create(&engine, dnnl_cpu, 0), node: "engine", action: action)
    } catch let error as OneDNNError {
      return .failure(error)
    } catch {
      return .failure(OneDNNError(node: "engine", action: action, status: .runtimeError))
    }
    guard let engine else {
      return .failure(OneDNNError(node: "engine", action: action, status: .outOfMemory))
    }
    return .success(OneDNNProcessor(engine))
  }()

  /// The processor of this machine.
  static func shared() throws -> OneDNNProcessor { try made.get() }
}

/// One compiled operation. It is immutable and may run on several threads at once, each with its own
/// memory, because its scratch memory is an argument like the others.
final class OneDNNPrimitive {
  let handle: OpaquePointer
  /// The description that the primitive was made from; layouts are asked from it, and the primitive
  /// that differentiates this one takes it as a hint.
  let primitiveDescription: OpaquePointer

  /// Creates a primitive.
  ///
  /// - Parameters:
  ///   - node: The network's node that it is for.
  ///   - channelFactors: What the results are multiplied with first, one for each channel. They may be
  ///     an argument, too: `onednn_channel_factors_are_an_argument`.
  ///   - functions: What is applied to every result, in this order.
  ///   - accumulates: Whether the result is added to what the destination holds, 32-bit floats.
  ///   - describe: One of the shim's `onednn_describe_…` functions with its arguments filled in.
  init(
    node: String, channelFactors: [Float]? = nil, functions: [ElementaryFunction] = [],
    accumulates: Bool = false,
    describe: (inout OpaquePointer?, OpaquePointer, OpaquePointer) -> dnnl_status_t
  ) throws {
    let attributes = try OneDNNAttributes(
      node: node, channelFactors: channelFactors, functions: functions, accumulates: accumulates)
    var description: OpaquePointer?
    try OneDNNError.check(
      describe(&description, try OneDNNProcessor.shared().engine, attributes.handle), node: node,
      action: "describe a primitive")
    guard let description else {
      throw OneDNNError(node: node, action: "describe a primitive", status: .outOfMemory)
    }
    var handle: OpaquePointer?
    let status = dnnl_primitive_create(&handle, description)
    guard status == dnnl_success, let handle else {
      dnnl_primitive_desc_destroy(description)
      try OneDNNError.check(status, node: node, action: "create a primitive")
      throw OneDNNError(node: node, action: "create a primitive", status: .outOfMemory)
    }
    self.handle = handle
    primitiveDescription = description
  }

  deinit {
    dnnl_primitive_destroy(handle)
    dnnl_primitive_desc_destroy(primitiveDescription)
  }

  /// The layout that the primitive wants for one of its arguments; nil when it takes none.
  func layout(_ argument: dnnl_query_t, index: Int = 0) -> OneDNNLayout? {
    OneDNNLayout(of: primitiveDescription, argument, index: index)
  }
}

/// What a primitive does besides its operation: functions applied to the results, and scratch memory
/// that its caller provides.
private final class OneDNNAttributes {
  let handle: OpaquePointer

  init(
    node: String, channelFactors: [Float]?, functions: [ElementaryFunction], accumulates: Bool
  ) throws {
    let action = "describe a primitive's attributes"
    var attributes: OpaquePointer?
    try OneDNNError.check(dnnl_primitive_attr_create(&attributes), node: node, action: action)
    guard let attributes else {
      throw OneDNNError(node: node, action: action, status: .outOfMemory)
    }
    handle = attributes
    try OneDNNError.check(
      dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user), node: node,
      action: action)
    guard channelFactors != nil || !functions.isEmpty || accumulates else { return }
    var operations: OpaquePointer?
    try OneDNNError.check(dnnl_post_ops_create(&operations), node: node, action: action)
    defer { dnnl_post_ops_destroy(operations) }
    if let factors = channelFactors {
      // The first of all, which is what `onednn_channel_factors_argument` stands for.
      let layout = try OneDNNLayout(dense: [1, factors.count, 1, 1], node: node)
      try OneDNNError.check(
        onednn_multiply_channels(
          attributes, operations, Int64(factors.count), factors, layout.raw), node: node,
        action: action)
    }
    if accumulates {
      try OneDNNError.check(
        onednn_post_operations_append_sum(operations, dnnl_f32), node: node, action: action)
    }
    for function in functions {
      try OneDNNError.check(
        onednn_post_operations_append_eltwise(
          operations, function.kind, function.alpha, function.beta), node: node, action: action)
    }
    try OneDNNError.check(
      dnnl_primitive_attr_set_post_ops(attributes, operations), node: node, action: action)
  }

  deinit {
    dnnl_primitive_attr_destroy(handle)
  }
}
