import COneDNN

/// The numbers that a value is kept in.
enum OneDNNElement {
  case float32
  /// The upper half of a 32-bit float.
  case bfloat16
  case int8
  case uint8
  case int32

  fileprivate var raw: dnnl_data_type_t {
    switch self {
    case .float32: dnnl_f32
    case .bfloat16: dnnl_bf16
    case .int8: dnnl_s8
    case .uint8: dnnl_u8
    case .int32: dnnl_s32
    }
  }

  /// Bytes.
  var size: Int {
    switch self {
    case .float32, .int32: 4
    case .bfloat16: 2
    case .int8, .uint8: 1
    }
  }
}

/// How oneDNN keeps an array in memory: extents and the order of the elements. Immutable.
final class OneDNNLayout {
  let raw: onednn_layout

  /// Takes ownership of `raw`.
  private init(_ raw: onednn_layout) {
    self.raw = raw
  }

  deinit {
    onednn_layout_destroy(raw)
  }

  /// Row-major, without gaps.
  convenience init(
    dense shape: [Int], element: OneDNNElement = .float32, node: String
  ) throws {
    try self.init(shape, strides: Self.denseStrides(of: shape), element: element, node: node)
  }

  /// Row-major matrices, without gaps, seen with rows and columns exchanged.
  ///
  /// - Parameter shape: As they are stored.
  convenience init(transposed shape: [Int], element: OneDNNElement, node: String) throws {
    var strides = Self.denseStrides(of: shape)
    var shape = shape
    shape.swapAt(shape.count - 2, shape.count - 1)
    strides.swapAt(strides.count - 2, strides.count - 1)
    try self.init(shape, strides: strides, element: element, node: node)
  }

  /// How many elements lie between two neighbours in each dimension.
  static func denseStrides(of shape: [Int]) -> [Int] {
    var strides = Array(repeating: 1, count: shape.count)
    for dimension in shape.indices.dropLast().reversed() {
      strides[dimension] = strides[dimension + 1] * shape[dimension + 1]
    }
    return strides
  }

  /// A (N, C, H, W) array whose channels run fastest, without gaps.
  convenience init(
    channelsLast shape: [Int], element: OneDNNElement = .float32, node: String
  ) throws {
    let (channels, width) = (shape[1], shape[3])
    try self.init(
      shape, strides: [shape[2] * width * channels, 1, width * channels, channels],
      element: element, node: node)
  }

  /// A (N, C, H, W) array in planes of 16 channels: (N, C / 16, H, W, 16).
  convenience init(planes shape: [Int], element: OneDNNElement, node: String) throws {
    try self.init(node: node) {
      onednn_layout_create_planes(&$0, shape.map(Int64.init), element.raw)
    }
  }

  /// Elements at the given strides, counted in elements.
  convenience init(
    _ shape: [Int], strides: [Int], element: OneDNNElement = .float32, node: String
  ) throws {
    try self.init(node: node) {
      onednn_layout_create_strided(
        &$0, Int32(shape.count), shape.map(Int64.init), element.raw, strides.map(Int64.init))
    }
  }

  /// Whatever the primitive likes best.
  convenience init(
    any shape: [Int], element: OneDNNElement = .float32, node: String
  ) throws {
    try self.init(node: node) {
      onednn_layout_create_any(&$0, Int32(shape.count), shape.map(Int64.init), element.raw)
    }
  }

  /// The first elements in each dimension, where they lie within `whole`.
  convenience init(partOf whole: OneDNNLayout, shape: [Int], node: String) throws {
    try self.init(node: node) {
      onednn_layout_create_part(&$0, whole.raw, shape.map(Int64.init))
    }
  }

  /// What a primitive wants for one of its arguments; nil when it takes no such argument.
  convenience init?(of description: OpaquePointer, _ argument: dnnl_query_t, index: Int = 0) {
    guard let raw = onednn_description_layout(description, argument, Int32(index)) else {
      return nil
    }
    self.init(raw)
  }

  private convenience init(
    node: String, create: (inout onednn_layout?) -> dnnl_status_t
  ) throws {
    var raw: onednn_layout?
    try OneDNNError.check(create(&raw), node: node, action: "describe a memory layout")
    guard let raw else {
      throw OneDNNError(node: node, action: "describe a memory layout", status: .outOfMemory)
    }
    self.init(raw)
  }

  /// Bytes, with what the layout pads.
  var size: Int { dnnl_memory_desc_get_size(raw) }

  /// What its elements are, or nil where that is nothing that this package computes with.
  var element: OneDNNElement? {
    switch onednn_layout_element(raw) {
    case dnnl_f32: .float32
    case dnnl_bf16: .bfloat16
    case dnnl_s8: .int8
    case dnnl_u8: .uint8
    case dnnl_s32: .int32
    default: nil
    }
  }

  /// Whether the same elements lie at the same places.
  func isSame(as other: OneDNNLayout) -> Bool {
    dnnl_memory_desc_equal(raw, other.raw) != 0
  }
}
