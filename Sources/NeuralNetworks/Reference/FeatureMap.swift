/// A dense array of numbers with a shape, written in place. Unlike a ``Tensor`` it is shared, and its
/// elements are reached without bounds checks in release builds: the reference engine would take
/// minutes otherwise.
final class FeatureMap<Scalar: BinaryFloatingPoint> {
  let shape: [Int]
  let elements: UnsafeMutableBufferPointer<Scalar>

  /// Creates a map of zeros.
  init(shape: [Int]) {
    self.shape = shape
    elements = .allocate(capacity: shape.reduce(1, *))
    elements.initialize(repeating: 0)
  }

  deinit {
    elements.deallocate()
  }

  /// The product of all extents from dimension `first` on.
  func count(from first: Int) -> Int {
    shape.dropFirst(first).reduce(1, *)
  }

  /// One row of a (N, C, H, W) map.
  func row(_ item: Int, _ channel: Int, _ row: Int) -> UnsafeMutablePointer<Scalar>? {
    guard let base = elements.baseAddress else { return nil }
    return base + ((item * shape[1] + channel) * shape[2] + row) * shape[3]
  }
}
