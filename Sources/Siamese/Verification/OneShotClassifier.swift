/// Tells classes apart of which it has seen but one or a few pictures each, and for which nothing was
/// trained: N-way K-shot classification (Koch et al. 2015; Lake et al., "Human-level concept learning",
/// Science 2015).
public struct OneShotClassifier: Sendable {
  /// The embeddings of the known pictures of each class.
  public let classes: [[[Double]]]
  /// What embeddings are compared by.
  public let distance: any Distance

  /// Creates a classifier of N classes with K known pictures each.
  ///
  /// - Precondition: There are classes, and every class has an embedding.
  public init(classes: [[[Double]]], distance: any Distance) {
    precondition(
      !classes.isEmpty && classes.allSatisfy { !$0.isEmpty }, "a class without an embedding")
    self.classes = classes
    self.distance = distance
  }

  /// The class whose known pictures are nearest, by their mean distance; the first one where several
  /// are.
  public func classify(_ embedding: [Double]) -> Int {
    var best = (index: 0, distance: Double.infinity)
    for (index, known) in classes.enumerated() {
      let mean = known.reduce(0) { $0 + distance($1, embedding) } / Double(known.count)
      if mean < best.distance { best = (index, mean) }
    }
    return best.index
  }

  /// How often a class is told among `ways` by `shots` known pictures of each: the share of trials that
  /// are right, each with classes, known pictures and the picture in question drawn anew, by a seed.
  ///
  /// - Returns: nil where fewer than `ways` classes have more than `shots` pictures.
  public static func accuracy(
    on classes: [[[Double]]], distance: any Distance, ways: Int, shots: Int, trials: Int,
    seed: UInt64
  ) -> Double? {
    precondition(ways > 1 && shots > 0 && trials > 0, "\(ways) ways, \(shots) shots")
    let usable = classes.filter { $0.count > shots }
    guard usable.count >= ways else { return nil }
    var random = SplitMix64(seed: seed)
    var right = 0
    for _ in 0..<trials {
      let drawn = usable.shuffled(using: &random).prefix(ways)
        .map { $0.shuffled(using: &random).prefix(shots + 1) }
      let answer = Int.random(in: 0..<ways, using: &random)
      let classifier = OneShotClassifier(
        classes: drawn.map { Array($0.prefix(shots)) }, distance: distance)
      if classifier.classify(drawn[answer][shots]) == answer { right += 1 }
    }
    return Double(right) / Double(trials)
  }
}
