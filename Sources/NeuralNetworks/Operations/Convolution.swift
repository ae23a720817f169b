/// A two-dimensional convolution as neural networks use the word: the kernel is not flipped.
///
/// (N, ``inputChannels``, H, W) becomes (N, ``outputChannels``, H′, W′) with
/// H′ = ⌊(H + top + bottom − dilation · (kernel − 1) − 1) / stride⌋ + 1, and W′ likewise.
///
/// Its parameters are `NAME.weight`, (O, I / groups, kernel height, kernel width), and, if
/// ``hasBias``, `NAME.bias`, (O).
public struct Convolution: Hashable, Sendable {
  /// Channels of the input.
  public var inputChannels: Int
  /// Channels of the output.
  public var outputChannels: Int
  /// Rows and columns of the kernel.
  public var kernel: Extent
  /// Cells between two places of the kernel.
  public var stride: Extent
  /// Zeros around the input.
  public var padding: Padding
  /// Cells between two neighbours in the kernel; 1 for a dense kernel.
  public var dilation: Extent
  /// Output channels of group g see only input channels of group g.
  public var groups: Int
  /// Whether a number is added to every output channel.
  public var hasBias: Bool

  /// Creates a convolution; the defaults are a dense kernel at every place that is wholly inside.
  public init(
    inputChannels: Int, outputChannels: Int, kernel: Extent, stride: Extent = 1,
    padding: Padding = 0, dilation: Extent = 1, groups: Int = 1, hasBias: Bool = true
  ) {
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    self.hasBias = hasBias
  }

  /// The shape of `NAME.weight`, (O, I / groups, kernel height, kernel width).
  var weightShape: [Int] {
    [outputChannels, inputChannels / max(groups, 1), kernel.height, kernel.width]
  }
}
