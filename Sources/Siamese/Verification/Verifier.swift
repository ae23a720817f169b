/// Answers whether two embeddings are of the same thing: they are where their distance is at most a
/// threshold.
public struct Verifier: Sendable {
  /// What embeddings are compared by.
  public var distance: any Distance
  /// The largest distance of two embeddings of the same thing.
  public var threshold: Double

  /// Creates a verifier with a known threshold.
  public init(distance: any Distance, threshold: Double) {
    self.distance = distance
    self.threshold = threshold
  }

  /// Creates a verifier with the threshold that is right most often on known pairs, which must not be
  /// those that it is tested on. Where several are, it is the least; between two distances that occur it
  /// is their mean.
  public init(distance: any Distance, choosingThresholdOn pairs: [VerificationPair]) {
    self.init(distance: distance, threshold: Self.bestThreshold(pairs))
  }

  /// Whether both are of the same thing.
  public func isSame(_ first: [Double], _ second: [Double]) -> Bool {
    distance(first, second) <= threshold
  }

  private static func bestThreshold(_ pairs: [VerificationPair]) -> Double {
    let ranked = pairs.sorted { $0.distance < $1.distance }
    guard let nearest = ranked.first, let farthest = ranked.last else { return 0 }
    // Below all distances nothing is the same: right on all pairs that differ.
    var right = ranked.count { !$0.isSame }
    var best = (right: right, threshold: nearest.distance / 2)
    if nearest.distance == 0 { best.right = -1 }
    for (index, pair) in ranked.enumerated() {
      right += pair.isSame ? 1 : -1
      let next = index + 1 < ranked.count ? ranked[index + 1].distance : farthest.distance
      if index + 1 < ranked.count, next == pair.distance { continue }
      if right > best.right { best = (right, (pair.distance + next) / 2) }
    }
    return best.threshold
  }
}

/// The distance of two embeddings, and whether they are of the same thing.
public struct VerificationPair: Hashable, Sendable {
  /// Their distance.
  public var distance: Double
  /// Whether they are of the same thing.
  public var isSame: Bool

  /// Creates a pair from its parts.
  public init(distance: Double, isSame: Bool) {
    self.distance = distance
    self.isSame = isSame
  }

  /// Pairs of the embeddings of some classes, as many of the same class as of two, drawn by a seed.
  ///
  /// - Parameters:
  ///   - classes: The embeddings of each class.
  ///   - limit: How many of either kind there are at most; fewer where the classes have no more pairs of
  ///     the same class, or where there is only one class.
  public static func draw(
    _ classes: [[[Double]]], distance: any Distance, limit: Int, seed: UInt64
  ) -> [VerificationPair] {
    var random = SplitMix64(seed: seed)
    var same: [(Int, Int, Int)] = []
    for (label, embeddings) in classes.enumerated() {
      for second in embeddings.indices {
        for first in 0..<second { same.append((label, first, second)) }
      }
    }
    same.shuffle(using: &random)
    same = Array(same.prefix(limit))
    var pairs = same.map { label, first, second in
      VerificationPair(
        distance: distance(classes[label][first], classes[label][second]), isSame: true)
    }
    let filled = classes.filter { !$0.isEmpty }
    guard filled.count > 1 else { return pairs }
    for _ in same {
      let first = Int.random(in: filled.indices, using: &random)
      let others = Int.random(in: 1..<filled.count, using: &random)
      let second = (first + others) % filled.count
      let one = filled[first][Int.random(in: filled[first].indices, using: &random)]
      let other = filled[second][Int.random(in: filled[second].indices, using: &random)]
      pairs.append(VerificationPair(distance: distance(one, other), isSame: false))
    }
    return pairs
  }
}

/// How well distances tell pairs of the same thing from others.
public struct VerificationMeasures: Hashable, Sendable {
  /// The share of pairs on which the threshold is right.
  public let accuracy: Double
  /// The curve of all thresholds; the score is the distance with its sign turned.
  public let curve: ReceiverOperatingCharacteristic
  /// The area under it.
  public let area: Double
  /// The share of errors where both kinds are as frequent.
  public let equalErrorRate: Double

  /// Measures; nil where all pairs are of the same thing, or none is, or a distance is not a number.
  public init?(_ pairs: [VerificationPair], threshold: Double) {
    guard
      !pairs.contains(where: \.distance.isNaN),
      let curve = ReceiverOperatingCharacteristic(
        pairs.map { (score: -$0.distance, isPositive: $0.isSame) })
    else { return nil }
    self.curve = curve
    area = curve.area
    equalErrorRate = curve.equalErrorRate
    let right = pairs.count { ($0.distance <= threshold) == $0.isSame }
    accuracy = Double(right) / Double(pairs.count)
  }
}
