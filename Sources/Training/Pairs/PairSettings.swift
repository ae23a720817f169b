import Siamese

/// Which crops make a pair.
public struct PairSettings: Hashable, Sendable {
  /// The two frames of a pair are fewer than this many frames apart.
  public var frameGap: Int
  /// The share of pairs of one object, of those that are seen more than once, for which one view is
  /// taken twice and augmented independently. Objects that are seen once always are.
  public var stillShare: Double
  /// The share of pairs whose search region shows another object than the exemplar.
  public var negativeShare: Double
  /// The share of those whose other object is of the same category, where that is known: the
  /// distractors of DaSiamRPN (Zhu et al., 2018).
  public var sameCategoryShare: Double
  /// The share of pairs, up to a common factor, that objects get whose names begin with these; where
  /// several do, the longest counts, and objects with none are left out. Empty: all objects alike.
  public var weights: [String: Double]

  /// Creates settings; the defaults are SiamFC's.
  public init(
    frameGap: Int = 100, stillShare: Double = 0, negativeShare: Double = 0,
    sameCategoryShare: Double = 0, weights: [String: Double] = [:]
  ) {
    self.frameGap = frameGap
    self.stillShare = stillShare
    self.negativeShare = negativeShare
    self.sameCategoryShare = sameCategoryShare
    self.weights = weights
  }
}

extension PairSettings: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case weights
    case frameGap = "frame_gap"
    case stillShare = "still_share"
    case negativeShare = "negative_share"
    case sameCategoryShare = "same_category_share"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    frameGap = try values.decode(.frameGap, in: 1...1_000_000_000)
    stillShare = try values.decode(.stillShare, in: 0...1)
    negativeShare = try values.decode(.negativeShare, in: 0...1)
    sameCategoryShare = try values.decode(.sameCategoryShare, in: 0...1)
    weights = try values.decode([String: Double].self, forKey: .weights)
    if let wrong = weights.first(where: { !($0.value >= 0 && $0.value <= 1e9) }) {
      throw DecodingError.dataCorruptedError(
        forKey: .weights, in: values,
        debugDescription: "found \(wrong.value) for '\(wrong.key)', expected 0 to 1e9")
    }
  }
}
