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
  ///     the same class, or where there is only one class. No pair of the same class occurs twice.
  public static func draw(
    _ classes: [[[Double]]], distance: any Distance, limit: Int, seed: UInt64
  ) -> [VerificationPair] {
    var random = SplitMix64(seed: seed)
    var pairs = sameClass(classes, limit: limit, using: &random).map { first, second in
      VerificationPair(distance: distance(first, second), isSame: true)
    }
    let filled = classes.filter { !$0.isEmpty }
    guard filled.count > 1 else { return pairs }
    for _ in pairs.indices {
      let first = Int.random(in: filled.indices, using: &random)
      let others = Int.random(in: 1..<filled.count, using: &random)
      let second = (first + others) % filled.count
      let one = filled[first][Int.random(in: filled[first].indices, using: &random)]
      let other = filled[second][Int.random(in: filled[second].indices, using: &random)]
      pairs.append(VerificationPair(distance: distance(one, other), isSame: false))
    }
    return pairs
  }

  /// Different pairs of embeddings of the same class, at most `limit`, drawn from all that there are
  /// without listing them: those of a class are as many as the square of its size.
  private static func sameClass(
    _ classes: [[[Double]]], limit: Int, using random: inout SplitMix64
  ) -> [([Double], [Double])] {
    func count(_ embeddings: [[Double]]) -> Int { embeddings.count * (embeddings.count - 1) / 2 }
    let total = classes.reduce(0) { $0 + count($1) }
    // Robert Floyd's way of drawing without repetition (Bentley, "A Sample of Brilliance",
    // Communications of the ACM 30 (9), 1987).
    var drawn: Set<Int> = []
    for last in total - min(limit, total)..<total {
      let one = Int.random(in: 0...last, using: &random)
      if !drawn.insert(one).inserted { drawn.insert(last) }
    }
    var rest = drawn.sorted()[...]
    var start = 0
    return classes.flatMap { embeddings in
      let end = start + count(embeddings)
      defer { start = end }
      let own = rest.prefix { $0 < end }
      rest = rest.dropFirst(own.count)
      return own.map { number in
        // Each one and its neighbour in a ring, then each one and the next but one, up to half the
        // ring; where the ring is even, its last round is half a round.
        let (round, first) = (number - start).quotientAndRemainder(dividingBy: embeddings.count)
        return (embeddings[first], embeddings[(first + round + 1) % embeddings.count])
      }
    }
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
