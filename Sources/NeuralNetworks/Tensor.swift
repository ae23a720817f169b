/// A dense array of 32-bit floats with a shape, in row-major order: the last dimension runs fastest.
///
/// Pictures and feature maps have the shape (N, C, H, W): batch, channels, rows, columns.
public struct Tensor: Equatable, Sendable {
  /// The extent of every dimension; empty for a scalar.
  public let shape: [Int]
  /// The elements, `shape`'s product of them.
  public var values: [Float]

  /// Creates a tensor from its elements.
  ///
  /// - Precondition: `values` holds as many elements as `shape` says.
  public init(shape: [Int], values: [Float]) {
    precondition(
      values.count == shape.reduce(1, *),
      "a tensor of shape \(shape) has \(shape.reduce(1, *)) elements, not \(values.count)")
    self.shape = shape
    self.values = values
  }

  /// Creates a tensor with every element equal to `value`.
  public init(repeating value: Float, shape: [Int]) {
    self.init(shape: shape, values: Array(repeating: value, count: shape.reduce(1, *)))
  }

  /// The number of elements.
  public var count: Int { values.count }
}
