import COneDNN
import Glibc
import Siamese

/// The floor for a network's time: oneDNN's primitives, made directly with its C interface and
/// executed one after another, with no reorders between them.
///
/// What is made here lives until the program ends.
final class BarePrimitives {
  /// A value between two primitives.
  struct Value {
    let layout: onednn_layout
    let start: UnsafeMutableRawPointer
    let shape: [Int64]
  }

  struct Failure: Error, CustomStringConvertible {
    let primitive: String
    let status: UInt32
    var description: String { "\(primitive): oneDNN's status \(status), expected 0" }
  }

  private struct Primitive {
    let work: Work
    let handle: OpaquePointer
    let arguments: [dnnl_exec_arg_t]
  }

  /// What a primitive has to do.
  struct Work {
    let name: String
    /// Additions and multiplications.
    let operations: Double
    /// Of what it reads and what it writes, each once.
    let bytes: Double
  }

  private let precision: ModelPrecision
  private let threads: Int32
  private var primitives: [Primitive] = []
  private let engine: OpaquePointer
  private let stream: OpaquePointer

  /// Primitives made afterwards compute in `precision`; they use `threads` threads.
  init(_ precision: ModelPrecision = .float32, threads: Int) throws {
    self.precision = precision
    self.threads = Int32(threads)
    onednn_find_set_threads()?(self.threads)
    var engine: OpaquePointer?
    var stream: OpaquePointer?
    try Self.check(dnnl_engine_create(&engine, dnnl_cpu, 0), "engine")
    try Self.check(
      dnnl_stream_create(&stream, engine, dnnl_stream_default_flags.rawValue), "stream")
    guard let engine, let stream else { throw Failure(primitive: "engine", status: 1) }
    self.engine = engine
    self.stream = stream
  }

  /// A dense (N, C, H, W) input of random values.
  func input(_ shape: [Int64]) throws -> Value {
    try value(dense(shape, activations), shape)
  }

  /// What the primitives take, and give but for the last of them.
  private var activations: dnnl_data_type_t {
    switch precision {
    case .float32: dnnl_f32
    case .bfloat16: dnnl_bf16
    case .int8: dnnl_u8
    }
  }

  private var weightElement: dnnl_data_type_t { precision == .int8 ? dnnl_s8 : activations }

  /// Adds a convolution without padding that chooses all its layouts; without a ReLU it gives floats.
  func convolution(
    _ name: String, _ input: Value, channels: Int64, kernel: Int64, stride: Int64 = 1,
    groups: Int64 = 1, bias: Bool = true, relu: Bool = true
  ) throws -> Value {
    let height = (input.shape[2] - kernel) / stride + 1
    let width = (input.shape[3] - kernel) / stride + 1
    let shape = [input.shape[0], channels, height, width]
    let weightShape = [channels / groups, input.shape[1] / groups, kernel, kernel]
    let source = try any(input.shape, activations)
    let weights = try any(groups == 1 ? weightShape : [groups] + weightShape, weightElement)
    let destination = try any(shape, relu ? activations : dnnl_f32)
    let isInt8 = precision == .int8
    let biasLayout = bias ? try dense([channels], isInt8 ? dnnl_s32 : dnnl_f32) : nil
    let zero: [Int64] = [0, 0]
    let factors = try dense([1, channels, 1, 1])
    // Unsigned results have no need of a ReLU.
    let attributes = try attributes(
      relu: relu && !isInt8, factors: isInt8 ? (Int(channels), factors) : nil)
    let (handle, description) = try make(name) {
      onednn_describe_convolution(
        &$0, engine, dnnl_forward_inference, dnnl_convolution_direct, source, weights, biasLayout,
        destination, [stride, stride], zero, zero, zero,
        attributes)
    }
    let packed = try value(layout(description, dnnl_query_weights_md), weightShape)
    let result = try value(layout(description, dnnl_query_dst_md), shape)
    var arguments = [
      (DNNL_ARG_SRC, try adapted(input, layout(description, dnnl_query_src_md))),
      (DNNL_ARG_WEIGHTS, packed), (DNNL_ARG_DST, result),
    ]
    if isInt8, onednn_channel_factors_are_an_argument() != 0 {
      arguments.append(
        (onednn_channel_factors_argument, try value(factors, [1, channels, 1, 1])))
    }
    if let biasLayout { arguments.append((DNNL_ARG_BIAS, try value(biasLayout, [channels]))) }
    let products = (shape + weightShape.dropFirst()).reduce(1, *)
    try add(name, handle, description, arguments, operations: 2 * Double(products))
    return result
  }

  /// Adds max pooling without padding, in its input's layout.
  func pooling(_ name: String, _ input: Value, kernel: Int64, stride: Int64) throws -> Value {
    let shape =
      Array(input.shape.prefix(2)) + input.shape.suffix(2).map { ($0 - kernel) / stride + 1 }
    let destination = try any(shape, activations)
    let zero: [Int64] = [0, 0]
    let attributes = try attributes(relu: false)
    let (handle, description) = try make(name) {
      onednn_describe_pooling(
        &$0, engine, dnnl_forward_inference, dnnl_pooling_max, input.layout, destination,
        [stride, stride], [kernel, kernel], zero, zero, attributes)
    }
    let result = try value(layout(description, dnnl_query_dst_md), shape)
    try add(
      name, handle, description, [(DNNL_ARG_SRC, input), (DNNL_ARG_DST, result)], operations: 0)
    return result
  }

  /// What the primitives do, in the order of execution.
  var work: [Work] { primitives.map(\.work) }

  /// Executes all primitives; `finished` is called after each one with its index.
  func run(finished: (Int) -> Void = { _ in }) throws {
    onednn_find_set_threads()?(threads)
    for (index, primitive) in primitives.enumerated() {
      try Self.check(
        dnnl_primitive_execute(
          primitive.handle, stream, Int32(primitive.arguments.count), primitive.arguments),
        primitive.work.name)
      finished(index)
    }
    try Self.check(dnnl_stream_wait(stream), "stream")
  }

  // MARK: Making

  private static func check(_ status: dnnl_status_t, _ name: String) throws {
    guard status == dnnl_success else { throw Failure(primitive: name, status: status.rawValue) }
  }

  private func any(_ shape: [Int64], _ element: dnnl_data_type_t) throws -> onednn_layout {
    var layout: onednn_layout?
    try Self.check(onednn_layout_create_any(&layout, Int32(shape.count), shape, element), "layout")
    guard let layout else { throw Failure(primitive: "layout", status: 1) }
    return layout
  }

  private func dense(
    _ shape: [Int64], _ element: dnnl_data_type_t = dnnl_f32
  ) throws -> onednn_layout {
    var strides = shape.map { _ in Int64(1) }
    for index in shape.indices.dropLast().reversed() {
      strides[index] = strides[index + 1] * shape[index + 1]
    }
    var layout: onednn_layout?
    try Self.check(
      onednn_layout_create_strided(&layout, Int32(shape.count), shape, element, strides), "layout")
    guard let layout else { throw Failure(primitive: "layout", status: 1) }
    return layout
  }

  private func layout(
    _ description: OpaquePointer, _ argument: dnnl_query_t
  ) throws -> onednn_layout {
    guard let layout = onednn_description_layout(description, argument, 0) else {
      throw Failure(primitive: "layout", status: 1)
    }
    return layout
  }

  private func attributes(
    relu: Bool, factors: (count: Int, layout: onednn_layout)? = nil
  ) throws -> OpaquePointer? {
    var attributes: OpaquePointer?
    try Self.check(dnnl_primitive_attr_create(&attributes), "attributes")
    try Self.check(
      dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user), "attributes")
    var operations: OpaquePointer?
    try Self.check(dnnl_post_ops_create(&operations), "attributes")
    if let factors {
      let ones = Array(repeating: Float(1e-4), count: factors.count)
      try Self.check(
        onednn_multiply_channels(
          attributes, operations, Int64(factors.count), ones, factors.layout), "attributes")
    }
    if relu {
      try Self.check(
        onednn_post_operations_append_eltwise(operations, dnnl_eltwise_relu, 0, 0), "attributes")
    }
    try Self.check(dnnl_primitive_attr_set_post_ops(attributes, operations), "attributes")
    return attributes
  }

  private func make(
    _ name: String, describe: (inout OpaquePointer?) -> dnnl_status_t
  ) throws -> (handle: OpaquePointer, description: OpaquePointer) {
    var description: OpaquePointer?
    var handle: OpaquePointer?
    try Self.check(describe(&description), name)
    try Self.check(dnnl_primitive_create(&handle, description), name)
    guard let handle, let description else { throw Failure(primitive: name, status: 1) }
    return (handle, description)
  }

  /// `value` if it is in the layout that is wanted, else other memory in that layout: a floor has no
  /// reorders.
  private func adapted(_ value: Value, _ wanted: onednn_layout) throws -> Value {
    dnnl_memory_desc_equal(value.layout, wanted) != 0
      ? value : try self.value(wanted, value.shape)
  }

  /// Memory with random values, small ones so that no layer overflows.
  private func value(_ layout: onednn_layout, _ shape: [Int64]) throws -> Value {
    let size = dnnl_memory_desc_get_size(layout)
    var start: UnsafeMutableRawPointer?
    guard posix_memalign(&start, 64, max(size, 64)) == 0, let start else {
      throw Failure(primitive: "memory", status: 1)
    }
    switch onednn_layout_element(layout) {
    case dnnl_f32:
      let floats = start.bindMemory(to: Float.self, capacity: size / 4)
      for index in 0..<size / 4 { floats[index] = Float(drand48()) / 10 - 0.05 }
    case dnnl_bf16:
      let halves = start.bindMemory(to: UInt16.self, capacity: size / 2)
      for index in 0..<size / 2 {
        halves[index] = UInt16((Float(drand48()) / 10 - 0.05).bitPattern >> 16)
      }
    default:
      let bytes = start.bindMemory(to: UInt8.self, capacity: size)
      for index in 0..<size { bytes[index] = UInt8(drand48() * 255) }
    }
    return Value(layout: layout, start: start, shape: shape)
  }

  private func add(
    _ name: String, _ handle: OpaquePointer, _ description: OpaquePointer,
    _ arguments: [(role: Int32, value: Value)], operations: Double
  ) throws {
    let bytes = arguments.reduce(0) { $0 + dnnl_memory_desc_get_size($1.value.layout) }
    var all = arguments
    if let scratch = onednn_description_layout(description, dnnl_query_scratchpad_md, 0),
      dnnl_memory_desc_get_size(scratch) > 0
    {
      all.append((DNNL_ARG_SCRATCHPAD, try value(scratch, [])))
    }
    let bound = try all.map { role, value in
      var argument = dnnl_exec_arg_t()
      argument.arg = role
      try Self.check(
        dnnl_memory_create(&argument.memory, value.layout, engine, value.start), name)
      return argument
    }
    let work = Work(name: name, operations: operations, bytes: Double(bytes))
    primitives.append(Primitive(work: work, handle: handle, arguments: bound))
  }
}
