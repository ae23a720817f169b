import Evaluation
import TestSupport
import Testing
import Video

@Suite struct GOT10kMeasuresTests {
  private let picture = PictureSize(width: 100, height: 50)

  private func overlap(_ truth: Box, _ box: Box?, clipped: Bool = true) -> Double {
    GOT10kMeasures(
      truth: [.box(truth), .box(truth)], repetitions: [[truth, box]],
      pictureSize: clipped ? picture : nil
    ).averageOverlap
  }

  @Test func aCornerOutsideMovesToTheEdgeAndTheBoxKeepsItsSize() {
    // Not the intersection with the picture, which would be 10 wide and overlap by half.
    let truth = Box(x: 0, y: 10, width: 20, height: 20)
    #expect(overlap(truth, Box(x: -10, y: 10, width: 20, height: 20)) == 1)
    #expect(overlap(truth, Box(x: -10, y: 10, width: 20, height: 20), clipped: false) < 0.5)
  }

  @Test func boxesAreCutAtTheFarEdges() {
    let truth = Box(x: 90, y: 40, width: 10, height: 10)
    #expect(overlap(truth, Box(x: 90, y: 40, width: 900, height: 900)) == 1)
    #expect(overlap(truth, Box(x: 190, y: 40, width: 10, height: 10)) == 0)
  }

  @Test func boxesThatAreNoneAreMissed() {
    let truth = Box(x: 10, y: 10, width: 10, height: 10)
    #expect(overlap(truth, nil) == 0)
    #expect(overlap(truth, Box(x: .nan, y: .nan, width: .nan, height: .nan)) == 0)
    #expect(overlap(truth, Box(x: 10, y: 10, width: -10, height: 10)) == 0)
  }

  @Test func theFirstFrameAndFramesWithNothingInViewAreNotEvaluated() {
    let box = Box(x: 10, y: 10, width: 10, height: 10)
    let measures = GOT10kMeasures(
      truth: [.box(box), .box(box), .box(box), .absent], repetitions: [[nil, box, nil, box]],
      ignored: [false, false, true, false])
    #expect(measures.frames == 1)
    #expect(measures.averageOverlap == 1)
    #expect(measures.success == Array(repeating: 1, count: 100) + [0])
    #expect(GOT10kMeasures(truth: [.box(box)], repetitions: [[box]]).frames == 0)
  }

  @Test func theMeanOverFramesIsNotTheMeanOverClasses() {
    let box = Box(x: 10, y: 10, width: 10, height: 10)
    func sequence(frames: Int, found: Int) -> GOT10kMeasures {
      GOT10kMeasures(
        truth: Array(repeating: .box(box), count: frames + 1),
        repetitions: [[nil] + (0..<frames).map { $0 < found ? box : nil }])
    }
    let (cat, otherCat, dog) = (
      sequence(frames: 1, found: 1), sequence(frames: 4, found: 2), sequence(frames: 5, found: 1)
    )
    #expect(GOT10kMeasures(pooling: [cat, otherCat, dog]).averageOverlap == 0.4)
    #expect(GOT10kMeasures(pooling: [cat, otherCat, dog]).successRate50 == 0.4)
    let balanced = GOT10kMeasures.classBalancedAverageOverlap([
      "cat": [cat, otherCat], "dog": [dog], "none": [],
    ])
    #expect(balanced == (0.75 + 0.2) / 2)
    #expect(GOT10kMeasures.classBalancedAverageOverlap([:]) == nil)
    #expect(GOT10kMeasures(pooling: []).frames == 0)
  }

  @Test(arguments: 1...30)
  func poolingIsEvaluatingAllFramesTogether(seed: UInt64) {
    var dice = SeededGenerator(seed: seed)
    func box() -> Box {
      func number(_ range: ClosedRange<Int>) -> Double {
        Double(Int.random(in: range, using: &dice))
      }
      return Box(
        x: number(-20...90), y: number(-20...40), width: number(0...30), height: number(0...30))
    }
    var (overlaps, sequences): ([Double], [GOT10kMeasures]) = ([], [])
    for _ in 0..<4 {
      let truth = (0..<Int.random(in: 2...30, using: &dice)).map { _ in box() }
      let runs = (0..<Int.random(in: 1...3, using: &dice)).map { _ in truth.map { _ in box() } }
      sequences.append(
        GOT10kMeasures(truth: truth.map(Region.box), repetitions: runs, pictureSize: picture))
      for run in runs {
        for (a, b) in zip(truth, run).dropFirst() {
          let (a, b) = (clip(a), clip(b))
          let shared = a.intersection(b)?.area ?? 0
          overlaps.append(shared / (a.area + b.area - shared + 2.220446049250313e-16))
        }
      }
    }
    let pooled = GOT10kMeasures(pooling: sequences)
    #expect(pooled.frames == overlaps.count)
    #expect(abs(pooled.averageOverlap - overlaps.reduce(0, +) / Double(overlaps.count)) < 1e-12)
    let curve = (0...100).map { step in
      Double(overlaps.filter { $0 > Double(step) * 0.01 }.count) / Double(overlaps.count)
    }
    #expect(pooled.success == curve)
  }

  private func clip(_ box: Box) -> Box {
    let (x, y) = (min(max(box.x, 0), 100), min(max(box.y, 0), 50))
    return Box(x: x, y: y, width: min(box.width, 100 - x), height: min(box.height, 50 - y))
  }
}
