import TestSupport
import Testing

@testable import Siamese

@Suite struct VerificationMeasuresTests {
  private static func curve(
    positives: [Double], negatives: [Double]
  ) -> ReceiverOperatingCharacteristic? {
    ReceiverOperatingCharacteristic(
      positives.map { (score: $0, isPositive: true) }
        + negatives.map { (score: $0, isPositive: false) })
  }

  private static func pairs(same: [Double], different: [Double]) -> [VerificationPair] {
    same.map { VerificationPair(distance: $0, isSame: true) }
      + different.map { VerificationPair(distance: $0, isSame: false) }
  }

  @Test func curvesByHand() throws {
    let curve = try #require(Self.curve(positives: [0.9, 0.6, 0.4], negatives: [0.7, 0.4, 0.1]))
    // Of nine pairs: 0.9 beats three, 0.6 two, 0.4 one, and ties with another.
    #expect(abs(curve.area - 6.5 / 9) < 1e-12)
    #expect(curve.steps.map(\.truePositives) == [1, 1, 2, 3, 3])
    #expect(curve.steps.map(\.falsePositives) == [0, 1, 1, 2, 3])
    // At 0.6 a third of each kind is wrong.
    #expect(abs(curve.equalErrorRate - 1.0 / 3) < 1e-12)
  }

  @Test func extremes() throws {
    let perfect = try #require(Self.curve(positives: [3, 2], negatives: [1, 0]))
    #expect(perfect.area == 1 && perfect.equalErrorRate == 0)
    let inverted = try #require(Self.curve(positives: [1, 0], negatives: [3, 2]))
    #expect(inverted.area == 0 && inverted.equalErrorRate == 1)
    // One score for all says nothing.
    let silent = try #require(Self.curve(positives: [1, 1, 1], negatives: [1]))
    #expect(silent.area == 0.5 && silent.equalErrorRate == 0.5)
    #expect(Self.curve(positives: [], negatives: [1]) == nil)
    #expect(Self.curve(positives: [1], negatives: []) == nil)
  }

  @Test func areaIsTheShareOfPairsInOrder() throws {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<50 {
      func scores() -> [Double] {
        (0..<Int.random(in: 1...20, using: &random)).map { _ in
          Double(Int.random(in: 0...9, using: &random))
        }
      }
      let (positives, negatives) = (scores(), scores())
      let curve = try #require(Self.curve(positives: positives, negatives: negatives))
      var wins = 0.0
      for positive in positives {
        for negative in negatives {
          wins += positive > negative ? 1 : positive == negative ? 0.5 : 0
        }
      }
      #expect(abs(curve.area - wins / Double(positives.count * negatives.count)) < 1e-12)
      #expect((0...1).contains(curve.equalErrorRate))
    }
  }

  @Test func thresholdsThatAreRightMostOften() {
    func threshold(same: [Double], different: [Double]) -> Double {
      Verifier(
        distance: EuclideanDistance(),
        choosingThresholdOn: Self.pairs(same: same, different: different)
      ).threshold
    }
    #expect(threshold(same: [1, 2], different: [4, 5]) == 3)
    #expect(threshold(same: [1, 2, 6], different: [4, 5]) == 3)
    // All the same, and none.
    #expect(threshold(same: [1, 2], different: []) == 2)
    #expect(threshold(same: [], different: [1, 2]) == 0.5)
    // A distance of zero cannot be excluded.
    #expect(threshold(same: [], different: [0, 1]) == 0.5)
    #expect(threshold(same: [], different: []) == 0)
  }

  @Test func noThresholdIsBetter() throws {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<50 {
      let pairs = (0..<20).map { _ in
        VerificationPair(
          distance: Double(Int.random(in: 0...9, using: &random)),
          isSame: Bool.random(using: &random))
      }
      func accuracy(_ threshold: Double) -> Double {
        VerificationMeasures(pairs, threshold: threshold)?.accuracy ?? 0
      }
      let chosen = Verifier(distance: EuclideanDistance(), choosingThresholdOn: pairs)
      let best = (0...9).map { accuracy(Double($0)) }.max() ?? 0
      #expect(accuracy(chosen.threshold) >= best)
      let usual = try #require(VerificationMeasures(pairs, threshold: chosen.threshold))
      #expect(usual.area == usual.curve.area)
    }
  }

  @Test func distancesThatAreNoNumbers() {
    #expect(
      VerificationMeasures(Self.pairs(same: [.nan], different: [1]), threshold: 1) == nil)
  }

  @Test func sameOrDifferent() {
    let verifier = Verifier(distance: EuclideanDistance(), threshold: 5)
    #expect(verifier.isSame([0, 0], [3, 4]))
    #expect(!verifier.isSame([0, 0], [3, 4.1]))
  }

  @Test func drawnPairs() {
    let classes = [[[0.0], [1]], [[10]], [], [[20], [21], [22]]]
    let pairs = VerificationPair.draw(
      classes, distance: EuclideanDistance(), limit: 100, seed: 3)
    // One pair of the first class, three of the last.
    #expect(pairs.filter(\.isSame).map(\.distance).sorted() == [1, 1, 1, 2])
    #expect(pairs.count { !$0.isSame } == 4)
    #expect(pairs.allSatisfy { $0.isSame || $0.distance >= 8 })
    let few = VerificationPair.draw(classes, distance: EuclideanDistance(), limit: 2, seed: 3)
    #expect(few.count == 4)
    let alone = VerificationPair.draw(
      [[[0], [1]]], distance: EuclideanDistance(), limit: 9, seed: 3)
    #expect(alone == [VerificationPair(distance: 1, isSame: true)])
  }

  /// Each pair of a class at most once, and all of them where there is room; embeddings are such that
  /// a distance tells which pair it is of.
  @Test(arguments: [[2], [3, 1, 4], [5, 0, 6, 2], [7, 8]])
  func everyPairOnce(sizes: [Int]) {
    var exponent = 0
    let classes = sizes.map { size in
      (0..<size).map { _ -> [Double] in
        defer { exponent += 1 }
        return [Double(1 << exponent)]
      }
    }
    var all: Set<Double> = []
    for embeddings in classes {
      for second in embeddings.indices {
        for first in 0..<second { all.insert(embeddings[second][0] - embeddings[first][0]) }
      }
    }
    var everDrawn: Set<Double> = []
    for seed in 0..<200 {
      for limit in [all.count, all.count / 2, 1] {
        let drawn = VerificationPair.draw(
          classes, distance: EuclideanDistance(), limit: limit, seed: UInt64(seed)
        ).filter(\.isSame).map(\.distance)
        #expect(drawn.count == limit && Set(drawn).count == limit)
        #expect(all.isSuperset(of: drawn))
        if limit == 1 { everDrawn.formUnion(drawn) }
      }
    }
    #expect(everDrawn.count > all.count / 2)
  }

  /// Of twenty thousand million pairs, those that are drawn are all that is kept.
  @Test func pairsOfALargeClass() {
    let classes = [(0..<200_000).map { [Double($0)] }, [[-1]]]
    let pairs = VerificationPair.draw(
      classes, distance: EuclideanDistance(), limit: 1000, seed: 1)
    #expect(pairs.count == 2000)
    // The mean distance of two numbers drawn from 0 to 1 is a third.
    let mean = pairs.filter(\.isSame).reduce(0) { $0 + $1.distance } / 1000
    #expect(abs(mean / 200_000 - 1.0 / 3) < 0.05)
    let again = VerificationPair.draw(
      classes, distance: EuclideanDistance(), limit: 1000, seed: 1)
    #expect(again == pairs)
  }

  @Test func oneShot() throws {
    let classifier = OneShotClassifier(
      classes: [[[0], [4]], [[3]], [[100]]], distance: EuclideanDistance())
    #expect(classifier.classify([1]) == 0)  // means 2, 2 and 99: the first
    #expect(classifier.classify([3]) == 1)
    #expect(classifier.classify([70]) == 2)

    // Classes far apart are always told, ones that are alike by chance only.
    let apart = (0..<6).map { label in (0..<4).map { [Double(100 * label + $0)] } }
    func accuracy(_ classes: [[[Double]]], ways: Int, shots: Int) -> Double? {
      OneShotClassifier.accuracy(
        on: classes, distance: EuclideanDistance(), ways: ways, shots: shots, trials: 2000, seed: 1)
    }
    #expect(accuracy(apart, ways: 6, shots: 3) == 1)
    #expect(accuracy(apart, ways: 7, shots: 1) == nil)
    #expect(accuracy(apart, ways: 2, shots: 4) == nil)
    var random = SeededGenerator(seed: 5)
    let alike = (0..<50).map { _ in
      (0..<20).map { _ in [Double.random(in: 0...1, using: &random)] }
    }
    let chance = try #require(accuracy(alike, ways: 5, shots: 1))
    #expect(abs(chance - 0.2) < 0.05)
  }
}
