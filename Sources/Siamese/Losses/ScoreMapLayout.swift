/// Where the maps of a batch and their cells are in memory, and which cells show the object.
struct ScoreMapLayout {
  /// Pairs of exemplar and search region.
  let pairs: Int
  /// Exemplars that every search region is compared with: 1, its own, or as many as there are pairs.
  let exemplars: Int
  let rows: Int
  let columns: Int

  /// - Precondition: `shape` is (N, 1, H, W) or (N, N, H, W), with a target for each of N.
  init(_ shape: [Int], targets: [ScoreMapTarget], scores: Int, gradient: Int) {
    precondition(
      shape.count == 4 && (shape[1] == 1 || shape[1] == shape[0]),
      "score maps of a loss are (N, 1, H, W) or (N, N, H, W), not \(shape)")
    precondition(
      targets.count == shape[0], "there are \(targets.count) targets for \(shape[0]) pairs")
    let count = shape[0] * shape[1] * shape[2] * shape[3]
    precondition(scores == count && gradient == count, "scores or gradient are not \(shape)")
    (pairs, exemplars, rows, columns) = (shape[0], shape[1], shape[2], shape[3])
  }

  /// Cells of one map.
  var cells: Int { rows * columns }
  /// Cells of all maps.
  var count: Int { pairs * exemplars * cells }

  /// The cells of the map of a search region and an exemplar.
  func map(search: Int, exemplar: Int) -> Range<Int> {
    let start = (search * exemplars + (exemplars == 1 ? 0 : exemplar)) * cells
    return start..<start + cells
  }

  /// Whether the map of a search region and another pair's exemplar shows only what is wrong: not
  /// where both are from one scene.
  func isNegative(search: Int, exemplar: Int, _ targets: [ScoreMapTarget]) -> Bool {
    guard exemplars > 1, search != exemplar else { return false }
    guard let scene = targets[search].searchScene else { return true }
    return scene != targets[exemplar].exemplarScene
  }

  /// The cells of a pair's own map.
  func ownMap(_ pair: Int) -> Range<Int> {
    map(search: pair, exemplar: pair)
  }

  /// How far a cell of a pair's own map is from the object: cells along the rows and cells along the
  /// columns together, as siamfc-pytorch measures it.
  ///
  /// - Returns: nil where the search region does not show the object.
  func distance(ofCell cell: Int, from target: ScoreMapTarget) -> Double? {
    guard let offset = target.offset else { return nil }
    let (row, column) = cell.quotientAndRemainder(dividingBy: columns)
    let right = Double(column) - Double(columns - 1) / 2
    let down = Double(row) - Double(rows - 1) / 2
    return abs(right - offset.x) + abs(down - offset.y)
  }

  /// Whether a cell of a pair's own map shows the object.
  func isPositive(_ cell: Int, _ target: ScoreMapTarget, radius: Double) -> Bool {
    // Offsets are sums of pixels divided by strides: a little rounding must not move the edge.
    distance(ofCell: cell, from: target).map { $0 <= radius + 1e-6 } ?? false
  }

  /// How many cells of all own maps show their objects.
  func positives(_ targets: [ScoreMapTarget], radius: Double) -> Int {
    var count = 0
    for target in targets where target.offset != nil {
      for cell in 0..<cells where isPositive(cell, target, radius: radius) { count += 1 }
    }
    return count
  }
}

/// Evaluates a loss over score maps: where a score is not finite, neither are the loss and its gradient;
/// where all are, the gradient is zero before `body` gives the value and adds to it.
func evaluateMaps<Scalar: LossNumber>(
  _ scores: UnsafeBufferPointer<Scalar>, _ shape: [Int], _ targets: [ScoreMapTarget],
  _ gradient: UnsafeMutableBufferPointer<Scalar>, _ body: (ScoreMapLayout) -> Double
) -> Double {
  let layout = ScoreMapLayout(
    shape, targets: targets, scores: scores.count, gradient: gradient.count)
  guard scores.allAreFinite else {
    gradient.update(repeating: .nan)
    return .nan
  }
  gradient.update(repeating: 0)
  return body(layout)
}

/// What positive and negative cells count for: half each, or everything where there is but one kind.
struct BalancedShares {
  let positive: Double
  let negative: Double

  init(hasPositives: Bool, hasNegatives: Bool) {
    positive = hasPositives ? (hasNegatives ? 0.5 : 1) : 0
    negative = hasNegatives ? (hasPositives ? 0.5 : 1) : 0
  }
}
