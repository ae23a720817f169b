import NeuralNetworks

/// The part of a twin network that turns a picture into an embedding; exemplar and search region go
/// through the same one.
public protocol Backbone: Sendable {
  /// The name by which a model's `config.json` asks for it.
  static var type: String { get }
  /// How many pixels of the input one cell of the embedding moves by, each way.
  var stride: Int { get }
  /// Channels of the embedding.
  var embeddingChannels: Int { get }

  /// Adds this backbone to a network.
  ///
  /// - Parameters:
  ///   - image: (N, 3, H, W), RGB, 0…255.
  ///   - network: The network that grows.
  /// - Returns: The embedding, (N, ``embeddingChannels``, h, w).
  func embedding(of image: Network.Value, in network: inout Network) -> Network.Value
}
