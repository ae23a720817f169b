import TestSupport
import Testing

@testable import Siamese

@Suite struct EmbeddingLossTests {
  private static let distances: [any DifferentiableDistance] = [
    EuclideanDistance(), SquaredEuclideanDistance(), CosineDistance(),
  ]

  private static let losses: [any EmbeddingLoss] = distances.flatMap { distance in
    [ContrastiveLoss(margin: 1.5, distance: distance)]
      + TripletLoss.Mining.allCases.map {
        TripletLoss(margin: 0.7, mining: $0, distance: distance)
      } as [any EmbeddingLoss]
  }

  private static func random(
    _ count: Int, using random: inout SeededGenerator
  ) -> [Double] {
    (0..<count).map { _ in Double.random(in: -1...1, using: &random) }
  }

  @Test func gradientsAreCentralDifferences() {
    var random = SeededGenerator(seed: 1)
    for loss in Self.losses {
      for _ in 0..<10 {
        let count = Int.random(in: 2...7, using: &random)
        let length = Int.random(in: 1...5, using: &random)
        let labels = (0..<count).map { _ in Int.random(in: 0...2, using: &random) }
        let embeddings = Self.random(count * length, using: &random)
        let gradient = loss.evaluate(embeddings, labels: labels).gradient
        var (found, expected) = (0.0, 0.0)
        // A direction that leads over a kink, where another triplet is the hardest, says nothing.
        for _ in 0..<4 {
          let direction = Self.random(count * length, using: &random)
          func value(_ step: Double) -> Double {
            loss.evaluate(zip(embeddings, direction).map { $0 + step * $1 }, labels: labels).value
          }
          expected = (value(1e-6) - value(-1e-6)) / 2e-6
          found = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
          if abs(found - expected) <= 1e-6 { break }
        }
        #expect(abs(found - expected) <= 1e-6, "\(loss) \(labels)")
      }
    }
  }

  @Test func contrastiveByHand() {
    // On a line: 0 and 1 of one class, 3 and 3.5 of another.
    let loss = ContrastiveLoss(margin: 2.5)
    let (value, gradient) = loss.evaluate([0, 1, 3, 3.5], labels: [4, 4, 9, 9])
    // Same: ½ · 1² and ½ · 0.5². Different: of 3, 3.5, 2, 2.5 only 2 is within the margin.
    #expect(abs(value - 0.5 * (0.5 + 0.125) / 2 - 0.5 * 0.125 / 4) < 1e-12)
    let expected = [-0.25, 0.25 + 0.5 * 0.5 / 4, -0.125 - 0.5 * 0.5 / 4, 0.125]
    for (one, other) in zip(gradient, expected) { #expect(abs(one - other) < 1e-12) }
  }

  @Test func tripletsByHand() {
    // On a line; 0 and 3 of one class.
    let embeddings = [0.0, 3, 1, 4, 10]
    let labels = [0, 0, 1, 2, 3]
    func triplets(_ mining: TripletLoss.Mining, anchor: Int) -> [[Int]] {
      let loss = TripletLoss(mining: mining)
      return loss.mine(BatchDistances(embeddings, labels: labels, EuclideanDistance()))
        .filter { $0.anchor == anchor }.map { [$0.positive, $0.negative] }
    }
    #expect(triplets(.all, anchor: 0) == [[1, 2], [1, 3], [1, 4]])
    #expect(triplets(.hard, anchor: 0) == [[1, 2]])
    #expect(triplets(.semiHard, anchor: 0) == [[1, 3]])
    #expect(triplets(.semiHard, anchor: 1) == [[0, 4]])
    #expect(triplets(.hard, anchor: 2).isEmpty)
    // Both anchors' own: 3 − 1 + 1 and 3 − 1 + 1.
    let hard = TripletLoss(margin: 1, mining: .hard).evaluate(embeddings, labels: labels)
    #expect(abs(hard.value - 3) < 1e-12)
  }

  @Test func semiHardTakesTheFarthestWhereNoneIsFarther() {
    let loss = TripletLoss(mining: .semiHard)
    let triplets = loss.mine(
      BatchDistances([0, 5, 1, 2], labels: [0, 0, 1, 1], EuclideanDistance()))
    #expect(triplets.contains(.init(anchor: 0, positive: 1, negative: 3)))
  }

  @Test func batchesThatTeachNothing() {
    for loss in Self.losses where loss is TripletLoss {
      #expect(loss.evaluate([1, 2, 3], labels: [1, 1, 1]).value == 0)
      #expect(loss.evaluate([1, 2, 3], labels: [1, 2, 3]).gradient == [0, 0, 0])
    }
    // Far apart already.
    #expect(ContrastiveLoss().evaluate([0, 0, 9, 9], labels: [0, 0, 1, 1]).value == 0)
  }

  @Test func singlePrecision() {
    var random = SeededGenerator(seed: 2)
    let labels = [0, 1, 0, 2, 1, 2]
    for loss in Self.losses {
      let embeddings = Self.random(24, using: &random).map(Float.init)
      var gradient = [Float](repeating: .nan, count: 24)
      let value = embeddings.withUnsafeBufferPointer { embeddings in
        gradient.withUnsafeMutableBufferPointer {
          loss(embeddings: embeddings, labels: labels, gradient: $0)
        }
      }
      let expected = loss.evaluate(embeddings.map(Double.init), labels: labels)
      #expect(value == expected.value)
      #expect(gradient == expected.gradient.map(Float.init))
      var broken = embeddings
      broken[7] = .nan
      let worthless = broken.withUnsafeBufferPointer { embeddings in
        gradient.withUnsafeMutableBufferPointer {
          loss(embeddings: embeddings, labels: labels, gradient: $0)
        }
      }
      #expect(worthless.isNaN)
      let allAreNaN = gradient.allSatisfy(\.isNaN)
      #expect(allAreNaN)
    }
  }
}
