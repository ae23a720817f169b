import TestSupport
import Testing

@testable import Siamese

/// A loss over score maps in both widths of numbers.
struct CheckedLoss: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let single: @Sendable (ScoreMaps) -> (value: Double, gradient: [Float])
  let double: @Sendable (ScoreMaps) -> (value: Double, gradient: [Double])

  static let all: [CheckedLoss] = {
    typealias Ranked = RankedLogisticLoss
    var hard = Ranked.Settings(hardOwnShare: 0.3, hardOthersShare: 0.2, ranking: 0)
    hard.bias = -0.7
    return [
      CheckedLoss("balanced", BalancedLogisticLoss()) { $0.evaluate($1, $2, $3, $4) },
      CheckedLoss("balanced with bias", BalancedLogisticLoss(radius: 1, bias: -2)) {
        $0.evaluate($1, $2, $3, $4)
      },
      CheckedLoss("focal", FocalLoss()) { $0.evaluate($1, $2, $3, $4) },
      CheckedLoss("focal, other constants", FocalLoss(gamma: 0.5, alpha: 0.25, bias: 1)) {
        $0.evaluate($1, $2, $3, $4)
      },
      CheckedLoss("triplet", TripletScoreLoss()) { $0.evaluate($1, $2, $3, $4) },
      CheckedLoss("hard", Ranked(hard)) { $0.evaluate($1, $2, $3, $4) },
      CheckedLoss("ranked", Ranked(.init(ranking: 0.7, temperature: 0.3))) {
        $0.evaluate($1, $2, $3, $4)
      },
      CheckedLoss("ranked, one weight", Ranked(.init(ranking: 2, rankingWeights: [1]))) {
        $0.evaluate($1, $2, $3, $4)
      },
    ]
  }()

  private init<Loss: ScoreMapLoss>(
    _ name: String, _ loss: Loss,
    evaluate:
      @escaping @Sendable (
        Loss, UnsafeBufferPointer<Double>, [Int], [ScoreMapTarget],
        UnsafeMutableBufferPointer<Double>
      ) -> Double
  ) {
    testDescription = name
    single = { $0.single(loss) }
    double = { maps in
      var gradient = [Double](repeating: .nan, count: maps.scores.count)
      let value = maps.scores.withUnsafeBufferPointer { scores in
        gradient.withUnsafeMutableBufferPointer {
          evaluate(loss, scores, maps.shape, maps.targets, $0)
        }
      }
      return (value, gradient)
    }
  }
}

/// Score maps with their targets.
struct ScoreMaps: Sendable {
  var shape: [Int]
  var targets: [ScoreMapTarget]
  var scores: [Double]

  /// The loss in single precision.
  func single(_ loss: any ScoreMapLoss) -> (value: Double, gradient: [Float]) {
    // One number before them, so that they are not aligned.
    let numbers = [0] + scores.map(Float.init)
    var gradient = [Float](repeating: .nan, count: numbers.count)
    let value = numbers.withUnsafeBufferPointer { scores in
      gradient.withUnsafeMutableBufferPointer {
        loss(
          scores: UnsafeBufferPointer(rebasing: scores[1...]), shape: shape, targets: targets,
          gradient: UnsafeMutableBufferPointer(rebasing: $0[1...]))
      }
    }
    return (value, Array(gradient[1...]))
  }

  /// Random ones: of any sides, with one map a pair or all, objects anywhere and nowhere.
  init(using random: inout SeededGenerator) {
    let pairs = Int.random(in: 1...4, using: &random)
    let exemplars = Bool.random(using: &random) ? 1 : pairs
    shape = [
      pairs, exemplars, Int.random(in: 1...8, using: &random),
      Int.random(in: 1...8, using: &random),
    ]
    targets = (0..<pairs).map { _ in
      let isShown = Int.random(in: 0..<5, using: &random) > 0
      let offset = ScoreMapTarget.Offset(
        x: Double.random(in: -4...4, using: &random),
        y: Double.random(in: -4...4, using: &random))
      let scene = UInt64.random(in: 0..<4, using: &random)
      return ScoreMapTarget(
        offset: isShown ? offset : nil, exemplarScene: scene == 0 ? nil : scene,
        searchScene: scene == 0 ? nil : isShown ? scene : scene + 1)
    }
    scores = (0..<shape.reduce(1, *)).map { _ in Double.random(in: -4...4, using: &random) }
  }

  init(shape: [Int], targets: [ScoreMapTarget], scores: [Double]) {
    (self.shape, self.targets, self.scores) = (shape, targets, scores)
  }
}
