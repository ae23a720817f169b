import Testing
import Video

@testable import Evaluation

/// That a report's sections say what the measures say.
@Suite struct SectionTests {
  private let benchmark = SampleBenchmark()

  @Test func onePassHasTheDataSetsMeasures() throws {
    let section = try #require(benchmark.report.benchmarks[0].sections.first)
    #expect(section.convention == "Convention: \(Convention.plain.title).")
    for (index, (name, trajectories)) in benchmark.trackers.enumerated() {
      let measures = zip(benchmark.sequences, trajectories).map {
        SequenceMeasures(of: [$1], in: $0)
      }
      let expected = try #require(DatasetMeasures(measures))
      let row = section.overall[index]
      #expect(row.tracker == name)
      #expect(row.sequences == 6)
      for measure in Measure.allCases {
        let interval = expected.intervals[measure]
        #expect(row.values[measure.rawValue]?.value == interval?.mean)
        #expect(row.values[measure.rawValue]?.lower == interval?.lower)
      }
      #expect(section.curves[0].curves[index].y == expected.success)
      #expect(section.curves[1].curves[index].y == expected.precision)
      for group in section.attributes {
        let part = DatasetMeasures.byAttribute(measures)[group.name]
        #expect(group.count == part?.sequences)
        #expect(group.rows[index].values["successAUC"]?.value == part?[.successAUC])
      }
      for (sequence, group) in zip(measures, section.sequences) {
        #expect(group.name == sequence.name)
        #expect(group.rows[index].values["precisionAt20"]?.value == sequence[.precisionAt20])
      }
    }
  }

  @Test func oneSequenceHasNoInterval() {
    let measures = [
      SequenceMeasures(of: [benchmark.trackers[0].trajectories[0]], in: benchmark.sequences[0])
    ]
    let section = Report.Section(
      measuring: [("a", measures), ("b", measures)], id: "ope", title: "t", convention: .plain)
    let estimates =
      section.overall.flatMap(\.values.values) + section.comparisons.map(\.difference)
    #expect(estimates.count == 13)
    #expect(estimates.allSatisfy { $0.lower == nil && $0.upper == nil })
  }

  @Test func everyPairIsComparedOnce() throws {
    let section = try #require(benchmark.report.benchmarks[0].sections.first)
    #expect(
      section.comparisons.map { [$0.first, $0.second] } == [
        ["one", "two"], ["one", "three"], ["two", "three"],
      ])
    let pair = section.comparisons[1]
    let sum = pair.sequences.values.reduce(0, +)
    #expect(abs(pair.difference.value - sum / 6) < 1e-12)
    #expect(pair.difference.value > 0, "the better tracker has more")
    #expect(pair.more + pair.less <= 6)
    let values = section.overall.map { $0.values["successAUC"]?.value ?? 0 }
    #expect(abs(pair.difference.value - (values[0] - values[2])) < 1e-12)
  }

  @Test func aTrackerWithoutResultsHasARowOfNothing() {
    let measures = zip(benchmark.sequences, benchmark.trackers[0].trajectories).map {
      SequenceMeasures(of: [$1], in: $0)
    }
    let section = Report.Section(
      measuring: [("with", measures), ("without", [])], id: "ope", title: "t", convention: .plain)
    #expect(section.overall[1] == .init(tracker: "without", sequences: 0, values: [:]))
    #expect(section.comparisons.isEmpty)
    #expect(section.ranked.map(\.tracker) == ["with", "without"])
  }

  @Test func confidenceAndSpeedAreLeftOutWhereNobodyMeasuredThem() {
    #expect(Report.Section(confidence: [("t", ["s": []])]) == nil)
    #expect(Report.Section(speed: [("t", ["s": SequenceTimes(frames: [])])]) == nil)
  }

  @Test func speedOfTheWholeIsKnownWhereItIsKnownOfEverySequence() throws {
    let known = SequenceTimes(frames: [0.1, 0.1], whole: 0.4)
    let all = try #require(Report.Section(speed: [("t", ["a": known, "b": known])]))
    #expect(all.overall[0].values["framesPerSecond"]?.value == 10)
    #expect(all.overall[0].values["wholeFramesPerSecond"]?.value == 5)
    let some = try #require(
      Report.Section(speed: [("t", ["a": known, "b": SequenceTimes(frames: [0.1])])]))
    #expect(some.overall[0].values["wholeFramesPerSecond"] == nil)
    #expect(some.sequences[0].rows[0].values["wholeFramesPerSecond"]?.value == 5)
  }

  @Test func resetsHaveTheToolkitsMeasures() throws {
    let truth = [Region](repeating: .box(Box(x: 10, y: 10, width: 20, height: 20)), count: 60)
    let picture = PictureSize(width: 100, height: 80)
    func sequence(failingIn failures: Set<Int>) throws -> SupervisedSequence {
      var waiting = 0
      let steps = truth.indices.map { frame -> Trajectory.Step in
        if waiting > 0 {
          waiting -= 1
          return .init(waiting == 0 ? .initialized : .skipped)
        }
        if frame == 0 { return .init(.initialized) }
        guard failures.contains(frame) else {
          return .init(.region(.box(Box(x: 12, y: 10, width: 20, height: 20))))
        }
        waiting = 5
        return .init(.failed)
      }
      return try SupervisedSequence(
        truth: truth, picture: picture, runs: [Trajectory(steps: steps)],
        tags: ["shade": truth.indices.map { $0 < 30 }])
    }
    let sequences = [try sequence(failingIn: []), try sequence(failingIn: [20, 40])]
    let section = try Report.Section(
      vot: [
        (tracker: "t", sequences: [(name: "a", measures: sequences[0]), ("b", sequences[1])]),
        (tracker: "none", sequences: []),
      ], id: "resets", title: "VOT with resets", lengths: 10...40)
    let expected = try SupervisedMeasures(of: sequences)
    #expect(section.overall.map(\.tracker) == ["t"])
    let values = section.overall[0].values
    #expect(values["accuracy"]?.value == expected.accuracy)
    #expect(values["robustness"]?.value == expected.robustness)
    #expect(values["failures"]?.value == 1)
    #expect(
      values["expectedAverageOverlap"]?.value == expected.expectedOverlap.score(over: 10...40))
    let failures = try #require(values["failures"])
    #expect(failures.lower == 0 && failures.upper == 2)
    #expect(section.attributes.map(\.name) == ["frames: shade"])
    #expect(
      section.attributes[0].rows[0].values["robustness"]?.value
        == expected.tags["shade"]?.robustness)
    #expect(section.sequences.map(\.name) == ["a", "b"])
    #expect(section.curves[0].span == [10, 40])
    #expect(section.curves[0].curves[0].x.first == 1)
    #expect(section.convention.contains("lengths 10 to 40"))
  }

  @Test func got10kPoolsAllFrames() {
    func measures(_ overlap: Double, frames: Int) -> GOT10kMeasures {
      let truth = [Region](
        repeating: .box(Box(x: 0, y: 0, width: 10, height: 10)), count: frames)
      let box: Box? = Box(x: 0, y: 0, width: 10, height: 10 * overlap)
      return GOT10kMeasures(
        truth: truth, repetitions: [Array(repeating: box, count: frames)])
    }
    let section = Report.Section(
      got10k: [
        (
          tracker: "t",
          sequences: [("long", measures(1, frames: 31)), ("b", measures(0.4, frames: 11))]
        )
      ])
    let value = section.overall[0].values["averageOverlap"]?.value ?? 0
    #expect(abs(value - (30 * 1 + 10 * 0.4) / 40) < 1e-9)
    #expect(section.overall[0].values["successRate50"]?.value == 0.75)
    #expect(section.sequences[1].rows[0].values["successRate50"]?.value == 0)
  }
}
