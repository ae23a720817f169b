/// What a model folder's `config.json` says: the parts of the network and the settings of the
/// tracker it was made for.
///
/// ```json
/// {
///   "format": 1,
///   "backbone": { "type": "alexnet" },
///   "similarity": { "type": "cross-correlation", "scale": 0.001, "bias": 0 },
///   "tracker": { "type": "siamfc", "settings": { "exemplar_size": 127, … } }
/// }
/// ```
///
/// Unknown and missing keys are errors.
public struct ModelConfiguration: Sendable {
  /// The version of the format that this code reads and writes.
  public static let format = 1

  /// The network, without its weights.
  public var network: TwinNetwork
  /// The tracker this model is for.
  public var tracker: TrackerSettings

  /// Joins a network with a tracker's settings.
  public init(network: TwinNetwork, tracker: TrackerSettings) {
    self.network = network
    self.tracker = tracker
  }
}

/// The tracker that a model is for, with its settings.
public enum TrackerSettings: Hashable, Sendable {
  /// `siamfc`: the fully convolutional tracker of Bertinetto et al. 2016.
  case siamFC(SiamFCSettings)
}

extension ModelConfiguration: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case format, backbone, similarity, tracker
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    _ = try values.decode(.format, in: Self.format...Self.format)
    network = TwinNetwork(
      backbone: try values.decode(BackboneEntry.self, forKey: .backbone).backbone,
      similarity: try values.decode(CrossCorrelationSimilarity.self, forKey: .similarity))
    tracker = try values.decode(TrackerSettings.self, forKey: .tracker)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(Self.format, forKey: .format)
    try values.encode(BackboneEntry(backbone: network.backbone), forKey: .backbone)
    try values.encode(network.similarity, forKey: .similarity)
    try values.encode(tracker, forKey: .tracker)
  }
}

/// A backbone as `config.json` names it.
private struct BackboneEntry: Codable {
  var backbone: any Backbone

  enum CodingKeys: String, CodingKey, CaseIterable {
    case type
  }

  init(backbone: any Backbone) {
    self.backbone = backbone
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    let known: [String: any Backbone] = [AlexNet.type: AlexNet()]
    let type = try values.decode(.type, among: known.keys.sorted())
    backbone = known[type] ?? AlexNet()
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(type(of: backbone).type, forKey: .type)
  }
}

extension CrossCorrelationSimilarity: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case type, scale, bias
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    _ = try values.decode(.type, among: [Self.type])
    scale = try values.decode(.scale, in: -1e6...1e6)
    bias = try values.decode(.bias, in: -1e6...1e6)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(Self.type, forKey: .type)
    try values.encode(scale, forKey: .scale)
    try values.encode(bias, forKey: .bias)
  }
}

extension TrackerSettings: Codable {
  private static let siamFCType = "siamfc"

  enum CodingKeys: String, CodingKey, CaseIterable {
    case type, settings
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    _ = try values.decode(.type, among: [Self.siamFCType])
    self = .siamFC(try values.decode(SiamFCSettings.self, forKey: .settings))
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .siamFC(let settings):
      try values.encode(Self.siamFCType, forKey: .type)
      try values.encode(settings, forKey: .settings)
    }
  }
}
