import NeuralNetworks

/// A comparison of two embeddings that is part of a network, and may have parameters that learn with
/// the rest of it.
public protocol Comparison: Sendable {
  /// Adds this comparison to a network.
  ///
  /// - Parameters:
  ///   - first: (N, D, 1, 1).
  ///   - second: (N, D, 1, 1).
  ///   - network: The network that grows.
  /// - Returns: (N, 1, 1, 1).
  func comparison(
    _ first: Network.Value, _ second: Network.Value, in network: inout Network
  ) -> Network.Value
}

/// (x − y)ᵀM(x − y) with M = LᵀL, L learned: the square of ``MahalanobisDistance``.
///
/// L is the weight of a convolution, `NAME.transform.weight`, (R, D, 1, 1).
public struct MahalanobisComparison: Comparison, Hashable {
  /// D, how long embeddings are.
  public var dimensions: Int
  /// R, the rows of L: below `dimensions` the comparison disregards some directions.
  public var rank: Int
  /// The prefix of its parameters' names.
  public var name: String

  /// Creates a comparison; the default has a square L.
  public init(dimensions: Int, rank: Int? = nil, name: String = "metric") {
    self.dimensions = dimensions
    self.rank = rank ?? dimensions
    self.name = name
  }

  public func comparison(
    _ first: Network.Value, _ second: Network.Value, in network: inout Network
  ) -> Network.Value {
    let opposite = network.activation(second, .linear(scale: -1, offset: 0))
    let mapped = network.convolution(
      network.addition(first, opposite),
      Convolution(inputChannels: dimensions, outputChannels: rank, kernel: 1, hasBias: false),
      name: name + ".transform")
    // What correlates with itself at its only place is the sum of its squares.
    return network.crossCorrelation(search: mapped, exemplar: mapped, .plain)
  }

  /// The distance with the L that was learned.
  ///
  /// - Throws: `NetworkError` where it is not among the parameters, or of another shape.
  public func distance(_ parameters: [String: Tensor]) throws -> MahalanobisDistance {
    let (name, shape) = (name + ".transform.weight", [rank, dimensions, 1, 1])
    guard let tensor = parameters[name] else {
      throw NetworkError.missingParameter(name, shape: shape)
    }
    guard tensor.shape == shape else {
      throw NetworkError.parameterShape(name, found: tensor.shape, expected: shape)
    }
    return MahalanobisDistance(
      transform: (0..<rank).map { row in
        tensor.values[row * dimensions..<(row + 1) * dimensions].map(Double.init)
      })
  }
}

/// A small network over both embeddings: how different they are is learned, not only what they are
/// (as in Han et al., "MatchNet", CVPR 2015). One hidden layer with ReLU; the output is a logit, the
/// higher the more alike, to be learned with ``BalancedLogisticLoss`` over maps of one cell.
///
/// No axiom of a metric holds by construction, but symmetry does where ``isSymmetric``: then the
/// network looks at the pair both ways, with the same weights, and gives the mean.
public struct LearnedComparison: Comparison, Hashable {
  /// How long embeddings are.
  public var dimensions: Int
  /// Numbers in the hidden layer.
  public var hidden: Int
  /// Whether both ways give the same.
  public var isSymmetric: Bool
  /// The prefix of its parameters' names.
  public var name: String

  /// Creates a comparison.
  public init(dimensions: Int, hidden: Int, isSymmetric: Bool = true, name: String = "metric") {
    self.dimensions = dimensions
    self.hidden = hidden
    self.isSymmetric = isSymmetric
    self.name = name
  }

  public func comparison(
    _ first: Network.Value, _ second: Network.Value, in network: inout Network
  ) -> Network.Value {
    let there = oneWay(first, second, in: &network)
    guard isSymmetric else { return there }
    let back = oneWay(second, first, in: &network)
    return network.activation(
      network.addition(there, back), .linear(scale: 0.5, offset: 0))
  }

  private func oneWay(
    _ first: Network.Value, _ second: Network.Value, in network: inout Network
  ) -> Network.Value {
    let mixed = network.convolution(
      network.concatenation([first, second]),
      Convolution(inputChannels: 2 * dimensions, outputChannels: hidden, kernel: 1),
      name: name + ".hidden")
    return network.convolution(
      network.activation(mixed, .relu),
      Convolution(inputChannels: hidden, outputChannels: 1, kernel: 1), name: name + ".output")
  }
}

/// The half-twin δ(f(x), g(y)): two branches with weights of their own for two kinds of pictures, such
/// as a drawing and a photograph of the same thing, whose embeddings meet in one comparison.
///
/// With one branch for both, f = g, it would be a twin. Here δ(f(x), g(y)) and δ(f(y), g(x)) differ, so
/// that there is no symmetry in pictures even if δ is a metric, and a picture may be far from itself.
public struct HalfTwinNetwork: Sendable {
  /// The names of the network's inputs and output.
  public enum Port {
    /// (N, C, H, W), a picture of the first kind.
    public static let first = "first"
    /// (N, C, H, W), a picture of the second kind.
    public static let second = "second"
    /// (N, 1, 1, 1)
    public static let comparison = "comparison"
  }

  /// f
  public var first: EmbeddingNetwork
  /// g
  public var second: EmbeddingNetwork
  /// δ
  public var comparison: any Comparison

  /// Joins two branches, whose parameters are called `first.…` and `second.…`.
  ///
  /// - Precondition: Both give embeddings of the same length.
  public init(
    first: EmbeddingNetwork, second: EmbeddingNetwork, comparison: any Comparison
  ) {
    precondition(first.dimensions == second.dimensions, "embeddings differ in length")
    self.first = first
    self.second = second
    self.comparison = comparison
  }

  /// ``Port/first`` and ``Port/second`` → ``Port/comparison``.
  public var network: Network {
    var network = Network()
    let embeddings = [(Port.first, first), (Port.second, second)].map { name, branch in
      branch.embedding(of: network.input(name), in: &network, prefix: name)
    }
    network.output(
      comparison.comparison(embeddings[0], embeddings[1], in: &network), name: Port.comparison)
    return network
  }
}
