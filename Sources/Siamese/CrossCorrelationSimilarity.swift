import NeuralNetworks

/// The similarity of SiamFC: the exemplar's embedding slides over the search region's, valid places
/// only, and every place's inner product becomes a score (Bertinetto et al. 2016, equation 2).
public struct CrossCorrelationSimilarity: Hashable, Sendable {
  /// The name by which a model's `config.json` asks for it.
  public static let type = "cross-correlation"
  /// What the inner products are multiplied with.
  public var scale: Double
  /// What is added to the scaled products.
  public var bias: Double

  /// Creates a similarity; `scale` and `bias` belong to the trained weights.
  public init(scale: Double, bias: Double = 0) {
    self.scale = scale
    self.bias = bias
  }

  /// Adds this similarity to a network.
  ///
  /// - Parameters:
  ///   - exemplar: (M, C, h, w).
  ///   - search: (N, C, H, W), N a multiple of M: exemplar m goes with the N / M search regions from
  ///     m · N / M on.
  ///   - comparison: `.plain`, or `.everyPair` to compare every exemplar with every search region.
  ///   - network: The network that grows.
  /// - Returns: Score maps, (N, 1, H − h + 1, W − w + 1), or (N, M, …) of every pair.
  func scores(
    exemplar: Network.Value, search: Network.Value,
    comparing comparison: CrossCorrelation = .plain, in network: inout Network
  ) -> Network.Value {
    let products = network.crossCorrelation(search: search, exemplar: exemplar, comparison)
    return network.activation(products, .linear(scale: Float(scale), offset: Float(bias)))
  }
}
