import NeuralNetworks

/// A network that turns a small picture into an embedding: pictures of one class are to lie near each
/// other and far from all others.
///
/// It is the branch of Koch et al., "Siamese Neural Networks for One-shot Image Recognition" (ICML 2015
/// deep learning workshop), in small. Deviations: every stage is a 3×3 convolution that keeps the size,
/// batch normalization, ReLU and max pooling by 2, where the paper has large kernels without
/// normalization; the last layer, over the whole map that is left, has no sigmoid, and what is compared
/// is the straight distance, not a learned one (``LearnedComparison`` is that).
public struct EmbeddingNetwork: Hashable, Sendable {
  /// The names of the network's input and output.
  public enum Port {
    /// (N, ``channels``, ``pictureSize``, ``pictureSize``), 0…255.
    public static let picture = "picture"
    /// (N, ``dimensions``, 1, 1)
    public static let embedding = "embedding"
  }

  /// Rows and columns of a picture: a multiple of 2 to the power of the number of stages.
  public var pictureSize: Int
  /// 1 for grey pictures, 3 for RGB.
  public var channels: Int
  /// Channels of each stage; a stage halves the picture.
  public var stages: [Int]
  /// How long an embedding is.
  public var dimensions: Int

  /// Creates a description; the default has some 120,000 parameters.
  ///
  /// - Precondition: The stages leave whole cells.
  public init(
    pictureSize: Int = 32, channels: Int = 1, stages: [Int] = [32, 64, 64], dimensions: Int = 64
  ) {
    precondition(
      pictureSize > 0 && pictureSize % (1 << stages.count) == 0,
      "\(pictureSize) pixels cannot be halved \(stages.count) times")
    self.pictureSize = pictureSize
    self.channels = channels
    self.stages = stages
    self.dimensions = dimensions
  }

  /// The number of values of one picture.
  public var pictureValues: Int { channels * pictureSize * pictureSize }

  /// The shape of a batch of pictures.
  public func pictureShape(_ count: Int) -> [Int] {
    [count, channels, pictureSize, pictureSize]
  }

  /// ``Port/picture`` → ``Port/embedding``.
  public var network: Network {
    var network = Network()
    let picture = network.input(Port.picture)
    network.output(embedding(of: picture, in: &network), name: Port.embedding)
    return network
  }

  /// Adds this network to another one.
  ///
  /// - Parameters:
  ///   - picture: (N, ``channels``, ``pictureSize``, ``pictureSize``), 0…255.
  ///   - network: The network that grows.
  ///   - prefix: What the names of its parameters begin with; where it occurs twice with the same
  ///     prefix, the parameters are shared.
  /// - Returns: (N, ``dimensions``, 1, 1).
  public func embedding(
    of picture: Network.Value, in network: inout Network, prefix: String = "embedding"
  ) -> Network.Value {
    var value = network.activation(picture, .linear(scale: 2 / 255, offset: -1))
    var inputs = channels
    for (index, outputs) in stages.enumerated() {
      // What a bias would add, the normalization would take away again.
      value = network.convolution(
        value,
        Convolution(
          inputChannels: inputs, outputChannels: outputs, kernel: 3, padding: 1, hasBias: false),
        name: "\(prefix).conv\(index + 1)")
      value = network.batchNormalization(
        value, BatchNormalization(channels: outputs), name: "\(prefix).norm\(index + 1)")
      value = network.pooling(network.activation(value, .relu), .max(kernel: 2))
      inputs = outputs
    }
    let left = pictureSize >> stages.count
    return network.convolution(
      value,
      Convolution(
        inputChannels: inputs, outputChannels: dimensions,
        kernel: Extent(height: left, width: left)), name: "\(prefix).output")
  }
}

extension EmbeddingNetwork: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case channels, stages, dimensions
    case pictureSize = "picture_size"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    pictureSize = try values.decode(.pictureSize, in: 1...1024)
    channels = try values.decode(.channels, in: 1...3)
    stages = try values.decode([Int].self, forKey: .stages)
    dimensions = try values.decode(.dimensions, in: 1...4096)
    guard channels != 2 else {
      throw DecodingError.dataCorruptedError(
        forKey: .channels, in: values, debugDescription: "found 2, expected 1 (grey) or 3 (RGB)")
    }
    guard
      stages.count <= 10, stages.allSatisfy({ (1...4096).contains($0) }),
      pictureSize % (1 << stages.count) == 0
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .stages, in: values,
        debugDescription:
          "found \(stages), expected channels from 1 to 4096, of stages that halve \(pictureSize) "
          + "pixels without a rest")
    }
  }
}
