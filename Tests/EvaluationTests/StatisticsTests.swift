import Evaluation
import Foundation
import TestSupport
import Testing
import Video

@Suite struct StatisticsTests {
  /// A sequence in which a share of 100 frames was found.
  private func sequence(_ name: String, found: Int..., attributes: [String] = [])
    -> SequenceMeasures
  {
    let box = Box(x: 10, y: 10, width: 20, height: 20)
    let truth = Array(repeating: Region.box(box), count: 100)
    return SequenceMeasures(
      name: name, attributes: attributes,
      runs: found.map { found in
        OnePassMeasures(truth: truth, boxes: Array(repeating: box, count: found))
      })
  }

  // MARK: Data sets

  @Test func sequencesWeighTheSame() throws {
    let box = Box(x: 10, y: 10, width: 20, height: 20)
    let long = SequenceMeasures(
      name: "long",
      runs: [OnePassMeasures(truth: Array(repeating: .box(box), count: 1000), boxes: [])])
    let measures = try #require(DatasetMeasures([long, sequence("short", found: 99)]))
    #expect(measures.sequences == 2)
    #expect(measures.frames == 1100)
    #expect(abs(measures[.successRate50] - (0.001 + 0.99) / 2) < 1e-12)
    #expect(abs(measures.success[0] - (0.001 + 0.99) / 2) < 1e-12)
    #expect(abs(measures.precision[50] - (0.001 + 0.99) / 2) < 1e-12)
  }

  @Test func theMeanOfTheCurvesHasTheMeanArea() throws {
    var dice = SeededGenerator(seed: 5)
    func box() -> Box {
      func number(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &dice) }
      return Box(x: number(0...9), y: number(0...9), width: number(5...30), height: number(5...30))
    }
    let all = (0..<7).map { index in
      let truth = (0..<40).map { _ in Region.box(box()) }
      return SequenceMeasures(
        name: "\(index)",
        runs: (0...index % 3).map { _ in
          OnePassMeasures(truth: truth, boxes: truth.map { _ in box() })
        })
    }
    let measures = try #require(DatasetMeasures(all))
    let areas = [measures.success, measures.precision, measures.normalizedPrecision].map {
      $0.reduce(0, +) / Double($0.count)
    }
    #expect(abs(areas[0] - measures[.successAUC]) < 1e-12)
    #expect(abs(measures.precision[20] - measures[.precisionAt20]) < 1e-12)
    #expect(abs(areas[2] - measures[.normalizedPrecisionAUC]) < 1e-12)
    #expect(measures[.successRate75] < measures[.successRate50])
    #expect(abs(measures[.averageOverlap] - measures[.successAUC]) < 0.05)
  }

  @Test func sequencesWithoutTheObjectDoNotCount() throws {
    let empty = SequenceMeasures(
      name: "empty", runs: [OnePassMeasures(truth: [.absent], boxes: [nil])])
    #expect(DatasetMeasures([empty]) == nil)
    #expect(DatasetMeasures([]) == nil)
    let measures = try #require(DatasetMeasures([empty, sequence("half", found: 50)]))
    #expect(measures.sequences == 1)
    #expect(measures[.successRate50] == 0.5)
  }

  @Test func attributesTakeTheSequencesThatHaveThem() throws {
    let all = [
      sequence("a", found: 20, attributes: ["blur", "occlusion"]),
      sequence("b", found: 60, attributes: ["blur", "blur"]), sequence("c", found: 90),
    ]
    let parts = DatasetMeasures.byAttribute(all)
    #expect(parts.keys.sorted() == ["blur", "occlusion"])
    #expect(parts["blur"]?.sequences == 2)
    #expect(parts["blur"]?[.successRate50] == 0.4)
    #expect(parts["occlusion"]?[.successRate50] == 0.2)
  }

  @Test func measuresComeBackFromJSON() throws {
    let measures = try #require(
      DatasetMeasures([sequence("a", found: 20), sequence("b", found: 60)]))
    let text = try JSONEncoder().encode(measures)
    let read = try JSONDecoder().decode(DatasetMeasures.self, from: text)
    #expect(read == measures)
    #expect(String(decoding: text, as: UTF8.self).contains(#""successAUC":{"#))
  }

  @Test func curvesThatWereCutShortAreRefused() throws {
    let runs = sequence("a", found: 20).runs
    let text = String(decoding: try JSONEncoder().encode(runs), as: UTF8.self)
    let read = try JSONDecoder().decode([OnePassMeasures].self, from: Data(text.utf8))
    #expect(read == runs)
    let short = text.replacing(/"precision":\[[^\]]*\]/, with: #""precision":[0.5]"#)
    let error = thrownError(DecodingError.self) {
      _ = try JSONDecoder().decode([OnePassMeasures].self, from: Data(short.utf8))
    }
    #expect(error != nil)
    #expect("\(String(describing: error))".contains("expected one for each of 51 thresholds"))
  }

  // MARK: Intervals

  @Test func anIntervalOfEqualValuesIsThatValue() throws {
    let interval = try #require(BootstrapInterval(of: Array(repeating: 0.25, count: 12)))
    #expect(interval.mean == 0.25)
    #expect(interval.lower == 0.25)
    #expect(interval.upper == 0.25)
    #expect(BootstrapInterval(of: []) == nil)
  }

  @Test func theSameSeedGivesTheSameInterval() throws {
    let values = (1...40).map { 1 / Double($0) }
    #expect(BootstrapInterval(of: values, seed: 3) == BootstrapInterval(of: values, seed: 3))
    #expect(BootstrapInterval(of: values, seed: 3) != BootstrapInterval(of: values, seed: 4))
  }

  @Test func theIntervalIsAsWideAsTheMeanIsUncertain() throws {
    // For so many values the bootstrap's interval is the normal one: ±1.96 standard errors.
    var dice = SeededGenerator(seed: 11)
    let values = (0..<400).map { _ in Double.random(in: 0...1, using: &dice) }
    let mean = values.reduce(0, +) / 400
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 400
    let margin = 1.96 * (variance / 400).squareRoot()
    let interval = try #require(BootstrapInterval(of: values))
    #expect(interval.mean == mean)
    #expect(abs(interval.lower - (mean - margin)) < 0.1 * margin)
    #expect(abs(interval.upper - (mean + margin)) < 0.1 * margin)
  }

  @Test func nineteenOfTwentyIntervalsHoldTheTrueMean() {
    var dice = SeededGenerator(seed: 12)
    let held = (0..<300).count { experiment in
      let values = (0..<60).map { _ in Double.random(in: 0...1, using: &dice) }
      guard let interval = BootstrapInterval(of: values, resamples: 400, seed: UInt64(experiment))
      else { return false }
      return (interval.lower...interval.upper).contains(0.5)
    }
    #expect((270...297).contains(held))
  }

  // MARK: Comparisons

  @Test func onlyCommonSequencesAreCompared() throws {
    let first = [sequence("a", found: 50), sequence("c", found: 90), sequence("b", found: 30)]
    let second = [sequence("b", found: 20), sequence("a", found: 20), sequence("d", found: 99)]
    let comparison = try #require(PairedComparison(first, second, by: .successRate50))
    #expect(comparison.sequences == ["a", "b"])
    #expect(zip(comparison.differences, [0.3, 0.1]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(abs(comparison.meanDifference - 0.2) < 1e-12)
    #expect(comparison.isDecided)
    #expect(PairedComparison(first, [sequence("e", found: 1)], by: .successRate50) == nil)
  }

  @Test func pairingDecidesWhatTheSpreadBetweenSequencesHides() throws {
    // Sequences from easy to hard, the first tracker a little better in each.
    let names = (0..<30).map { "s\($0)" }
    let first = names.enumerated().map { sequence($0.element, found: 10 + 3 * $0.offset) }
    let second = names.enumerated().map { sequence($0.element, found: 8 + 3 * $0.offset) }
    let alone = try #require(DatasetMeasures(first)?.intervals[.successRate50])
    #expect(alone.upper - alone.lower > 0.1)
    let comparison = try #require(PairedComparison(first, second, by: .successRate50))
    #expect(comparison.isDecided)
    #expect(abs(comparison.meanDifference - 0.02) < 1e-12)
    let same = try #require(PairedComparison(first, first, by: .successRate50))
    #expect(!same.isDecided)
  }

  @Test func severalStartsOfASequenceAreOneUnit() throws {
    let comparison = try #require(
      PairedComparison(
        [sequence("a", found: 10, 20, 90)], [sequence("a", found: 30)], by: .successRate50))
    #expect(comparison.differences.count == 1)
    #expect(abs(comparison.meanDifference - 0.1) < 1e-12)
  }

  // MARK: Speed

  @Test func framesDividedBySecondsIsNotTheMeanOfRates() throws {
    let speed = try #require(Speed(frameSeconds: [0.1, 0.1, 0.1, 0.7], wholeSeconds: 2))
    #expect(abs(speed.framesPerSecond - 4) < 1e-12)
    #expect(abs(speed.meanOfRates - (30 + 1 / 0.7) / 4) < 1e-12)
    #expect(speed.wholeFramesPerSecond == 2)
    #expect(speed.median == 0.1)
  }

  @Test func percentilesLieBetweenFrames() throws {
    let speed = try #require(Speed(frameSeconds: (1...101).reversed().map { Double($0) / 1000 }))
    #expect(abs(speed.median - 0.051) < 1e-12)
    #expect(abs(speed.percentile95 - 0.096) < 1e-12)
    #expect(abs(speed.percentile99 - 0.1) < 1e-12)
  }

  @Test func timesThatAreNoneAreLeftOut() throws {
    let speed = try #require(Speed(frameSeconds: [0.5, 0, .nan, -1, .infinity, 0.5]))
    #expect(speed.frames == 3)
    #expect(speed.framesPerSecond == 3)
    #expect(speed.meanOfRates == 2)
    #expect(Speed(frameSeconds: []) == nil)
    #expect(Speed(frameSeconds: [0, .nan]) == nil)
    let timed = Trajectory(steps: [.init(.initialized), .init(.failed, seconds: 0.25)])
    #expect(Speed(of: [timed, timed])?.framesPerSecond == 4)
  }
}
