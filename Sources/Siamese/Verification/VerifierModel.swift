import NeuralNetworks

/// A trained ``EmbeddingNetwork`` with the threshold that was chosen for it: a folder with
/// `config.json`, `model.safetensors` and `README.md`.
///
/// ```json
/// {
///   "format": 1,
///   "type": "verifier",
///   "embedding": { "picture_size": 32, "channels": 1, "stages": [32, 64, 64], "dimensions": 64 },
///   "distance": "euclidean",
///   "threshold": 0.81,
///   "seen_classes": ["a", "b"]
/// }
/// ```
///
/// Unknown and missing keys are errors.
public struct VerifierModel: Sendable {
  /// What `config.json` says.
  public struct Configuration: Hashable, Sendable {
    /// The version of the format that this code reads and writes.
    public static let format = 1

    /// The network, without its weights.
    public var embedding: EmbeddingNetwork
    /// The largest distance of two pictures of the same class.
    public var threshold: Double
    /// The names of the classes that it was trained or its threshold chosen on: a test on them shows
    /// nothing.
    public var seenClasses: [String]

    /// Creates a configuration.
    public init(embedding: EmbeddingNetwork, threshold: Double, seenClasses: [String]) {
      self.embedding = embedding
      self.threshold = threshold
      self.seenClasses = seenClasses
    }
  }

  /// What it consists of.
  public let configuration: Configuration
  /// The weights by their names in the network's description.
  public let parameters: [String: Tensor]
  private let plans: Pool<any InferencePlan>

  /// How many pictures are embedded at once.
  private static let batch = 32

  /// Joins a configuration with its weights.
  ///
  /// - Parameters:
  ///   - configuration: What it consists of.
  ///   - parameters: Every tensor that the network needs.
  ///   - engine: What computes the network.
  ///   - threads: How many threads that uses.
  /// - Throws: `NetworkError` where parameters and network do not fit together.
  public init(
    configuration: Configuration, parameters: [String: Tensor],
    engine: any Engine = OneDNNEngine(), threads: Int = 1
  ) throws {
    self.configuration = configuration
    self.parameters = parameters
    let prepared = try engine.prepare(
      configuration.embedding.network, parameters: parameters,
      inputShapes: [
        EmbeddingNetwork.Port.picture: configuration.embedding.pictureShape(Self.batch)
      ], threads: threads)
    plans = Pool { try prepared.makePlan() }
  }

  /// Loads a model folder.
  ///
  /// - Throws: ``ModelError`` or `WeightsError` naming the file and what is wrong with it.
  public init(
    _ folder: ModelFolder, engine: any Engine = OneDNNEngine(), threads: Int = 1
  ) throws {
    let configuration = try folder.readConfiguration(as: Configuration.self)
    try self.init(
      configuration: configuration,
      parameters: folder.readParameters(of: configuration.embedding.network), engine: engine,
      threads: threads)
  }

  /// Writes a model folder, which must not exist yet, whole or not at all.
  ///
  /// - Parameter card: Goes to `README.md`.
  /// - Throws: ``ModelError`` or `WeightsError` naming the file that cannot be written.
  public func write(to folder: ModelFolder, card: String) throws {
    try folder.write(anyConfiguration: configuration, parameters: parameters, card: card)
  }

  /// What answers whether two embeddings are of the same class.
  public var verifier: Verifier {
    Verifier(distance: EuclideanDistance(), threshold: configuration.threshold)
  }

  /// The embeddings of the pictures of some classes.
  ///
  /// - Parameter classes: Pictures, (C, H, W) of the network's sizes.
  public func embed(_ classes: [[[UInt8]]]) throws -> [[[Double]]] {
    let pictures = classes.flatMap { $0 }
    var embeddings: [[Double]] = []
    let (values, length) = (
      configuration.embedding.pictureValues, configuration.embedding.dimensions
    )
    try plans.withElement { plan in
      for start in stride(from: 0, to: pictures.count, by: Self.batch) {
        let some = pictures[start..<min(start + Self.batch, pictures.count)]
        let input = plan.input(EmbeddingNetwork.Port.picture)
        for (index, picture) in some.enumerated() {
          precondition(picture.count == values, "a picture of another size")
          for (offset, level) in picture.enumerated() {
            input[index * values + offset] = Float(level)
          }
        }
        try plan.run()
        let output = plan.output(EmbeddingNetwork.Port.embedding)
        for index in 0..<some.count {
          embeddings.append(output[index * length..<(index + 1) * length].map(Double.init))
        }
      }
    }
    var rest = embeddings[...]
    return classes.map { pictures in
      defer { rest = rest.dropFirst(pictures.count) }
      return Array(rest.prefix(pictures.count))
    }
  }
}

extension VerifierModel.Configuration: Codable {
  private static let type = "verifier"
  private static let distance = "euclidean"

  enum CodingKeys: String, CodingKey, CaseIterable {
    case format, type, embedding, distance, threshold
    case seenClasses = "seen_classes"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    _ = try values.decode(.format, in: Self.format...Self.format)
    for (key, expected) in [(CodingKeys.type, Self.type), (.distance, Self.distance)] {
      let found = try values.decode(String.self, forKey: key)
      guard found == expected else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: values, debugDescription: "found '\(found)', expected \(expected)")
      }
    }
    embedding = try values.decode(EmbeddingNetwork.self, forKey: .embedding)
    threshold = try values.decode(.threshold, in: 0...Double.greatestFiniteMagnitude)
    seenClasses = try values.decode([String].self, forKey: .seenClasses)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(Self.format, forKey: .format)
    try values.encode(Self.type, forKey: .type)
    try values.encode(embedding, forKey: .embedding)
    try values.encode(Self.distance, forKey: .distance)
    try values.encode(threshold, forKey: .threshold)
    try values.encode(seenClasses, forKey: .seenClasses)
  }
}
