/// A loss for batches in which every exemplar is compared with every search region: the logistic loss
/// of SiamFC with hard negatives, and a term that ranks an exemplar's own object before all else.
///
/// It is the sum of
/// - half the mean logistic loss of the cells that show the pair's object;
/// - half of a weighted mean of three means over cells that do not: all such cells of the pairs' own
///   maps, the hardest share of those (online hard example mining: Shrivastava et al., CVPR 2016), and
///   the hardest share of all cells of maps of an exemplar and another pair's search region;
/// - ``Settings/ranking`` times the mean over exemplars, and over their objects' cells p, of
///   log(1 + Σₙ exp((vₙ − vₚ) / temperature)), n all cells of the exemplar's own search region that do
///   not show its object and all cells of the other regions: the cross-entropy of a choice among all
///   places of the batch ("InfoNCE": van den Oord et al., arXiv:1807.03748, 2018).
///
/// Where there is one map for each pair, (N, 1, H, W), the parts that need others are missing, and what
/// is left of the three means counts for all of that half; maps of an exemplar and a search region from
/// one scene do not count, unless they are a pair; where no cell shows its object, the negative
/// half counts for both. Which cells show the object, and what becomes of numbers that are not finite,
/// are as in ``BalancedLogisticLoss``.
public struct RankedLogisticLoss: ScoreMapLoss, Hashable {
  /// The constants.
  public struct Settings: Hashable, Sendable {
    /// How far from the object a cell may be to be right, in cells.
    public var radius: Double
    /// Is added to every score while learning, as in ``BalancedLogisticLoss/bias``; ranking does not
    /// see it.
    public var bias: Double
    /// What the mean over all wrong cells of the own maps counts for, relative to the other two.
    public var ownWeight: Double
    /// What the mean over the hardest of them counts for.
    public var hardOwnWeight: Double
    /// Which share of them those are, from 0 to 1.
    public var hardOwnShare: Double
    /// What the mean over the hardest cells of other pairs' maps counts for.
    public var hardOthersWeight: Double
    /// Which share of them those are, from 0 to 1.
    public var hardOthersShare: Double
    /// What ranking counts for beside the logistic loss, which is 1; 0 for none.
    public var ranking: Double
    /// Scores are divided by this before they are ranked: the smaller, the more the highest wrong cell
    /// alone counts.
    public var temperature: Double
    /// What a cell at a distance of 0, 1, 2, … cells from the object counts for in ranking; straight
    /// lines between, and the last one beyond.
    public var rankingWeights: [Double]

    /// Creates settings; the defaults, but for `ranking`, are those of the first experiments on which
    /// this loss was tried.
    public init(
      radius: Double = 2, bias: Double = 0, ownWeight: Double = 0.6, hardOwnWeight: Double = 0.2,
      hardOwnShare: Double = 0.1, hardOthersWeight: Double = 0.2, hardOthersShare: Double = 0.02,
      ranking: Double = 0.5, temperature: Double = 0.5, rankingWeights: [Double] = [1, 0.6, 0.3]
    ) {
      self.radius = radius
      self.bias = bias
      self.ownWeight = ownWeight
      self.hardOwnWeight = hardOwnWeight
      self.hardOwnShare = hardOwnShare
      self.hardOthersWeight = hardOthersWeight
      self.hardOthersShare = hardOthersShare
      self.ranking = ranking
      self.temperature = temperature
      self.rankingWeights = rankingWeights
    }

    /// What a cell at a distance from the object counts for in ranking.
    func rankingWeight(at distance: Double) -> Double {
      guard let last = rankingWeights.last else { return 1 }
      let index = Int(distance)
      guard index + 1 < rankingWeights.count else { return last }
      let (near, far) = (rankingWeights[index], rankingWeights[index + 1])
      return near + (far - near) * (distance - Double(index))
    }
  }

  /// The constants.
  public let settings: Settings

  /// Creates the loss.
  ///
  /// - Precondition: Shares are from 0 to 1, weights not negative, the temperature positive.
  public init(_ settings: Settings = Settings()) {
    let weights =
      [
        settings.ownWeight, settings.hardOwnWeight, settings.hardOthersWeight, settings.ranking,
      ] + settings.rankingWeights
    precondition(weights.allSatisfy { $0 >= 0 } && settings.temperature > 0, "\(settings)")
    precondition(
      (0...1).contains(settings.hardOwnShare) && (0...1).contains(settings.hardOthersShare),
      "\(settings)")
    self.settings = settings
  }

  public func callAsFunction(
    scores: UnsafeBufferPointer<Float>, shape: [Int], targets: [ScoreMapTarget],
    gradient: UnsafeMutableBufferPointer<Float>
  ) -> Double {
    evaluate(scores, shape, targets, gradient)
  }

  func evaluate<Scalar: LossNumber>(
    _ scores: UnsafeBufferPointer<Scalar>, _ shape: [Int], _ targets: [ScoreMapTarget],
    _ gradient: UnsafeMutableBufferPointer<Scalar>
  ) -> Double {
    evaluateMaps(scores, shape, targets, gradient) { layout in
      let ranking = RankingTerm(
        settings: settings, layout: layout, targets: targets, scores: scores, gradient: gradient)
      let logistic = HardLogisticTerm(
        settings: settings, layout: layout, targets: targets, scores: scores, gradient: gradient)
      // Ranking keeps numbers of its own in the gradient for a while, so it comes first.
      return ranking.evaluate() + logistic.evaluate()
    }
  }
}

extension RankedLogisticLoss.Settings: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case radius, bias, ranking, temperature
    case ownWeight = "own_weight"
    case hardOwnWeight = "hard_own_weight"
    case hardOwnShare = "hard_own_share"
    case hardOthersWeight = "hard_others_weight"
    case hardOthersShare = "hard_others_share"
    case rankingWeights = "ranking_weights"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    radius = try values.decode(.radius, in: LossBounds.radii)
    bias = try values.decode(.bias, in: LossBounds.logits)
    ranking = try values.decode(.ranking, in: LossBounds.weights)
    temperature = try values.decode(.temperature, in: 1e-6...1e6)
    ownWeight = try values.decode(.ownWeight, in: LossBounds.weights)
    hardOwnWeight = try values.decode(.hardOwnWeight, in: LossBounds.weights)
    hardOwnShare = try values.decode(.hardOwnShare, in: 0...1)
    hardOthersWeight = try values.decode(.hardOthersWeight, in: LossBounds.weights)
    hardOthersShare = try values.decode(.hardOthersShare, in: 0...1)
    rankingWeights = try values.decode([Double].self, forKey: .rankingWeights)
    guard let least = rankingWeights.min(), least >= 0, rankingWeights[0] > 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .rankingWeights, in: values,
        debugDescription: "found \(rankingWeights), expected numbers from 0, the first above it")
    }
  }
}
