import Glibc
import TestSupport
import Testing

@testable import Siamese

/// Values that can be worked out by hand, or by the definition without regard to time.
@Suite struct ScoreMapLossValueTests {
  private let centre = ScoreMapTarget(offset: .init())

  private func softplus(_ value: Double) -> Double { log(1 + exp(value)) }

  /// The cells of a 15×15 map that show an object, as (column, row) from its centre.
  private func positives(_ target: ScoreMapTarget, radius: Double = 2) -> Set<[Int]> {
    let layout = ScoreMapLayout([1, 1, 15, 15], targets: [target], scores: 225, gradient: 225)
    return Set(
      (0..<225).filter { layout.isPositive($0, target, radius: radius) }
        .map { [$0 % 15 - 7, $0 / 15 - 7] })
  }

  @Test func labels() {
    let diamond = positives(centre)
    #expect(diamond.count == 13)
    #expect(diamond == positives(centre).filter { abs($0[0]) + abs($0[1]) <= 2 })
    // Sixteen pixels of straight distance, as in the paper.
    #expect(
      diamond
        == positives(centre, radius: 14).filter { hypot(Double($0[0]), Double($0[1])) * 8 <= 16 })
    let moved = positives(ScoreMapTarget(offset: .init(x: 3, y: -2)))
    #expect(moved == Set(diamond.map { [$0[0] + 3, $0[1] - 2] }))
    #expect(positives(ScoreMapTarget(offset: .init(x: 0.5, y: 0))).count == 8)
    #expect(positives(ScoreMapTarget(offset: .init(x: 7, y: 7))).count == 6)
    #expect(positives(ScoreMapTarget(offset: .init(x: 20, y: 0))).isEmpty)
    #expect(positives(ScoreMapTarget(offset: nil)).isEmpty)
  }

  @Test func scoresOfZeroSayNothing() {
    for shape in [[2, 1, 15, 15], [2, 2, 15, 15], [2, 1, 4, 6]] {
      let maps = ScoreMaps(
        shape: shape, targets: [centre, centre],
        scores: Array(repeating: 0, count: shape.reduce(1, *)))
      #expect(abs(maps.single(BalancedLogisticLoss()).value - log(2)) < 1e-12)
      #expect(abs(maps.single(TripletScoreLoss()).value - log(2)) < 1e-6)
      #expect(abs(maps.single(FocalLoss(gamma: 2)).value - log(2) / 4) < 1e-12)
      #expect(abs(maps.single(RankedLogisticLoss(.init(ranking: 0))).value - log(2)) < 1e-12)
    }
    // Every cell that shows the object against 225 − 13 others of its own and 225 of another region.
    let maps = ScoreMaps(
      shape: [2, 2, 15, 15], targets: [centre, centre], scores: Array(repeating: 0, count: 900))
    let ranked = maps.single(RankedLogisticLoss(.init(ranking: 1)))
    #expect(abs(ranked.value - log(2) - log(1 + 212 + 225)) < 1e-6)
    // Half of the weight is on 26 cells, half on 424.
    let gradient = maps.single(BalancedLogisticLoss()).gradient
    #expect(abs(gradient[7 * 15 + 7] - -0.25 / 26) < 1e-8)
    #expect(abs(gradient[0] - 0.25 / 424) < 1e-8)
    #expect(gradient[225] == 0 && gradient[450] == 0 && gradient[675] != 0)
  }

  @Test func twoKindsOfCells() {
    let layout = ScoreMapLayout([1, 1, 5, 5], targets: [centre], scores: 25, gradient: 25)
    let maps = ScoreMaps(
      shape: [1, 1, 5, 5], targets: [centre],
      scores: (0..<25).map { layout.isPositive($0, centre, radius: 2) ? 1 : -2 })
    let (right, wrong) = (softplus(-1), softplus(-2))
    #expect(abs(maps.double(BalancedLogisticLoss()) - (right + wrong) / 2) < 1e-12)
    #expect(
      abs(maps.double(BalancedLogisticLoss(bias: 1)) - (softplus(-2) + softplus(-1)) / 2) < 1e-12)
    #expect(abs(maps.single(TripletScoreLoss()).value - softplus(-3)) < 1e-6)
    let focal = FocalLoss(gamma: 2, alpha: 0.25)
    let (p, q) = (exp(-right), exp(-wrong))
    let expected = 0.25 * pow(1 - p, 2) * right + 0.75 * pow(1 - q, 2) * wrong
    #expect(abs(maps.single(focal).value - expected) < 1e-12)
  }

  @Test func withoutFocusItIsTheBalancedLoss() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<20 {
      let maps = ScoreMaps(using: &random)
      let (focal, balanced) = (
        maps.single(FocalLoss(gamma: 0, bias: 0.5)), maps.single(BalancedLogisticLoss(bias: 0.5))
      )
      #expect(abs(focal.value - balanced.value) < 1e-12)
      for (one, other) in zip(focal.gradient, balanced.gradient) {
        #expect(abs(one - other) < 1e-7)
      }
    }
  }

  @Test func batchesWithoutAnObject() {
    let maps = ScoreMaps(
      shape: [2, 2, 3, 3], targets: [.init(offset: nil), .init(offset: nil)],
      scores: Array(repeating: -1, count: 36))
    #expect(abs(maps.double(BalancedLogisticLoss()) - softplus(-1)) < 1e-12)
    #expect(abs(maps.single(RankedLogisticLoss()).value - softplus(-1)) < 1e-12)
    let triplet = maps.single(TripletScoreLoss())
    #expect(triplet.value == 0 && triplet.gradient == Array(repeating: 0, count: 36))
  }

  /// The loss by its definition: sorting, and every pair of cells.
  @Test func rankedLossByDefinition() {
    var random = SeededGenerator(seed: 4)
    let settings = RankedLogisticLoss.Settings(
      bias: 0.3, hardOwnShare: 0.25, hardOthersShare: 0.1, ranking: 0.8, temperature: 0.6)
    for _ in 0..<30 {
      var maps = ScoreMaps(using: &random)
      // Many equal scores.
      maps.scores = maps.scores.map { ($0 * 2).rounded() / 2 }
      let found = RankedLogisticLoss(settings)
      #expect(abs(maps.double(found) - byDefinition(maps, settings)) < 1e-10, "\(maps)")
    }
  }

  private func byDefinition(_ maps: ScoreMaps, _ settings: RankedLogisticLoss.Settings) -> Double {
    let (pairs, exemplars, rows, columns) = (
      maps.shape[0], maps.shape[1], maps.shape[2], maps.shape[3]
    )
    var (right, wrong, others, ranks): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for exemplar in 0..<pairs {
      var (rightHere, wrongHere): ([(score: Double, weight: Double)], [Double]) = ([], [])
      for search in 0..<pairs where search == exemplar || exemplars > 1 {
        let scenes = (maps.targets[search].searchScene, maps.targets[exemplar].exemplarScene)
        if search != exemplar, scenes.0 != nil, scenes.0 == scenes.1 { continue }
        for cell in 0..<rows * columns {
          let map = search * exemplars + (exemplars == 1 ? 0 : exemplar)
          let score = maps.scores[map * rows * columns + cell]
          let distance = maps.targets[search].offset.map {
            abs(Double(cell % columns) - Double(columns - 1) / 2 - $0.x)
              + abs(Double(cell / columns) - Double(rows - 1) / 2 - $0.y)
          }
          if search == exemplar, let distance, distance <= 2 {
            right.append(score)
            let weight = distance < 1 ? 1 - 0.4 * distance : 0.6 - 0.3 * (distance - 1)
            rightHere.append((score, weight))
          } else {
            wrongHere.append(score)
            if search == exemplar { wrong.append(score) } else { others.append(score) }
          }
        }
      }
      guard !rightHere.isEmpty, !wrongHere.isEmpty else { continue }
      let total = rightHere.reduce(0) { $0 + $1.weight }
      let losses = rightHere.map { right in
        let sum = wrongHere.reduce(0) { $0 + exp(($1 - right.score) / settings.temperature) }
        return right.weight * log(1 + sum)
      }
      ranks.append(losses.reduce(0, +) / total)
    }
    func mean(_ values: [Double]) -> Double {
      values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
    func loss(_ scores: [Double], sign: Double = 1) -> Double {
      mean(scores.map { softplus(sign * ($0 + settings.bias)) })
    }
    func hardest(_ scores: [Double], _ share: Double) -> [Double] {
      Array(scores.sorted(by: >).prefix(max(1, Int(Double(scores.count) * share + 1e-9))))
    }
    var (weight, negative) = (0.0, 0.0)
    if !wrong.isEmpty {
      negative += 0.6 * loss(wrong) + 0.2 * loss(hardest(wrong, settings.hardOwnShare))
      weight += 0.8
    }
    if !others.isEmpty {
      negative += 0.2 * loss(hardest(others, settings.hardOthersShare))
      weight += 0.2
    }
    let hasNegatives = weight > 0
    let half = hasNegatives && !right.isEmpty ? 0.5 : 1
    return half * loss(right, sign: -1) + (hasNegatives ? half * negative / weight : 0)
      + settings.ranking * mean(ranks)
  }
}

extension ScoreMaps {
  fileprivate func double(_ loss: BalancedLogisticLoss) -> Double {
    value { loss.evaluate($0, shape, targets, $1) }
  }

  fileprivate func double(_ loss: RankedLogisticLoss) -> Double {
    value { loss.evaluate($0, shape, targets, $1) }
  }

  private func value(
    _ loss: (UnsafeBufferPointer<Double>, UnsafeMutableBufferPointer<Double>) -> Double
  ) -> Double {
    var gradient = [Double](repeating: 0, count: scores.count)
    return scores.withUnsafeBufferPointer { scores in
      gradient.withUnsafeMutableBufferPointer { loss(scores, $0) }
    }
  }
}
