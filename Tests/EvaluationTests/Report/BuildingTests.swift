import Foundation
import TestSupport
import Testing
import Video

@testable import Evaluation

/// From stored results of every experiment to a report.
@Suite struct BuildingTests {
  private let folder: TemporaryFolder
  private let sequences: [BenchmarkSequence]

  init() throws {
    folder = try TemporaryFolder()
    let frames = FrameSource.video(path: Checkout.file("SampleVideos/rover.mp4"), first: 0)
    sequences = ["one", "two"].enumerated().map { index, name in
      BenchmarkSequence(
        name: name, frames: frames,
        truth: (0..<60).map { frame in
          .box(Box(x: 100 + Double(frame), y: 80, width: 60 + Double(index), height: 40))
        },
        attributes: ["fast"], frameTags: ["shade": (0..<60).map { $0 > 20 }],
        anchors: (0..<60).map { $0 == 0 ? 1 : $0 == 40 ? -1 : 0 })
    }
  }

  private func dataset(_ layout: DatasetLayout, broken: Set<String> = []) -> Dataset {
    Dataset(
      name: "VOT2018-like", layout: layout,
      entries: (sequences.map { sequence in
        Dataset.Entry(name: sequence.name) {
          guard !broken.contains(sequence.name) else {
            throw DatasetError.missing(path: "\(sequence.name)/truth", purpose: "the truth")
          }
          return sequence
        }
      }) + [Dataset.Entry(name: "three") { throw DatasetError.unrecognized(folder: "three") }])
  }

  /// Results of a tracker whose boxes lie `offset` pixels off.
  private func results(
    _ tracker: String, offset: Double, _ experiments: [Experiment], layout: DatasetLayout = .vot
  ) throws -> TrackerResults {
    let runs = experiments.map {
      ResultFolder(folder.path).run(dataset: "d", tracker: tracker, experiment: $0)
    }
    for run in runs {
      for sequence in sequences {
        let passes = try run.experiment.passes(over: sequence)
        let trajectories = passes.map { pass in
          Trajectory(
            start: pass.start, isBackward: pass.isBackward,
            steps: (0..<pass.length(in: 60)).map { step in
              guard step > 0, var box = sequence.truth[pass.frame(step)].bounds else {
                return .init(.initialized, score: 1, seconds: 0.02)
              }
              box.x += offset
              return .init(.region(.box(box)), score: 0.8, seconds: 0.02)
            })
        }
        try run.write(
          trajectories, passes: passes, wholeSeconds: 2, of: sequence.name, layout: layout)
      }
    }
    return TrackerResults(name: tracker, details: [:], runs: runs)
  }

  @Test func everyExperimentHasItsSection() throws {
    let experiments: [Experiment] = [
      .longTerm, .anchors, .spatialRobustness, .temporalRobustness, .starts(3), .onePass,
      .realTime(framesPerSecond: 20),
    ]
    let trackers = [
      try results("near", offset: 2, experiments), try results("far", offset: 25, experiments),
    ]
    let built = try Report.Benchmark.build(from: dataset(.vot), trackers: trackers)
    #expect(built.failures == [])
    let benchmark = built.benchmark
    #expect(benchmark.sequences.map(\.name) == ["one", "two"])
    #expect(
      benchmark.sections.map(\.id) == [
        "ope", "starts-3", "tre", "sre", "anchors", "realtime-20", "longterm", "confidence",
        "speed",
      ])
    for section in benchmark.sections {
      #expect(section.overall.map(\.tracker) == ["near", "far"], "\(section.id)")
      #expect(section.overall.allSatisfy { $0.sequences == 2 }, "\(section.id)")
      #expect(!section.convention.isEmpty)
      let ranking = section.ranking(by: section.measures[0].key)
      #expect(ranking.count == 2, "\(section.id)")
      // No run is long enough for an expected overlap that is not 0.
      let isDecided = Set(ranking.map(\.value)).count == 2 && section.id != "speed"
      #expect(isDecided == !["anchors", "realtime-20", "speed"].contains(section.id))
      if isDecided { #expect(ranking[0].tracker == "near", "\(section.id)") }
    }
    #expect(benchmark.sections[4].convention.contains("lengths 115 to 755"))
    #expect(benchmark.overlaps.map(\.sequence) == ["one", "two"])
    #expect(benchmark.notes.first?.hasPrefix("1 of the data set's 3 sequences") == true)
    let speed = try #require(benchmark.sections.last?.overall.first)
    #expect(abs((speed.values["framesPerSecond"]?.value ?? 0) - 50) < 1e-6)
    #expect(abs((speed.values["wholeFramesPerSecond"]?.value ?? 0) - 30) < 1e-6)
    // The frames in which the tracker was given the truth tell nothing of its score.
    let frames = benchmark.sections[7].overall[0].values["frames"]?.value
    #expect(frames == 118)
    // The JSON can be made of all of it.
    let json = try Report(title: "t", benchmarks: [benchmark]).json()
    let again = try Report(json: json)
    #expect(again.benchmarks == [benchmark])
  }

  @Test func resetsAreMeasuredByTheEditionOfTheDataSetsName() throws {
    let tracker = try results("t", offset: 3, [.resets])
    let built = try Report.Benchmark.build(from: dataset(.vot), trackers: [tracker])
    #expect(built.failures == [])
    let section = try #require(built.benchmark.sections.first)
    #expect(section.id == "resets")
    #expect(section.convention.contains("lengths 100 to 356"), "VOT2018's")
    #expect(section.attributes.map(\.name) == ["frames: shade"])
    #expect(section.overall[0].values["expectedAverageOverlap"] == nil, "the runs are too short")
    #expect((section.overall[0].values["accuracy"]?.value ?? 0) > 0.9)
    #expect(section.measures(of: section.sequences).map(\.key).first == "accuracy")
    #expect(built.benchmark.overlaps.map(\.trackers[0].overlaps.count) == [60, 60])
  }

  @Test func got10kHasItsOwnSection() throws {
    let tracker = try results("t", offset: 0, [.onePass], layout: .got10k)
    let built = try Report.Benchmark.build(from: dataset(.got10k), trackers: [tracker])
    #expect(built.failures == [])
    #expect(built.benchmark.sections.map(\.id).prefix(2) == ["ope", "got10k"])
    let overlap = built.benchmark.sections[1].overall[0].values["averageOverlap"]?.value ?? 0
    #expect(abs(overlap - 1) < 1e-9)
  }

  @Test func aSequenceThatCannotBeReadIsNamedAndTheOthersReported() throws {
    let tracker = try results("t", offset: 1, [.onePass])
    let built = try Report.Benchmark.build(
      from: dataset(.vot, broken: ["one"]), trackers: [tracker])
    #expect(built.failures == ["one/truth: is missing; expected the truth"])
    #expect(built.benchmark.sequences.map(\.name) == ["two"])
    #expect(built.benchmark.notes.contains("one/truth: is missing; expected the truth"))
  }

  @Test func framesAreShownWithWhatIsDrawnOnThem() throws {
    let tracker = try results("t", offset: 1, [.onePass])
    let built = try Report.Benchmark.build(
      from: dataset(.vot), trackers: [tracker], watched: ["two"])
    let footage = try #require(built.footage.first)
    #expect(built.footage.count == 1)
    #expect(footage.sequence == "two")
    #expect((footage.width, footage.height) == (640, 360))
    #expect(footage.pictures.map(\.frame) == Array(0..<60))
    #expect(footage.pictures.allSatisfy { $0.jpeg.starts(with: [0xFF, 0xD8]) })
    #expect(footage.truth == sequences[1].truth)
    #expect(footage.regions["t"]?.count == 60)
    let data = FootageData(footage, trackers: ["t", "other"])
    #expect(data.truth[10] == [1100, 800, 610, 400])
    #expect(data.boxes[0]?[10] == [1110, 800, 610, 400])
    #expect(data.boxes[1] == nil)
  }

  @Test func longSequencesAreThinnedOut() throws {
    let sequence = BenchmarkSequence(
      name: "long", frames: .video(path: Checkout.file("SampleVideos/rover.mp4"), first: 3),
      truth: Array(repeating: .absent, count: 300))
    let footage = try Footage(of: sequence, benchmark: "b", regions: [:], pictureLimit: 100)
    #expect(footage.pictures.map(\.frame) == Array(stride(from: 0, to: 300, by: 3)))
  }
}
