/// The triplet loss (Weinberger and Saul, JMLR 2009; Schroff et al., "FaceNet", CVPR 2015):
/// max(0, d(a, p) − d(a, n) + margin) for an anchor a, a positive p of its class and a negative n of
/// another one, so that everything of its class is nearer to it than everything else.
public struct TripletLoss: EmbeddingLoss {
  /// Which triplets of a batch count. Most cost nothing after a while, and teach nothing.
  public enum Mining: String, CaseIterable, Codable, Sendable {
    /// All of them: the loss is the mean over all.
    case all
    /// For each anchor the farthest positive with the nearest negative (Hermans et al., "In Defense of
    /// the Triplet Loss", 2017): the mean over the anchors. The hardest pictures may be mislabelled
    /// ones, and in the beginning it can draw everything to one point.
    case hard
    /// For each anchor and positive the nearest negative of those farther than the positive, or the
    /// farthest one where none is (FaceNet): the mean over these pairs.
    case semiHard = "semi-hard"
  }

  /// How much nearer the positive is to be.
  public var margin: Double
  /// Which triplets count.
  public var mining: Mining
  /// What embeddings are compared by.
  public var distance: any DifferentiableDistance

  /// Creates the loss.
  public init(
    margin: Double = 1, mining: Mining = .semiHard,
    distance: any DifferentiableDistance = EuclideanDistance()
  ) {
    precondition(margin > 0, "a margin of \(margin)")
    self.margin = margin
    self.mining = mining
    self.distance = distance
  }

  /// A batch without a triplet costs nothing.
  public func evaluate(_ distances: BatchDistances, slopes: inout BatchSlopes) -> Double {
    let triplets = mine(distances)
    let weight = 1 / Double(max(triplets.count, 1))
    var sum = 0.0
    for triplet in triplets {
      let loss =
        distances[triplet.anchor, triplet.positive] - distances[triplet.anchor, triplet.negative]
        + margin
      guard loss > 0 else { continue }
      sum += weight * loss
      slopes.add(weight, triplet.anchor, triplet.positive)
      slopes.add(-weight, triplet.anchor, triplet.negative)
    }
    return sum
  }

  /// Places in the batch.
  struct Triplet: Hashable {
    var anchor: Int
    var positive: Int
    var negative: Int
  }

  /// The triplets that count.
  func mine(_ distances: BatchDistances) -> [Triplet] {
    let labels = distances.labels
    return labels.indices.flatMap { anchor in
      let positives = labels.indices.filter { $0 != anchor && labels[$0] == labels[anchor] }
      let negatives = labels.indices.filter { labels[$0] != labels[anchor] }
      func isNearer(_ one: Int, _ other: Int) -> Bool {
        distances[anchor, one] < distances[anchor, other]
      }
      switch mining {
      case .all:
        return positives.flatMap { positive in
          negatives.map { Triplet(anchor: anchor, positive: positive, negative: $0) }
        }
      case .hard:
        guard let positive = positives.max(by: isNearer), let negative = negatives.min(by: isNearer)
        else { return [] }
        return [Triplet(anchor: anchor, positive: positive, negative: negative)]
      case .semiHard:
        return positives.compactMap { positive in
          let farther = negatives.filter { isNearer(positive, $0) }
          guard let negative = farther.min(by: isNearer) ?? negatives.max(by: isNearer)
          else { return nil }
          return Triplet(anchor: anchor, positive: positive, negative: negative)
        }
      }
    }
  }
}
