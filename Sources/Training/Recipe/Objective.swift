import Siamese

/// A part of what a network is to do, and how much it counts.
public struct Objective: Hashable, Sendable {
  /// What the loss is multiplied with.
  public var share: Double
  /// The loss.
  public var loss: Loss

  /// The losses.
  public enum Loss: Hashable, Sendable {
    /// A loss over score maps: what is right is known.
    case scores(ScoreMapLossSettings)
    /// Doing as another network does.
    case distillation(Distillation)
  }

  /// Doing as another network, the teacher, does on the same pictures: no label is needed (Hinton,
  /// Vinyals and Dean, "Distilling the Knowledge in a Neural Network", 2015; on features, Romero et
  /// al., "FitNets", ICLR 2015).
  public struct Distillation: Hashable, Sendable {
    /// The teacher: a model's name, or the path of its folder.
    public var teacher: String
    /// How much the exemplars' embeddings count.
    public var exemplar: Double
    /// How much the search regions' embeddings count.
    public var search: Double
    /// How much the score maps count.
    public var scores: Double

    /// Creates the loss.
    public init(teacher: String, exemplar: Double, search: Double, scores: Double) {
      self.teacher = teacher
      self.exemplar = exemplar
      self.search = search
      self.scores = scores
    }
  }

  /// Creates a part of an objective.
  public init(_ loss: Loss, share: Double = 1) {
    self.loss = loss
    self.share = share
  }

  /// What the metrics call it.
  var name: String {
    switch loss {
    case .scores(.balancedLogistic): "balanced-logistic"
    case .scores(.focal): "focal"
    case .scores(.triplet): "triplet"
    case .scores(.rankedLogistic): "ranked-logistic"
    case .distillation: Loss.distillationName
    }
  }
}

/// `{ "share": 1, "loss": { "type": NAME, "settings": { … } } }`
extension Objective: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case share, loss
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    share = try values.decode(.share, in: 0...1e6)
    loss = try values.decode(Loss.self, forKey: .loss)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(share, forKey: .share)
    try values.encode(loss, forKey: .loss)
  }
}

extension Objective.Loss: Codable {
  static let distillationName = "distillation"

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case type, settings
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    if try values.decode(String.self, forKey: .type) == Self.distillationName {
      let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
      self = .distillation(try values.decode(Objective.Distillation.self, forKey: .settings))
    } else {
      self = .scores(try ScoreMapLossSettings(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .scores(let settings): try settings.encode(to: encoder)
    case .distillation(let settings):
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(Self.distillationName, forKey: .type)
      try values.encode(settings, forKey: .settings)
    }
  }
}

extension Objective.Distillation: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case teacher, exemplar, search, scores
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    teacher = try values.decode(String.self, forKey: .teacher)
    exemplar = try values.decode(.exemplar, in: 0...1e6)
    search = try values.decode(.search, in: 0...1e6)
    scores = try values.decode(.scores, in: 0...1e6)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(teacher, forKey: .teacher)
    try values.encode(exemplar, forKey: .exemplar)
    try values.encode(search, forKey: .search)
    try values.encode(scores, forKey: .scores)
  }
}
