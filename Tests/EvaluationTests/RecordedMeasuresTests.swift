import Evaluation
import Foundation
import TestSupport
import Testing
import Video

/// The measures of recorded boxes against what the got10k toolkit and pysot's definition make of
/// them; Peers/check_got10k.py recorded both.
@Suite struct RecordedMeasuresTests {
  private static let tolerance = 1e-12

  @Test(arguments: ["otb", "dtb70", "tcolor128", "nfs", "uav123"])
  func onePassMeasuresAreTheGOT10kToolkits(layout: String) throws {
    let benchmark = try Self.benchmark(layout)
    let report = try #require(benchmark.got10k)
    for tracker in benchmark.trackers {
      let expected = try #require(report[tracker])
      var all: [SequenceMeasures] = []
      var speeds: [Double] = []
      for sequence in benchmark.sequences {
        let run = try #require(sequence.runs[tracker])
        // Elsewhere than in UAV123, the toolkit counts a true box that is none as missed.
        let truth = sequence.truth.regions(missing: layout == "uav123" ? .absent : .box(.none))
        let measures = OnePassMeasures(
          truth: truth, boxes: run.boxes[0].boxes, convention: .got10k)
        let numbers = try #require(expected.seqWise[sequence.name])
        expectClose(measures.success, numbers.successCurve)
        expectClose(measures.precision, numbers.precisionCurve)
        expectClose(measures.successAUC, numbers.successScore)
        expectClose(measures.precisionAt20, numbers.precisionScore)
        expectClose(measures.successRate50, numbers.successRate)
        let speed = try #require(Speed(frameSeconds: run.seconds))
        expectClose(speed.meanOfRates, numbers.speedFps)
        speeds.append(speed.meanOfRates)
        all.append(SequenceMeasures(name: sequence.name, runs: [measures]))
      }
      let measures = try #require(DatasetMeasures(all))
      expectClose(measures.success, expected.overall.successCurve)
      expectClose(measures.precision, expected.overall.precisionCurve)
      expectClose(measures[.successAUC], expected.overall.successScore)
      expectClose(measures[.precisionAt20], expected.overall.precisionScore)
      expectClose(measures[.successRate50], expected.overall.successRate)
      expectClose(speeds.reduce(0, +) / Double(speeds.count), expected.overall.speedFps)
    }
  }

  @Test(arguments: ["otb", "dtb70", "tcolor128", "nfs", "uav123", "lasot"], [0.0, 1.0])
  func onePassMeasuresArePysots(layout: String, origin: Double) throws {
    let benchmark = try Self.benchmark(layout)
    let report = try #require(benchmark.pysot)
    for tracker in benchmark.trackers {
      for sequence in benchmark.sequences {
        let run = try #require(sequence.runs[tracker])
        let expected = try #require(report[tracker]?[sequence.name])
        let measures = OnePassMeasures(
          truth: sequence.truth.moved(by: -origin).regions(missing: .absent),
          boxes: run.boxes[0].moved(by: -origin).boxes,
          ignored: sequence.absent.map { $0 == 1 }, convention: .pysot, origin: origin)
        #expect(measures.frames == sequence.truth.count)
        expectClose(measures.success, expected.successCurve)
        expectClose(measures.precision, expected.precisionCurve)
        expectClose(measures.normalizedPrecision, expected.normalizedPrecisionCurve)
      }
    }
  }

  @Test(arguments: [0.0, 1.0])
  func gotTenKsMeasuresAreTheToolkits(origin: Double) throws {
    let benchmark = try Self.benchmark("got10k")
    let report = try #require(benchmark.got10k)
    for tracker in benchmark.trackers {
      let expected = try #require(report[tracker])
      var all: [GOT10kMeasures] = []
      var seconds: [Double] = []
      for sequence in benchmark.sequences {
        let run = try #require(sequence.runs[tracker])
        // A reader subtracts the origin of the files.
        let measures = GOT10kMeasures(
          truth: sequence.truth.moved(by: -origin).regions(missing: .absent),
          repetitions: run.boxes.map { $0.moved(by: -origin).boxes },
          ignored: sequence.cover.map { $0 == 0 },
          pictureSize: PictureSize(
            width: benchmark.resolution[0], height: benchmark.resolution[1]),
          origin: origin)
        let numbers = try #require(expected.seqWise[sequence.name])
        expectClose(measures.averageOverlap, numbers.ao)
        expectClose(measures.successRate50, numbers.sr)
        seconds += run.seconds
        all.append(measures)
      }
      let measures = GOT10kMeasures(pooling: all)
      expectClose(measures.averageOverlap, expected.overall.ao)
      expectClose(measures.successRate50, expected.overall.sr)
      expectClose(measures.success, expected.overall.succCurve)
      let speed = try #require(Speed(frameSeconds: seconds))
      expectClose(speed.meanOfRates, expected.overall.speedFps)
    }
  }

  private func expectClose(
    _ found: [Double], _ expected: [Double]?, location: SourceLocation = #_sourceLocation
  ) {
    guard let expected, found.count == expected.count else {
      Issue.record("found \(found), expected \(String(describing: expected))")
      return
    }
    let isClose = zip(found, expected).allSatisfy { abs($0 - $1) <= Self.tolerance }
    #expect(isClose, "found \(found), expected \(expected)", sourceLocation: location)
  }

  private func expectClose(
    _ found: Double, _ expected: Double?, location: SourceLocation = #_sourceLocation
  ) {
    // Speeds are hundreds: the tolerance is relative to them.
    let tolerance = Self.tolerance * max(1, abs(found))
    let distance = abs(found - (expected ?? .infinity))
    #expect(
      distance <= tolerance, "found \(found), expected \(String(describing: expected))",
      sourceLocation: location)
  }
}

// MARK: - The recorded file

extension RecordedMeasuresTests {
  private struct Document: Decodable {
    let benchmarks: [String: Benchmark]
  }

  private struct Benchmark: Decodable {
    let resolution: [Int]
    let sequences: [Sequence]
    let got10k: [String: Report]?
    let pysot: [String: [String: Numbers]]?

    var trackers: [String] { sequences[0].runs.keys.sorted() }
  }

  private struct Sequence: Decodable {
    let name: String
    let truth: [[Double]?]
    let cover: [Int]
    let absent: [Int]
    let runs: [String: Run]
  }

  private struct Run: Decodable {
    let boxes: [[[Double]?]]
    let seconds: [Double]
  }

  private struct Report: Decodable {
    let overall: Numbers
    let seqWise: [String: Numbers]
  }

  /// By the toolkit's names, but for underscores.
  private struct Numbers: Decodable {
    let successCurve, precisionCurve, normalizedPrecisionCurve, succCurve: [Double]?
    let successScore, precisionScore, successRate, speedFps, ao, sr: Double?
  }

  private static func benchmark(_ layout: String) throws -> Benchmark {
    let file = URL(filePath: Checkout.file("Tests/EvaluationTests/Recorded/one-pass.json"))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let document = try decoder.decode(Document.self, from: Data(contentsOf: file))
    return try #require(document.benchmarks[layout])
  }
}

extension [[Double]?] {
  fileprivate var boxes: [Box?] {
    map { row in row.map { Box(x: $0[0], y: $0[1], width: $0[2], height: $0[3]) } }
  }

  fileprivate func regions(missing: Region) -> [Region] {
    boxes.map { box in box.map(Region.box) ?? missing }
  }

  fileprivate func moved(by offset: Double) -> [[Double]?] {
    map { row in row.map { [$0[0] + offset, $0[1] + offset, $0[2], $0[3]] } }
  }
}

extension Box {
  /// What a reader makes of a row of four NaN.
  fileprivate static let none = Box(x: .nan, y: .nan, width: .nan, height: .nan)
}
