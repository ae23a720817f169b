/// The logistic part of ``RankedLogisticLoss``.
struct HardLogisticTerm<Scalar: LossNumber> {
  let settings: RankedLogisticLoss.Settings
  let layout: ScoreMapLayout
  let targets: [ScoreMapTarget]
  let scores: UnsafeBufferPointer<Scalar>
  let gradient: UnsafeMutableBufferPointer<Scalar>

  /// Gives the value, and adds the gradient.
  func evaluate() -> Double {
    let positives = layout.positives(targets, radius: settings.radius)
    let negatives = layout.pairs * layout.cells - positives
    let others = negativeMaps * layout.cells
    let shares = BalancedShares(
      hasPositives: positives > 0, hasNegatives: negatives + others > 0)
    let ownWeight = negatives > 0 ? settings.ownWeight : 0
    let hardOwnWeight =
      negatives > 0 && settings.hardOwnShare > 0 ? settings.hardOwnWeight : 0
    let hardOthersWeight =
      others > 0 && settings.hardOthersShare > 0 ? settings.hardOthersWeight : 0
    let weights = max(ownWeight + hardOwnWeight + hardOthersWeight, .leastNormalMagnitude)
    func share(_ weight: Double, of count: Int) -> Double {
      shares.negative * weight / weights / Double(max(count, 1))
    }

    var sum = addOwn(
      positive: shares.positive / Double(max(positives, 1)),
      negative: share(ownWeight, of: negatives))
    if hardOwnWeight > 0 {
      let count = Self.count(settings.hardOwnShare, of: negatives)
      sum += addHardest(count, weight: share(hardOwnWeight, of: count)) { body in
        for pair in 0..<layout.pairs {
          let start = layout.ownMap(pair).lowerBound
          for cell in 0..<layout.cells where !isPositive(cell, pair) { body(start + cell) }
        }
      }
    }
    if hardOthersWeight > 0 {
      let count = Self.count(settings.hardOthersShare, of: others)
      sum += addHardest(count, weight: share(hardOthersWeight, of: count)) { body in
        for search in 0..<layout.pairs {
          for exemplar in 0..<layout.exemplars
          where layout.isNegative(search: search, exemplar: exemplar, targets) {
            for index in layout.map(search: search, exemplar: exemplar) { body(index) }
          }
        }
      }
    }
    return sum
  }

  /// The maps of an exemplar and another pair's search region that show nothing right.
  private var negativeMaps: Int {
    (0..<layout.pairs).reduce(0) { sum, search in
      sum
        + (0..<layout.exemplars).count {
          layout.isNegative(search: search, exemplar: $0, targets)
        }
    }
  }

  /// A share of a number of cells, at least one.
  private static func count(_ share: Double, of count: Int) -> Int {
    max(1, Int(share * Double(count) + 1e-9))
  }

  private func isPositive(_ cell: Int, _ pair: Int) -> Bool {
    layout.isPositive(cell, targets[pair], radius: settings.radius)
  }

  /// All cells of the own maps, by their weights.
  private func addOwn(positive: Double, negative: Double) -> Double {
    var sum = 0.0
    for pair in 0..<layout.pairs {
      let start = layout.ownMap(pair).lowerBound
      for cell in 0..<layout.cells {
        let isPositive = isPositive(cell, pair)
        let sign = isPositive ? -1.0 : 1.0
        sum += add(start + cell, sign: sign, weight: isPositive ? positive : negative)
      }
    }
    return sum
  }

  /// The cells with the highest scores among those that are visited: their loss is the highest.
  @inline(__always)
  private func addHardest(
    _ count: Int, weight: Double, visit: (_ body: (Int) -> Void) -> Void
  ) -> Double {
    var hardest = HardestCells(count, of: scores, visit: visit)
    var sum = 0.0
    visit { index in
      if hardest.contains(scores[index]) { sum += add(index, sign: 1, weight: weight) }
    }
    return sum
  }

  /// One cell; the sign is −1 where it shows the object.
  private func add(_ index: Int, sign: Double, weight: Double) -> Double {
    let logit = sign * (Double(scores[index]) + settings.bias)
    gradient[index] += Scalar(weight * sign * sigmoid(logit))
    return weight * softplus(logit)
  }
}
