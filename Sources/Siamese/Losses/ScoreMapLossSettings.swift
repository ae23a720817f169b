/// A loss over score maps as a recipe names it, with all its constants:
///
/// ```json
/// { "type": "balanced-logistic", "settings": { "radius": 2, "bias": 0 } }
/// ```
///
/// Unknown and missing keys are errors.
public enum ScoreMapLossSettings: Hashable, Sendable {
  /// `balanced-logistic`
  case balancedLogistic(BalancedLogisticLoss)
  /// `focal`
  case focal(FocalLoss)
  /// `triplet`
  case triplet(TripletScoreLoss)
  /// `ranked-logistic`
  case rankedLogistic(RankedLogisticLoss.Settings)

  /// The loss.
  public var loss: any ScoreMapLoss {
    switch self {
    case .balancedLogistic(let loss): loss
    case .focal(let loss): loss
    case .triplet(let loss): loss
    case .rankedLogistic(let settings): RankedLogisticLoss(settings)
    }
  }
}

extension ScoreMapLossSettings: Codable {
  private enum Kind: String, CaseIterable {
    case balancedLogistic = "balanced-logistic"
    case focal, triplet
    case rankedLogistic = "ranked-logistic"
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case type, settings
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    let name = try values.decode(String.self, forKey: .type)
    switch Kind(rawValue: name) {
    case .balancedLogistic: self = .balancedLogistic(try values.decode(.settings))
    case .focal: self = .focal(try values.decode(.settings))
    case .triplet: self = .triplet(try values.decode(.settings))
    case .rankedLogistic: self = .rankedLogistic(try values.decode(.settings))
    case nil:
      let known = Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw DecodingError.dataCorruptedError(
        forKey: .type, in: values, debugDescription: "found '\(name)', expected one of \(known)")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    func encode(_ kind: Kind, _ settings: some Encodable) throws {
      try values.encode(kind.rawValue, forKey: .type)
      try values.encode(settings, forKey: .settings)
    }
    switch self {
    case .balancedLogistic(let loss): try encode(.balancedLogistic, loss)
    case .focal(let loss): try encode(.focal, loss)
    case .triplet(let loss): try encode(.triplet, loss)
    case .rankedLogistic(let settings): try encode(.rankedLogistic, settings)
    }
  }
}

extension KeyedDecodingContainer {
  fileprivate func decode<Value: Decodable>(_ key: Key) throws -> Value {
    try decode(Value.self, forKey: key)
  }
}

/// What constants of losses may be.
enum LossBounds {
  /// In cells.
  static let radii = 0.0...1000
  static let logits = -1e6...1e6
  static let weights = 0.0...1e6
}
