import Glibc

/// The part of ``RankedLogisticLoss`` that ranks an exemplar's own object before all other places.
struct RankingTerm<Scalar: LossNumber> {
  let settings: RankedLogisticLoss.Settings
  let layout: ScoreMapLayout
  let targets: [ScoreMapTarget]
  let scores: UnsafeBufferPointer<Scalar>
  let gradient: UnsafeMutableBufferPointer<Scalar>

  /// Gives the value, and writes the gradient: it is zero before.
  func evaluate() -> Double {
    guard settings.ranking > 0 else { return 0 }
    let ranked = (0..<layout.pairs).count(where: isRanked)
    let weight = settings.ranking / Double(max(ranked, 1))
    var sum = 0.0
    for exemplar in 0..<layout.pairs where isRanked(exemplar) {
      sum += evaluate(exemplar, weight: weight)
    }
    return sum
  }

  /// Whether an exemplar's own map has cells of both kinds, or other maps those that are wrong.
  private func isRanked(_ exemplar: Int) -> Bool {
    let positives = (0..<layout.cells).count { isPositive($0, exemplar) }
    return positives > 0
      && (positives < layout.cells || others(exemplar).contains { !$0.isEmpty })
  }

  private func isPositive(_ cell: Int, _ exemplar: Int) -> Bool {
    layout.isPositive(cell, targets[exemplar], radius: settings.radius)
  }

  private func evaluate(_ exemplar: Int, weight: Double) -> Double {
    let scale = 1 / settings.temperature
    let highest = highestWrongScore(exemplar)
    // What each wrong cell has in the sum of exponentials is kept where its gradient will be.
    let exponentials = writeExponentials(exemplar, highest: highest, scale: scale)
    let logarithm = scale * Double(highest) + log(exponentials)
    let (value, pull) = addPositives(
      exemplar, logarithm: logarithm, scale: scale, weight: weight)
    scaleExponentials(exemplar, by: pull / exponentials)
    return value
  }

  /// The maps of other search regions, as far as they show nothing right.
  private func others(_ exemplar: Int) -> some Sequence<Range<Int>> {
    (0..<layout.pairs).lazy
      .filter { layout.isNegative(search: $0, exemplar: exemplar, targets) }
      .map { layout.map(search: $0, exemplar: exemplar) }
  }

  private func highestWrongScore(_ exemplar: Int) -> Scalar {
    var highest = -Scalar.infinity
    let own = layout.ownMap(exemplar).lowerBound
    for cell in 0..<layout.cells where !isPositive(cell, exemplar) {
      highest = max(highest, scores[own + cell])
    }
    var lanes = SIMD16<Scalar>(repeating: highest)
    for map in others(exemplar) {
      var index = map.lowerBound
      while index + 16 <= map.upperBound {
        let values = scores.lanes(at: index)
        lanes = lanes.replacing(with: values, where: values .> lanes)
        index += 16
      }
      while index < map.upperBound {
        lanes[0] = max(lanes[0], scores[index])
        index += 1
      }
    }
    return lanes.max()
  }

  /// exp((v − highest) · scale) of each wrong cell v, and their sum.
  private func writeExponentials(_ exemplar: Int, highest: Scalar, scale: Double) -> Double {
    var sum = 0.0
    let own = layout.ownMap(exemplar).lowerBound
    for cell in 0..<layout.cells where !isPositive(cell, exemplar) {
      let value = exp((Double(scores[own + cell]) - Double(highest)) * scale)
      gradient[own + cell] = Scalar(value)
      sum += value
    }
    let factor = Scalar(scale)
    for map in others(exemplar) {
      var lanes = SIMD16<Scalar>.zero
      var index = map.lowerBound
      while index + 16 <= map.upperBound {
        let values = Scalar.exponential(
          ofNonpositive: (scores.lanes(at: index) - highest) * factor)
        gradient.setLanes(at: index, to: values)
        lanes += values
        index += 16
      }
      while index < map.upperBound {
        let value = exp((Double(scores[index]) - Double(highest)) * scale)
        gradient[index] = Scalar(value)
        sum += value
        index += 1
      }
      for lane in lanes.indices { sum += Double(lanes[lane]) }
    }
    return sum
  }

  /// The loss of the object's cells against `logarithm`, the logarithm of the sum of all wrong cells'
  /// exponentials.
  ///
  /// - Returns: The value, and its derivative by that logarithm, times the scale.
  private func addPositives(
    _ exemplar: Int, logarithm: Double, scale: Double, weight: Double
  ) -> (value: Double, pull: Double) {
    var (value, pull, weights) = (0.0, 0.0, 0.0)
    for cell in 0..<layout.cells where isPositive(cell, exemplar) {
      weights += rankingWeight(cell, exemplar)
    }
    let own = layout.ownMap(exemplar).lowerBound
    for cell in 0..<layout.cells where isPositive(cell, exemplar) {
      let share =
        weights > 0 ? weight * rankingWeight(cell, exemplar) / weights : 0
      let lead = logarithm - scale * Double(scores[own + cell])
      value += share * softplus(lead)
      let slope = share * scale * sigmoid(lead)
      gradient[own + cell] = Scalar(-slope)
      pull += slope
    }
    return (value, pull)
  }

  private func rankingWeight(_ cell: Int, _ exemplar: Int) -> Double {
    settings.rankingWeight(at: layout.distance(ofCell: cell, from: targets[exemplar]) ?? 0)
  }

  private func scaleExponentials(_ exemplar: Int, by factor: Double) {
    let own = layout.ownMap(exemplar).lowerBound
    for cell in 0..<layout.cells where !isPositive(cell, exemplar) {
      gradient[own + cell] *= Scalar(factor)
    }
    let factor = Scalar(factor)
    for map in others(exemplar) {
      for index in map { gradient[index] *= factor }
    }
  }
}
