import Glibc

/// The focal loss (Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017): the logistic loss
/// of every cell, the less the surer its right answer is, so that easy cells do not drown hard ones.
///
/// For the probability p that a logit gives the right answer it is −(1 − p)^γ · log p; a gamma of 0
/// is the logistic loss.
///
/// The paper sums over all cells, divides by the number of positive ones, and weighs positive cells by
/// alpha and negative ones by 1 − alpha. Here means of both kinds of cells are weighed so: with an
/// alpha of ½ and a gamma of 0 it is ``BalancedLogisticLoss``, whatever the number of cells. Which
/// cells are positive, which maps count, and what becomes of numbers that are not finite are as there.
public struct FocalLoss: ScoreMapLoss, Hashable {
  /// How quickly sure answers lose their weight, from 0 on.
  public var gamma: Double
  /// What positive cells count for, from 0 to 1; negative ones count for the rest.
  public var alpha: Double
  /// How far from the object a cell may be to be right, in cells.
  public var radius: Double
  /// Is added to every score while learning, as in ``BalancedLogisticLoss/bias``.
  public var bias: Double

  /// Creates the loss; gamma's default is the paper's.
  public init(gamma: Double = 2, alpha: Double = 0.5, radius: Double = 2, bias: Double = 0) {
    precondition(gamma >= 0 && (0...1).contains(alpha), "gamma \(gamma), alpha \(alpha)")
    self.gamma = gamma
    self.alpha = alpha
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
      // v is the logit of the right answer.
      let v = isPositive ? logit : -logit
      let (loss, wrong) = (softplus(-v), sigmoid(-v))
      let focus = pow(wrong, gamma)
      // d/dv of focus · loss; d wrong / dv = −wrong · (1 − wrong), d loss / dv = −wrong.
      let derivative = -focus * (gamma * (1 - wrong) * loss + wrong)
      // The means are halved already.
      let weight = 2 * (isPositive ? alpha : 1 - alpha)
      return (weight * focus * loss, weight * (isPositive ? derivative : -derivative))
    }
  }
}

extension FocalLoss: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case gamma, alpha, radius, bias
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    gamma = try values.decode(.gamma, in: 0...100)
    alpha = try values.decode(.alpha, in: 0...1)
    radius = try values.decode(.radius, in: LossBounds.radii)
    bias = try values.decode(.bias, in: LossBounds.logits)
  }
}
