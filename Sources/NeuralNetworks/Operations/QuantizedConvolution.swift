/// A convolution in whole numbers: 8-bit factors, sums in 32 bits, and one multiplication of floats for
/// each result (Jacob et al., "Quantization and Training of Neural Networks for Efficient
/// Integer-Arithmetic-Only Inference", CVPR 2018).
///
/// Its input holds levels, whole numbers from 0 to 255. A result is (Σ weight · level + bias) · scale
/// of its channel.
///
/// Its parameters are `NAME.weight`, whole numbers from −127 to 127 in the shape of the convolution's
/// weights; `NAME.bias`, (O), whole numbers of at most 24 bits; and `NAME.scale`, (O), floats. There
/// is a bias whether or not the convolution had one.
public struct QuantizedConvolution: Hashable, Sendable {
  /// What becomes of the results.
  public enum Result: Hashable, Sendable {
    /// Rounded to the nearest level, half to even: what is negative becomes 0, which is a ReLU.
    case levels
    /// Floats as they are.
    case floats
  }

  /// Kernel, stride, groups and channels.
  public var convolution: Convolution
  /// What becomes of the results.
  public var result: Result

  /// Creates a convolution in whole numbers.
  public init(_ convolution: Convolution, result: Result) {
    self.convolution = convolution
    self.result = result
  }
}
