import Glibc

/// The loss of SiamFC-tri (Dong and Shen, "Triplet Loss in Siamese Network for Object Tracking", ECCV
/// 2018): the mean of log(1 + exp(vₙ − vₚ)) over all pairs of a cell p of a map that shows the object
/// and a cell n of the same map that does not.
///
/// It is the mean over the maps that have both kinds of cells; where none has, it is zero. Which cells
/// show the object, which maps count, and what becomes of numbers that are not finite are as in
/// ``BalancedLogisticLoss``.
public struct TripletScoreLoss: ScoreMapLoss, Hashable {
  /// How far from the object a cell may be to be right, in cells.
  public var radius: Double

  /// Creates the loss; the default is SiamFC's 13 cells.
  public init(radius: Double = 2) {
    self.radius = radius
  }

  public func callAsFunction(
    scores: UnsafeBufferPointer<Float>, shape: [Int], targets: [ScoreMapTarget],
    gradient: UnsafeMutableBufferPointer<Float>
  ) -> Double {
    evaluate(scores, shape, targets, gradient)
  }

  func evaluate<Scalar: LossNumber>(
    _ scores: UnsafeBufferPointer<Scalar>, _ shape: [Int], _ targets: [ScoreMapTarget],
    _ gradient: UnsafeMutableBufferPointer<Scalar>
  ) -> Double {
    evaluateMaps(scores, shape, targets, gradient) { layout in
      var (sum, maps) = (0.0, 0)
      for pair in 0..<layout.pairs {
        let own = layout.ownMap(pair)
        let map = OwnMap(
          layout: layout, target: targets[pair], radius: radius,
          scores: UnsafeBufferPointer(rebasing: scores[own]),
          gradient: UnsafeMutableBufferPointer(rebasing: gradient[own]))
        if let value = map.evaluate() {
          sum += value
          maps += 1
        }
      }
      let share = Scalar(1) / Scalar(max(maps, 1))
      for index in gradient.indices { gradient[index] *= share }
      return sum / Double(max(maps, 1))
    }
  }

  private struct OwnMap<Scalar: LossNumber> {
    let layout: ScoreMapLayout
    let target: ScoreMapTarget
    let radius: Double
    let scores: UnsafeBufferPointer<Scalar>
    let gradient: UnsafeMutableBufferPointer<Scalar>

    /// The mean over the map's pairs, whose gradient is added; nil where there are none.
    func evaluate() -> Double? {
      guard target.offset != nil else { return nil }
      return withUnsafeTemporaryAllocation(of: Int32.self, capacity: scores.count) { places in
        // Positive cells from the front, the others from the back.
        var (positives, negatives) = (0, scores.count)
        for cell in scores.indices {
          if layout.isPositive(cell, target, radius: radius) {
            places[positives] = Int32(cell)
            positives += 1
          } else {
            negatives -= 1
            places[negatives] = Int32(cell)
          }
        }
        guard positives > 0, positives < scores.count else { return nil }
        return evaluate(
          positives: UnsafeMutableBufferPointer(rebasing: places[..<positives]),
          negatives: UnsafeMutableBufferPointer(rebasing: places[positives...]))
      }
    }

    private func evaluate(
      positives: UnsafeMutableBufferPointer<Int32>, negatives: UnsafeMutableBufferPointer<Int32>
    ) -> Double {
      let weight = 1 / (Double(positives.count) * Double(negatives.count))
      var sum = 0.0
      for start in stride(from: 0, to: negatives.count, by: Group.lanes) {
        let group = Group(
          negatives[start..<min(start + Group.lanes, negatives.count)], of: scores)
        sum += add(group, against: positives, weight: Scalar(weight))
      }
      return sum * weight
    }

    /// Up to sixteen cells that do not show the object.
    private struct Group {
      static var lanes: Int { 16 }
      let cells: Slice<UnsafeMutableBufferPointer<Int32>>
      var scores = SIMD16<Scalar>.zero
      /// 1 where there is a cell, else 0.
      var mask = SIMD16<Scalar>.zero

      init(
        _ cells: Slice<UnsafeMutableBufferPointer<Int32>>, of scores: UnsafeBufferPointer<Scalar>
      ) {
        self.cells = cells
        for (lane, cell) in cells.enumerated() {
          self.scores[lane] = scores[Int(cell)]
          mask[lane] = 1
        }
      }
    }

    /// The sum of the losses of several cells against all positive ones.
    private func add(
      _ group: Group, against positives: UnsafeMutableBufferPointer<Int32>, weight: Scalar
    ) -> Double {
      typealias Lanes = SIMD16<Scalar>
      let one = Lanes(repeating: 1)
      var (large, slopes, product, sum) = (Lanes.zero, Lanes.zero, one, 0.0)
      for (index, positive) in positives.enumerated() {
        let differences = group.scores - scores[Int(positive)]
        let isWrong = differences .> Scalar(0)
        let small = Scalar.exponential(
          ofNonpositive: differences.replacing(with: -differences, where: isWrong))
        let denominators = small + one
        let slope = small.replacing(with: one, where: isWrong) / denominators * group.mask
        large += Lanes.zero.replacing(with: differences, where: isWrong)
        slopes += slope
        gradient[Int(positive)] -= weight * slope.sum()
        // The logarithm of a product is the sum of logarithms; 64 factors of at most 2 are no infinity.
        product *= denominators
        if index % 64 == 63 || index == positives.count - 1 {
          for lane in 0..<group.cells.count { sum += log(Double(product[lane])) }
          product = one
        }
      }
      for (lane, cell) in group.cells.enumerated() {
        sum += Double(large[lane])
        gradient[Int(cell)] += weight * slopes[lane]
      }
      return sum
    }
  }
}

extension TripletScoreLoss: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case radius
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    radius = try values.decode(.radius, in: LossBounds.radii)
  }
}
