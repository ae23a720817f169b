import Evaluation
import TestSupport
import Testing
import Video

@Suite struct OnePassMeasuresTests {
  private let square = Box(x: 10, y: 10, width: 20, height: 20)

  /// Measures frames after a first one, which counts with the true box.
  private func measures(
    _ pairs: [(truth: Region, box: Box?)], convention: Convention = .plain
  ) -> OnePassMeasures {
    OnePassMeasures(
      truth: [.box(square)] + pairs.map(\.truth), boxes: [square] + pairs.map(\.box),
      convention: convention)
  }

  @Test func thresholdsAreNumpys() {
    // numpy.linspace(0, 1, 21)[3] is not 0.15.
    #expect(OnePassMeasures.overlapThresholds[3] == 0.150_000_000_000_000_02)
    #expect(OnePassMeasures.overlapThresholds[10] == 0.5)
    #expect(OnePassMeasures.overlapThresholds[15] == 0.75)
    #expect(OnePassMeasures.overlapThresholds.count == 21)
    #expect(OnePassMeasures.overlapThresholds.last == 1)
    #expect(OnePassMeasures.distanceThresholds == (0...50).map(Double.init))
    #expect(OnePassMeasures.normalizedThresholds[29] == 0.29)
    #expect(OnePassMeasures.normalizedThresholds.last == 0.5)
    #expect(GOT10kMeasures.overlapThresholds[50] == 0.5)
    #expect(GOT10kMeasures.overlapThresholds[75] == 0.75)
    #expect(GOT10kMeasures.overlapThresholds[35] == 0.350_000_000_000_000_03)
  }

  @Test func halfOfTheSquareIsNotMoreThanHalf() {
    let half = Box(x: 10, y: 10, width: 10, height: 20)
    let measures = measures([(.box(square), half)])
    // The true box of the first frame exceeds every threshold but 1.
    #expect(measures.success[9] == 1)
    #expect(measures.success[10] == 0.5)
    #expect(measures.success[19] == 0.5)
    #expect(measures.success[20] == 0)
    #expect(measures.successRate50 == 0.5)
    #expect(measures.averageOverlap == 0.75)
    // Centres (14.5, 19.5) and (19.5, 19.5): 5 pixels, a quarter of the width.
    #expect(measures.precision[4] == 0.5)
    #expect(measures.precision[5] == 1)
    #expect(measures.normalizedPrecision[24] == 0.5)
    #expect(measures.normalizedPrecision[25] == 1)
    #expect(measures.overlaps == [1, 0.5])
  }

  @Test func threeTwentiethsAreNotMoreThanThreeTimesATwentieth() {
    let measures = measures([(.box(square), Box(x: 10, y: 10, width: 3, height: 20))])
    #expect(measures.success[2] == 1)
    #expect(measures.success[3] == 0.5)
  }

  @Test func distancesJustAtAThresholdAreWithinIt() {
    // 12 to the right and 16 down.
    let measures = measures([(.box(square), Box(x: 22, y: 26, width: 20, height: 20))])
    #expect(measures.precision[19] == 0.5)
    #expect(measures.precisionAt20 == 1)
    // (0.6, 0.8) of the sides: 1, beyond every normalized threshold.
    #expect(measures.normalizedPrecision[50] == 0.5)
  }

  @Test func conventionsDifferWhereTheObjectIsAway() {
    // The second frame's object is away, the third's was found, the fourth's lost.
    let pairs: [(Region, Box?)] = [(.absent, square), (.box(square), square), (.box(square), nil)]
    let plain = measures(pairs)
    #expect(plain.frames == 3)
    #expect(plain.successRate50 == 2.0 / 3)
    #expect(plain.precisionAt20 == 2.0 / 3)
    #expect(plain.overlaps == [1, nil, 1, 0])
    #expect(measures(pairs, convention: .got10k) == plain)
    let pysot = measures(pairs, convention: .pysot)
    #expect(pysot.frames == 4)
    #expect(pysot.successRate50 == 2.0 / 4)
    // pysot's distance of the frame without truth is −1.
    #expect(pysot.precisionAt20 == 3.0 / 4)
    #expect(pysot.normalizedPrecision[0] == 3.0 / 4)
    #expect(pysot.overlaps == [1, nil, 1, 0])
    #expect(pysot.averageOverlap == 2.0 / 4)
  }

  @Test func onlyPysotCountsTheFirstBoxAsItIs() {
    for (convention, expected) in [(Convention.plain, 1.0), (.got10k, 1), (.pysot, 0)] {
      let measures = OnePassMeasures(
        truth: [.box(square)], boxes: [Box(x: 200, y: 0, width: 9, height: 9)],
        convention: convention)
      #expect(measures.successRate50 == expected)
    }
  }

  @Test func ignoredFramesAndFramesOutsideOfAPartAreNotEvaluated() {
    let far = Box(x: 100, y: 100, width: 20, height: 20)
    let truth = Array(repeating: Region.box(square), count: 4)
    for convention in Convention.allCases {
      let measures = OnePassMeasures(
        truth: truth, boxes: [square, square, far, far], ignored: [false, false, false, true],
        part: [false, true, true, true], convention: convention)
      #expect(measures.frames == (convention == .pysot ? 3 : 2))
      #expect(measures.successRate50 == 1 / Double(measures.frames))
      #expect(measures.overlaps == [nil, 1, 0, nil])
    }
  }

  @Test func framesWithoutABoxAreMissed() {
    let truth = Array(repeating: Region.box(square), count: 4)
    let short = OnePassMeasures(truth: truth, boxes: [square, nil])
    #expect(short.overlaps == [1, 0, 0, 0])
    #expect(short.precision == Array(repeating: 0.25, count: 51))
    let long = OnePassMeasures(truth: [.box(square)], boxes: [square, square])
    #expect(long.frames == 1)
  }

  @Test(arguments: [
    Box(x: .nan, y: 10, width: 20, height: 20), Box(x: 10, y: 10, width: .nan, height: 20),
    Box(x: 10, y: 10, width: 0, height: 20), Box(x: 10, y: 10, width: 20, height: -5),
    Box(x: 10, y: 10, width: -20, height: -20), Box(x: .infinity, y: 0, width: 1, height: 1),
    Box(x: -.infinity, y: 0, width: .infinity, height: .infinity),
  ])
  func boxesThatAreNoneOverlapNothing(box: Box) {
    for convention in Convention.allCases {
      let found = measures([(.box(square), box)], convention: convention)
      #expect(found.overlaps == [1, 0])
      #expect(found.successAUC == 0.5 * 20 / 21)
      let swapped = measures([(.box(box), square)], convention: convention)
      #expect(swapped.success.allSatisfy { $0 <= 1 })
      #expect(swapped.precision.allSatisfy { $0 <= 1 })
      #expect(swapped.overlaps[1] ?? 0 == 0)
    }
  }

  @Test func aTrueBoxWithoutAnAreaIsLeftOutOrMissed() {
    let flat = Region.box(Box(x: 10, y: 10, width: 0, height: 20))
    #expect(measures([(flat, square)]).frames == 1)
    let got10k = measures([(flat, square)], convention: .got10k)
    #expect(got10k.frames == 2)
    #expect(got10k.success[0] == 0.5)
    // The centres are 10 pixels apart.
    #expect(got10k.precision[9] == 0.5)
    #expect(got10k.precision[10] == 1)
  }

  @Test func aSequenceWithoutTheObjectHasNoFrames() {
    let measures = OnePassMeasures(truth: [.absent, .unknown], boxes: [square, square])
    #expect(measures.frames == 0)
    #expect(measures.successAUC == 0)
    #expect(OnePassMeasures(truth: [], boxes: []).frames == 0)
  }

  @Test func polygonsCountByTheirHull() {
    let corners = [(20.0, 10.0), (30, 20), (20, 30), (10, 20)].map { Point(x: $0.0, y: $0.1) }
    #expect(measures([(.polygon(corners), square)]).overlaps == [1, 1])
  }
}
