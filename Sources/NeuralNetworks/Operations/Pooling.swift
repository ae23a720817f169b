/// Reduces every window of a feature map to one value, channel by channel.
///
/// (N, C, H, W) becomes (N, C, H′, W′) with H′ = ⌊(H + top + bottom − kernel) / stride⌋ + 1, and W′
/// likewise. The padding on each side is smaller than the kernel, so that no window is empty.
public struct Pooling: Hashable, Sendable {
  /// What becomes of a window.
  public enum Reduction: Hashable, Sendable {
    /// Its largest value; padding never wins.
    case maximum
    /// Its mean; padding counts as zeros if `countsPadding`, else only cells inside count.
    case average(countsPadding: Bool)
  }

  /// What becomes of a window.
  public var reduction: Reduction
  /// Rows and columns of a window.
  public var kernel: Extent
  /// Cells between two windows.
  public var stride: Extent
  /// Cells added around the input.
  public var padding: Padding

  /// Max pooling; the stride is the kernel's size unless given.
  public static func max(kernel: Extent, stride: Extent? = nil, padding: Padding = 0) -> Pooling {
    Pooling(reduction: .maximum, kernel: kernel, stride: stride ?? kernel, padding: padding)
  }

  /// Average pooling; the stride is the kernel's size unless given.
  public static func average(
    kernel: Extent, stride: Extent? = nil, padding: Padding = 0, countsPadding: Bool = true
  ) -> Pooling {
    Pooling(
      reduction: .average(countsPadding: countsPadding), kernel: kernel, stride: stride ?? kernel,
      padding: padding)
  }
}
