import TestSupport
import Testing

@testable import Siamese

/// Which axioms of a metric hold, and which do not.
@Suite struct DistanceTests {
  private static let length = 4

  /// L of full rank: a triangle with a diagonal away from zero.
  private static let mahalanobis = MahalanobisDistance(transform: [
    [1, 0.5, 0, -1], [0, 2, 0.3, 0], [0, 0, 0.5, 0.7], [0, 0, 0, 1.5],
  ])
  private static let metrics: [any Distance] = [EuclideanDistance(), mahalanobis]
  private static let all: [any Distance] =
    metrics + [SquaredEuclideanDistance(), CosineDistance()]

  /// Vectors of many lengths, some of them along one line, some equal in part.
  private static func vectors(using random: inout SeededGenerator) -> [[Double]] {
    let one = vector(using: &random)
    let other = vector(using: &random)
    return [
      one, other, one.map { $0 * 2 }, zip(one, other).map { ($0 + $1) / 2 },
      one.indices.map { $0 == 0 ? other[0] : one[$0] }, Array(repeating: 0, count: length),
    ]
  }

  private static func vector(using random: inout SeededGenerator) -> [Double] {
    let sizes: [Double] = [1e-3, 1, 1000]
    let size = sizes[Int.random(in: sizes.indices, using: &random)]
    return (0..<length).map { _ in size * Double.random(in: -1...1, using: &random) }
  }

  private func forEachPair(_ body: (any Distance, [Double], [Double]) -> Void) {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<100 {
      let vectors = Self.vectors(using: &random)
      for distance in Self.all {
        for one in vectors { for other in vectors { body(distance, one, other) } }
      }
    }
  }

  @Test func neverNegative() {
    forEachPair { distance, one, other in #expect(distance(one, other) >= 0) }
  }

  @Test func sameBothWays() {
    forEachPair { distance, one, other in #expect(distance(one, other) == distance(other, one)) }
  }

  @Test func zeroForEqualVectorsOnly() {
    forEachPair { distance, one, other in
      if distance is CosineDistance {
        // Not even of zeros, which have no direction.
        if one == other, one.contains(where: { $0 != 0 }) { #expect(distance(one, other) < 1e-12) }
      } else {
        #expect((distance(one, other) == 0) == (one == other))
      }
    }
  }

  @Test func noWayRoundIsShorter() {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<100 {
      let vectors = Self.vectors(using: &random)
      for distance in Self.metrics {
        for one in vectors {
          for other in vectors {
            for between in vectors {
              let round = distance(one, between) + distance(between, other)
              #expect(distance(one, other) <= round * (1 + 1e-12))
            }
          }
        }
      }
    }
  }

  @Test func squaresAreNoMetric() {
    let distance = SquaredEuclideanDistance()
    #expect(distance([0], [2]) == 4)
    #expect(distance([0], [1]) + distance([1], [2]) == 2)
  }

  @Test func cosineIsNoMetric() {
    let distance = CosineDistance()
    // Two embeddings that differ, at no distance.
    #expect(distance([1, 2], [2, 4]) < 1e-15)
    // Right angle, and two halves of it.
    #expect(abs(distance([1, 0], [0, 1]) - 1) < 1e-15)
    #expect(distance([1, 0], [1, 1]) + distance([1, 1], [0, 1]) < 0.6)
    #expect(abs(distance([1, 0], [-3, 0]) - 2) < 1e-15)
    #expect(distance([0, 0], [1, 0]) == 1)
  }

  /// L without full rank cannot tell what it maps to the same.
  @Test func mahalanobisWithoutFullRankIsNoMetric() {
    let distance = MahalanobisDistance(transform: [[1, 1]])
    #expect(distance([0, 1], [1, 0]) == 0)
    #expect(distance([0, 0], [1, 1]) == 2)
  }

  @Test func mahalanobisIsTheDistanceOfWhatItMaps() {
    // M = LᵀL by hand: L = [[2, 1], [0, 3]], M = [[4, 2], [2, 10]].
    let distance = MahalanobisDistance(transform: [[2, 1], [0, 3]])
    let (x, y) = (1.0 - 3, 2.0 - -1)
    #expect(
      abs(distance([1, 2], [3, -1]) - (4 * x * x + 4 * x * y + 10 * y * y).squareRoot()) < 1e-12)
    let identity = MahalanobisDistance(transform: [[1, 0], [0, 1]])
    #expect(identity([1, 2], [4, 6]) == 5)
  }

  @Test func gradientsAreCentralDifferences() {
    var random = SeededGenerator(seed: 3)
    for distance in Self.all.compactMap({ $0 as? any DifferentiableDistance }) {
      for _ in 0..<30 {
        let points = (0..<2).map { _ in
          (0..<Self.length).map { _ in Double.random(in: -1...1, using: &random) }
        }
        var gradients = points.map { $0.map { _ in 0.5 } }
        let (one, other) = (points[0], points[1])
        one.withUnsafeBufferPointer { one in
          other.withUnsafeBufferPointer { other in
            var (first, second) = (gradients[0], gradients[1])
            first.withUnsafeMutableBufferPointer { first in
              second.withUnsafeMutableBufferPointer {
                distance.addGradient(of: one, other, weight: 3, to: first, $0)
              }
            }
            gradients = [first, second]
          }
        }
        for index in 0..<2 * Self.length {
          func moved(_ step: Double) -> Double {
            var points = points
            points[index / Self.length][index % Self.length] += step
            return distance(points[0], points[1])
          }
          let expected = 0.5 + 3 * (moved(1e-6) - moved(-1e-6)) / 2e-6
          #expect(abs(gradients[index / Self.length][index % Self.length] - expected) < 1e-7)
        }
      }
    }
  }

  @Test func embeddingsAtOnePlaceHaveNoDirectionToGo() {
    for distance in [EuclideanDistance(), CosineDistance()] as [any DifferentiableDistance] {
      let zeros = [0.0, 0]
      var (first, second) = (zeros, zeros)
      zeros.withUnsafeBufferPointer { zeros in
        first.withUnsafeMutableBufferPointer { first in
          second.withUnsafeMutableBufferPointer {
            distance.addGradient(of: zeros, zeros, weight: 1, to: first, $0)
          }
        }
      }
      #expect(first == zeros && second == zeros)
    }
  }
}
