/// The loss of SiamFC (Bertinetto et al., ECCV 2016 workshops): the logistic loss of every cell of a
/// pair's map, where cells near the object and all others count for one half each.
///
/// As in siamfc-pytorch the halves are of the whole batch, and near is a distance in cells along rows
/// and columns together: with the map's stride of 8 pixels and a radius of 2 cells there are 13 such
/// cells, the same as within 16 pixels of straight distance. A pair whose search region shows another
/// object has none. Maps of other pairs' exemplars do not count: their gradient is zero.
///
/// Where a score is not finite, neither are the loss and its gradient.
public struct BalancedLogisticLoss: ScoreMapLoss, Hashable {
  /// How far from the object a cell may be to be right, in cells.
  public var radius: Double
  /// Is added to every score while learning. Correlations begin far from zero's balance of one right
  /// cell in seventeen: a negative number spares the network the steps in which it learns just that. A
  /// tracker compares scores with each other, and needs none.
  public var bias: Double

  /// Creates the loss; the default is SiamFC's.
  public init(radius: Double = 2, bias: Double = 0) {
    self.radius = radius
    self.bias = bias
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
    evaluateCells(scores, shape, targets, gradient, radius: radius, bias: bias) {
      logit, isPositive in
      // The loss of a wrong answer of a certain confidence is the same either way.
      let sign = isPositive ? -1.0 : 1.0
      return (softplus(sign * logit), sign * sigmoid(sign * logit))
    }
  }
}

/// The mean of a loss of single cells over the own maps, positive and negative cells counting half
/// each.
///
/// - Parameter cellLoss: The loss of a logit, and its derivative.
func evaluateCells<Scalar: LossNumber>(
  _ scores: UnsafeBufferPointer<Scalar>, _ shape: [Int], _ targets: [ScoreMapTarget],
  _ gradient: UnsafeMutableBufferPointer<Scalar>, radius: Double, bias: Double,
  cellLoss: (_ logit: Double, _ isPositive: Bool) -> (value: Double, derivative: Double)
) -> Double {
  evaluateMaps(scores, shape, targets, gradient) { layout in
    let positives = layout.positives(targets, radius: radius)
    let negatives = layout.pairs * layout.cells - positives
    let shares = BalancedShares(hasPositives: positives > 0, hasNegatives: negatives > 0)
    let positiveWeight = shares.positive / Double(max(positives, 1))
    let negativeWeight = shares.negative / Double(max(negatives, 1))
    var sum = 0.0
    for pair in 0..<layout.pairs {
      let start = layout.ownMap(pair).lowerBound
      for cell in 0..<layout.cells {
        let isPositive = layout.isPositive(cell, targets[pair], radius: radius)
        let weight = isPositive ? positiveWeight : negativeWeight
        let loss = cellLoss(Double(scores[start + cell]) + bias, isPositive)
        sum += weight * loss.value
        gradient[start + cell] = Scalar(weight * loss.derivative)
      }
    }
    return sum
  }
}

extension BalancedLogisticLoss: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case radius, bias
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    radius = try values.decode(.radius, in: LossBounds.radii)
    bias = try values.decode(.bias, in: LossBounds.logits)
  }
}
