import Glibc
import TestSupport
import Testing

@testable import Siamese

/// What every loss over score maps promises.
@Suite struct ScoreMapLossTests {
  @Test(arguments: CheckedLoss.all) func gradientsAreCentralDifferences(_ loss: CheckedLoss) {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<40 {
      let maps = ScoreMaps(using: &random)
      let gradient = loss.double(maps).gradient
      for _ in 0..<3 {
        let direction = maps.scores.map { _ in Double.random(in: -1...1, using: &random) }
        func value(at step: Double) -> Double {
          var moved = maps
          for index in direction.indices { moved.scores[index] += step * direction[index] }
          return loss.double(moved).value
        }
        let step = 1e-5
        let expected = (value(at: step) - value(at: -step)) / (2 * step)
        let found = zip(direction, gradient).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(
          abs(found - expected) <= 1e-7 * max(1, abs(expected)), "\(maps.shape) \(maps.targets)")
      }
    }
  }

  @Test(arguments: CheckedLoss.all) func bothWidthsAgree(_ loss: CheckedLoss) {
    var random = SeededGenerator(seed: 12)
    for _ in 0..<40 {
      var maps = ScoreMaps(using: &random)
      maps.scores = maps.scores.map { Double(Float($0)) }
      let (single, double) = (loss.single(maps), loss.double(maps))
      #expect(abs(single.value - double.value) <= 1e-6 * max(1, double.value))
      let largest = double.gradient.map(abs).max() ?? 0
      for (found, expected) in zip(single.gradient, double.gradient) {
        #expect(abs(Double(found) - expected) <= 2e-6 * largest)
      }
    }
  }

  /// Logits that no exponential holds give finite numbers, and right answers cost nothing.
  @Test(arguments: CheckedLoss.all, [100.0, 1e4, 1e30]) func extremeLogits(
    _ loss: CheckedLoss, size: Double
  ) {
    var random = SeededGenerator(seed: 13)
    for _ in 0..<20 {
      var maps = ScoreMaps(using: &random)
      maps.scores = maps.scores.map { _ in Bool.random(using: &random) ? size : -size }
      let (value, gradient) = loss.single(maps)
      #expect(value.isFinite && value >= 0)
      let finite = gradient.allSatisfy(\.isFinite)
      #expect(finite)
    }
    let layout = ScoreMapLayout(
      [1, 1, 5, 5], targets: [.init(offset: .init())], scores: 25, gradient: 25)
    let right = ScoreMaps(
      shape: [1, 1, 5, 5], targets: [.init(offset: .init())],
      scores: (0..<25).map {
        layout.isPositive($0, .init(offset: .init()), radius: 2) ? size : -size
      })
    if loss.testDescription != "balanced with bias" {
      let (value, gradient) = loss.single(right)
      #expect(value < 1e-12)
      let small = gradient.allSatisfy { abs($0) < 1e-12 }
      #expect(small)
    }
  }

  @Test(arguments: CheckedLoss.all, [Double.nan, .infinity, -.infinity])
  func whatIsNotFiniteShows(_ loss: CheckedLoss, number: Double) {
    var maps = ScoreMaps(
      shape: [2, 2, 5, 5], targets: [.init(offset: .init()), .init(offset: nil)],
      scores: Array(repeating: 0, count: 100))
    for place in [0, 37, 99] {
      maps.scores[place] = number
      let (value, gradient) = loss.single(maps)
      #expect(value.isNaN)
      let all = gradient.allSatisfy(\.isNaN)
      #expect(all)
      maps.scores[place] = 0
    }
  }

  /// A step against the gradient makes the loss smaller.
  @Test(arguments: CheckedLoss.all) func descending(_ loss: CheckedLoss) {
    var random = SeededGenerator(seed: 14)
    for _ in 0..<20 {
      var maps = ScoreMaps(using: &random)
      let (value, gradient) = loss.double(maps)
      let norm = gradient.reduce(0) { $0 + $1 * $1 }
      guard norm > 1e-12 else { continue }
      for index in gradient.indices {
        maps.scores[index] -= 1e-3 * gradient[index] / norm.squareRoot()
      }
      #expect(loss.double(maps).value < value)
    }
  }

  /// The same for pairs in another order.
  @Test(arguments: CheckedLoss.all) func orderOfPairsDoesNotMatter(_ loss: CheckedLoss) {
    var random = SeededGenerator(seed: 15)
    for _ in 0..<20 {
      let maps = ScoreMaps(using: &random)
      var turned = maps
      turned.targets.reverse()
      let (pairs, exemplars, cells) = (maps.shape[0], maps.shape[1], maps.shape[2] * maps.shape[3])
      for search in 0..<pairs {
        for exemplar in 0..<exemplars {
          let from = (search * exemplars + exemplar) * cells
          let to = ((pairs - 1 - search) * exemplars + exemplars - 1 - exemplar) * cells
          for cell in 0..<cells { turned.scores[to + cell] = maps.scores[from + cell] }
        }
      }
      #expect(abs(loss.double(maps).value - loss.double(turned).value) < 1e-12)
    }
  }

  @Test func exponentialsOfManyAtOnce() {
    var random = SeededGenerator(seed: 16)
    for _ in 0..<2000 {
      var lanes = SIMD16<Float>()
      for lane in lanes.indices {
        lanes[lane] = -Float.random(
          in: 0...pow(10, Float.random(in: -6...2, using: &random)), using: &random)
      }
      lanes[0] = 0
      lanes[1] = -.infinity
      let results = Float.exponential(ofNonpositive: lanes)
      #expect(results[0] == 1)
      for lane in lanes.indices {
        let expected = exp(Double(lanes[lane]))
        #expect(abs(Double(results[lane]) - expected) <= 3e-7 * expected + 2e-38)
      }
    }
  }
}
