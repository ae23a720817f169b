import Evaluation
import TestSupport
import Testing
import Video

/// The measures of made-up runs against the definitions, said again frame by frame and threshold by
/// threshold.
@Suite struct OnePassMeasuresPropertyTests {
  @Test(arguments: 1...60)
  func curvesAreTheDefinitions(seed: Int) {
    var run = RandomRun(seed: UInt64(seed))
    for convention in Convention.allCases {
      let (truth, boxes, ignored) = run.next()
      let found = OnePassMeasures(
        truth: truth, boxes: boxes, ignored: ignored, convention: convention)
      let expected = Definition(truth: truth, boxes: boxes, ignored: ignored, by: convention)
      #expect(found.frames == expected.frames)
      #expect(found.success == expected.success)
      #expect(found.precision == expected.precision)
      #expect(found.normalizedPrecision == expected.normalizedPrecision)
      #expect(found.overlaps == expected.overlaps)
    }
  }

  @Test(arguments: 1...20)
  func runsPooledAreTheirFramesTogether(seed: Int) {
    var run = RandomRun(seed: UInt64(seed))
    let runs = (0..<3).map { _ in run.next() }
    let pooled = OnePassMeasures(
      pooling: runs.map { OnePassMeasures(truth: $0.truth, boxes: $0.boxes) })
    // Only the first frame of each run counts with the true box.
    let boxes = runs.flatMap { [$0.truth[0].isVisible ? $0.truth[0].bounds : nil] + $0.boxes[1...] }
    let together = OnePassMeasures(truth: runs.flatMap(\.truth), boxes: boxes)
    #expect(pooled.frames == together.frames)
    #expect(pooled.success == together.success)
    #expect(pooled.precision == together.precision)
    #expect(pooled.normalizedPrecision == together.normalizedPrecision)
    #expect(abs(pooled.averageOverlap - together.averageOverlap) < 1e-12)
  }
}

/// Truth and boxes on a coarse grid, so that many values fall on a threshold, with everything in them
/// that a box can be.
private struct RandomRun {
  private var dice: SeededGenerator

  init(seed: UInt64) { dice = SeededGenerator(seed: seed) }

  mutating func next() -> (truth: [Region], boxes: [Box?], ignored: [Bool]) {
    let count = Int.random(in: 1...80, using: &dice)
    let truth = (0..<count).map { _ -> Region in
      switch Int.random(in: 0..<12, using: &dice) {
      case 0: .absent
      case 1: .unknown
      default: .box(box())
      }
    }
    let boxes = truth.map { region -> Box? in
      switch Int.random(in: 0..<8, using: &dice) {
      case 0: nil
      case 1: region.bounds
      case 2: Box(x: .nan, y: .nan, width: .nan, height: .nan)
      default: box()
      }
    }
    let ignored = truth.map { _ in Int.random(in: 0..<9, using: &dice) == 0 }
    return (truth, boxes, ignored)
  }

  private mutating func box() -> Box {
    let isFine = Bool.random(using: &dice)
    func number(_ range: ClosedRange<Int>) -> Double {
      Double(Int.random(in: range, using: &dice)) + (isFine ? .random(in: 0..<1, using: &dice) : 0)
    }
    return Box(
      x: number(-9...9), y: number(-9...9), width: number(-1...20), height: number(-1...20))
  }
}

/// One-pass evaluation as plainly as it can be said.
private struct Definition {
  var frames = 0
  var overlaps: [Double?]
  private var evaluatedOverlaps: [Double] = []
  private var distances: [Double] = []
  private var normalizedDistances: [Double] = []

  init(truth: [Region], boxes: [Box?], ignored: [Bool], by convention: Convention) {
    overlaps = truth.map { _ in nil }
    for frame in truth.indices {
      if convention == .pysot { frames += 1 }
      if ignored[frame] { continue }
      let trueBox = truth[frame].bounds
      let hasArea = trueBox.map { $0.width > 0 && $0.height > 0 } ?? false
      var box = boxes[frame]
      switch convention {
      case .plain:
        if !hasArea { continue }
        if frame == 0 { box = trueBox }
        frames += 1
      case .got10k:
        if trueBox == nil { continue }
        if frame == 0 { box = trueBox }
        frames += 1
      case .pysot: break
      }
      if hasArea || convention == .got10k {
        let epsilon = convention == .got10k ? 2.220446049250313e-16 : 0
        let overlap = box.map { Self.overlap($0, trueBox!, epsilon) } ?? 0
        overlaps[frame] = overlap
        evaluatedOverlaps.append(overlap)
      }
      let (distance, normalized) = Self.distances(box, trueBox, by: convention)
      distances.append(distance)
      normalizedDistances.append(normalized)
    }
  }

  var success: [Double] {
    (0...20).map { step in
      let threshold = Double(step) * 0.05
      return share(of: evaluatedOverlaps.filter { $0 > threshold }.count)
    }
  }

  var precision: [Double] {
    (0...50).map { pixels in share(of: distances.filter { $0 <= Double(pixels) }.count) }
  }

  var normalizedPrecision: [Double] {
    (0...50).map { percent in
      let threshold = Double(percent) / 100
      return share(of: normalizedDistances.filter { $0 <= threshold }.count)
    }
  }

  private func share(of count: Int) -> Double { frames == 0 ? 0 : Double(count) / Double(frames) }

  private static func overlap(_ a: Box, _ b: Box, _ epsilon: Double) -> Double {
    let width = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    let height = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    if !(width > 0 && height > 0) || (a.x + a.y + a.width + a.height).isNaN { return 0 }
    let shared = width * height
    let union = a.width * a.height + b.width * b.height - shared
    return min(1, shared / (union + epsilon))
  }

  private static func distances(_ box: Box?, _ truth: Box?, by convention: Convention) -> (
    Double, Double
  ) {
    func center(_ box: Box) -> (x: Double, y: Double) {
      (box.x + (box.width - 1) / 2, box.y + (box.height - 1) / 2)
    }
    let isValid = truth.map { center($0).x > 0 && center($0).y > 0 } ?? false
    if convention == .pysot, !isValid { return (-1, -1) }
    guard let box, let truth else { return (.infinity, .infinity) }
    let (a, b) = (center(box), center(truth))
    func length(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
    let distance = length(a.x - b.x, a.y - b.y)
    switch convention {
    case .plain:
      return (distance, length((a.x - b.x) / truth.width, (a.y - b.y) / truth.height))
    case .got10k:
      let (width, height) = (max(1, truth.width), max(1, truth.height))
      return (distance, length((a.x - b.x) / width, (a.y - b.y) / height))
    case .pysot:
      let (width, height) = (truth.width + 1e-16, truth.height + 1e-16)
      return (distance, length(a.x / width - b.x / width, a.y / height - b.y / height))
    }
  }
}
