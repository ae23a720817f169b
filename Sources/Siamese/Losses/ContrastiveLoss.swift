/// The contrastive loss (Hadsell, Chopra, LeCun, "Dimensionality Reduction by Learning an Invariant
/// Mapping", CVPR 2006) over all pairs of a batch: ½d² for two embeddings of one class, and
/// ½ max(0, margin − d)² for two of different ones, which so are pushed apart, but only up to the
/// margin.
///
/// In a batch of many classes most pairs are of different ones: both kinds count for half, each by its
/// mean, and for everything where the other does not occur.
public struct ContrastiveLoss: EmbeddingLoss {
  /// How far embeddings of different classes are to be from each other.
  public var margin: Double
  /// What embeddings are compared by.
  public var distance: any DifferentiableDistance

  /// Creates the loss.
  public init(margin: Double = 1, distance: any DifferentiableDistance = EuclideanDistance()) {
    precondition(margin > 0, "a margin of \(margin)")
    self.margin = margin
    self.distance = distance
  }

  public func evaluate(_ distances: BatchDistances, slopes: inout BatchSlopes) -> Double {
    let labels = distances.labels
    var (same, different) = (0, 0)
    forEachPair(labels) { if $2 { same += 1 } else { different += 1 } }
    let shares = BalancedShares(hasPositives: same > 0, hasNegatives: different > 0)
    let sameWeight = shares.positive / Double(max(same, 1))
    let differentWeight = shares.negative / Double(max(different, 1))
    var sum = 0.0
    forEachPair(labels) { first, second, isSame in
      let distance = distances[first, second]
      if isSame {
        sum += sameWeight * distance * distance / 2
        slopes.add(sameWeight * distance, first, second)
      } else if distance < margin {
        let missing = margin - distance
        sum += differentWeight * missing * missing / 2
        slopes.add(-differentWeight * missing, first, second)
      }
    }
    return sum
  }

  private func forEachPair(_ labels: [Int], _ body: (Int, Int, Bool) -> Void) {
    for second in labels.indices {
      for first in 0..<second { body(first, second, labels[first] == labels[second]) }
    }
  }
}
