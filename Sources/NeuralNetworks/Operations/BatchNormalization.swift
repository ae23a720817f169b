/// Batch normalization with the statistics gathered in training (Ioffe and Szegedy, "Batch
/// Normalization: Accelerating Deep Network Training", ICML 2015).
///
/// Every value v of channel c becomes
/// (v − running_mean[c]) / √(running_var[c] + ``epsilon``) · weight[c] + bias[c].
/// The channels are the second dimension: (N, C, …).
///
/// Its parameters are `NAME.weight`, `NAME.bias`, `NAME.running_mean` and `NAME.running_var`, each
/// (``channels``).
public struct BatchNormalization: Hashable, Sendable {
  /// Channels of the input, its second dimension.
  public var channels: Int
  /// Keeps the division finite where a channel hardly varies.
  public var epsilon: Double

  /// Creates a batch normalization; 1e-5 is PyTorch's default.
  public init(channels: Int, epsilon: Double = 1e-5) {
    self.channels = channels
    self.epsilon = epsilon
  }
}
