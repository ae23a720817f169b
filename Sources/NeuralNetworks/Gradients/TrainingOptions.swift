/// How a network is computed while it learns.
public struct TrainingOptions: Hashable, Sendable {
  /// The numbers that values and their gradients are kept in between operations. Parameters and
  /// their gradients are 32-bit floats in any case.
  public var precision: Precision
  /// How many threads one step uses.
  public var threads: Int
  /// The share of the newest batch in the running statistics of batch normalizations: PyTorch's
  /// `momentum`, whose default it has.
  public var statisticsMomentum: Double
  /// Names of layers that do not learn: their parameters have no gradient, and batch normalizations
  /// among them use their stored statistics. A name stands for all that begins with it and a dot,
  /// too: `backbone` for `backbone.conv1`.
  public var frozen: Set<String>
  /// Names, as in ``frozen``, of batch normalizations that use their stored statistics, but whose
  /// weight and bias learn.
  public var frozenStatistics: Set<String>
  /// Names of the inputs whose gradients are wanted.
  public var inputGradients: Set<String>

  /// Creates options.
  public init(
    precision: Precision = .float32, threads: Int = 1, statisticsMomentum: Double = 0.1,
    frozen: Set<String> = [], frozenStatistics: Set<String> = [],
    inputGradients: Set<String> = []
  ) {
    self.precision = precision
    self.threads = threads
    self.statisticsMomentum = statisticsMomentum
    self.frozen = frozen
    self.frozenStatistics = frozenStatistics
    self.inputGradients = inputGradients
  }
}
