import NeuralNetworks

/// A Siamese network: one backbone for both branches, so that weights are shared by construction,
/// and a similarity between their embeddings.
///
/// It is a description; ``Model`` joins it with weights and computes it.
public struct TwinNetwork: Sendable {
  /// The names of the networks' inputs and outputs.
  public enum Port {
    /// A picture, (N, 3, H, W), RGB, 0…255.
    public static let image = "image"
    /// The exemplar's embedding, (M, C, h, w).
    public static let exemplar = "exemplar"
    /// A picture of each exemplar, (M, 3, h, w), RGB, 0…255.
    public static let exemplarImage = "exemplarImage"
    /// A picture of each search region, (N, 3, H, W), RGB, 0…255.
    public static let searchImage = "searchImage"
    /// An embedding, (N, C, h, w).
    public static let embedding = "embedding"
    /// Score maps, (N, 1, H, W).
    public static let scores = "scores"
  }

  /// What embeds exemplar and search region.
  public let backbone: any Backbone
  /// What compares the embeddings.
  public var similarity: CrossCorrelationSimilarity

  /// The backbone in whole numbers, where that is what embeds.
  private let quantizedBackbone: Network?

  /// Joins a backbone and a similarity.
  public init(backbone: any Backbone, similarity: CrossCorrelationSimilarity) {
    self.init(backbone: backbone, similarity: similarity, quantizedBackbone: nil)
  }

  private init(
    backbone: any Backbone, similarity: CrossCorrelationSimilarity, quantizedBackbone: Network?
  ) {
    self.backbone = backbone
    self.similarity = similarity
    self.quantizedBackbone = quantizedBackbone
  }

  /// The same network with its backbone in whole numbers: pictures are inputs of levels, and
  /// embeddings floats.
  ///
  /// - Throws: `NetworkError` where the backbone has an operation that there are only floats for.
  public func quantized() throws -> TwinNetwork {
    TwinNetwork(
      backbone: backbone, similarity: similarity,
      quantizedBackbone: try embeddingNetwork.quantized())
  }

  /// Whether pictures are inputs of levels, the backbone's arithmetic being that of whole numbers.
  public var isQuantized: Bool { quantizedBackbone != nil }

  /// Adds an input for pictures and their embedding.
  private func embedding(ofInput name: String, in network: inout Network) -> Network.Value {
    guard let quantizedBackbone else {
      return backbone.embedding(of: network.input(name), in: &network)
    }
    guard
      let embedding = network.append(quantizedBackbone, to: network.levels(name))[Port.embedding]
    else { preconditionFailure("a quantized backbone without an embedding") }
    return embedding
  }

  /// The branch alone: ``Port/image`` → ``Port/embedding``.
  public var embeddingNetwork: Network {
    var network = Network()
    network.output(embedding(ofInput: Port.image, in: &network), name: Port.embedding)
    return network
  }

  /// The branch of the search region and the comparison: ``Port/image`` and ``Port/exemplar`` →
  /// ``Port/scores``.
  public var searchNetwork: Network {
    var network = Network()
    let search = embedding(ofInput: Port.image, in: &network)
    let exemplar = network.input(Port.exemplar)
    network.output(
      similarity.scores(exemplar: exemplar, search: search, in: &network), name: Port.scores)
    return network
  }

  /// Both branches and the comparison, as they learn: ``Port/exemplarImage`` and ``Port/searchImage``
  /// → ``Port/scores``. The branches share their parameters, and the exemplar's comes first.
  ///
  /// - Parameters:
  ///   - comparison: Which exemplars are compared with which search regions: `.plain` for the pairs,
  ///     `.everyPair` for each with each, so that scores are (N, N, H, W).
  ///   - givesEmbeddings: Whether the embeddings are outputs, too: ``Port/exemplar`` and
  ///     ``Port/embedding``, the search region's.
  public func trainingNetwork(
    comparing comparison: CrossCorrelation = .plain, givingEmbeddings givesEmbeddings: Bool = false
  ) -> Network {
    var network = Network()
    let exemplar = backbone.embedding(of: network.input(Port.exemplarImage), in: &network)
    let search = backbone.embedding(of: network.input(Port.searchImage), in: &network)
    let scores = similarity.scores(
      exemplar: exemplar, search: search, comparing: comparison, in: &network)
    network.output(scores, name: Port.scores)
    if givesEmbeddings {
      network.output(exemplar, name: Port.exemplar)
      network.output(search, name: Port.embedding)
    }
    return network
  }

  /// The comparison alone: ``Port/exemplar`` and ``Port/embedding`` → ``Port/scores``.
  public var similarityNetwork: Network {
    var network = Network()
    let exemplar = network.input(Port.exemplar)
    let search = network.input(Port.embedding)
    network.output(
      similarity.scores(exemplar: exemplar, search: search, in: &network), name: Port.scores)
    return network
  }

  /// The shape of the embedding of pictures.
  ///
  /// - Parameter pictures: (N, 3, H, W).
  /// - Returns: (N, C, h, w).
  /// - Throws: `NetworkError` where the pictures are too small for the backbone.
  public func embeddingShape(ofPictures pictures: [Int]) throws -> [Int] {
    try embeddingNetwork.outputShapes(inputs: [Port.image: pictures])[Port.embedding] ?? []
  }
}
