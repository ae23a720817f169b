import Evaluation
import Foundation
import TestSupport
import Testing
import Video

/// Many sequences at once: order, resumption, failures, shards, origins and load.
@Suite struct EvaluatorTests {
  private let folder = Result { try TemporaryFolder() }

  private func sequences(_ lengths: [Int]) throws -> [BenchmarkSequence] {
    try lengths.enumerated().map { index, length in
      try SmallSequence.make(
        "seq \(index)", levels: (0..<length).map { 10 * index + $0 }, in: folder.get())
    }
  }

  private func task(
    _ sequences: [BenchmarkSequence], results: String = "results",
    experiment: Experiment = .onePass, layout: DatasetLayout = .plain, selection: [Int]? = nil
  ) throws -> EvaluationTask {
    let results = ResultFolder(try folder.get().file(results))
    return EvaluationTask(
      dataset: Dataset("set", layout: layout, sequences), folder: "set",
      results: results.run(dataset: "set", tracker: "level", experiment: experiment),
      selection: selection)
  }

  /// All files of a folder by their paths in it, without those of times, which differ by nature.
  private func files(of name: String) throws -> [String: Data] {
    let top = try folder.get().file(name)
    let paths = try FileManager.default.subpathsOfDirectory(atPath: top)
      .filter { !$0.contains("_time") && !$0.contains("_whole") }
    return paths.reduce(into: [:]) { files, path in
      files[path] = try? Data(contentsOf: URL(filePath: top + "/" + path))
    }
  }

  @Test(arguments: [Experiment.onePass, .starts(3), .resets])
  func theNumberOfWorkersChangesNothing(experiment: Experiment) throws {
    let sequences = try sequences([3, 9, 1 + 1, 7, 5, 8])
    let alone = try task(sequences, results: "one", experiment: experiment).evaluate(jobs: 1)
    let together = try task(sequences, results: "four", experiment: experiment).evaluate(jobs: 4)
    #expect(alone.results.count == 6)
    #expect(alone.sequences.map(\.name) == together.sequences.map(\.name))
    let (one, four) = (try files(of: "one"), try files(of: "four"))
    #expect(one.count > 6 && one == four)
  }

  @Test func whatIsDoneIsSkippedUnlessFresh() throws {
    let sequences = try sequences([3, 4])
    #expect(try task(sequences, selection: [1]).evaluate().framesTracked == 4)
    let second = try task(sequences).evaluate()
    #expect(second.framesTracked == 3)
    #expect(second.results.map(\.wereThere) == [false, true])
    let planned = try #require(second.planned)
    #expect(planned.sequences == 2 && planned.done == 1 && planned.frames == 3)
    #expect(try task(sequences, selection: [0]).evaluate(isFresh: true).framesTracked == 3)
    #expect(try task(sequences).evaluate().framesTracked == 0)
    let other = try task(sequences, experiment: .starts(2)).evaluate()
    #expect(other.framesTracked == 3 + 2 + 4 + 2)
    #expect(try task(sequences, experiment: .starts(2)).evaluate().framesTracked == 0)
    #expect(
      try task(sequences, experiment: .starts(2)).evaluate(isFresh: true).framesTracked == 11)
  }

  @Test func aFailureStopsNobodyElse() throws {
    let good = try sequences([3, 3, 3])
    let never = BenchmarkSequence(
      name: "never", frames: .pictures(["a"]), truth: [.absent])
    var entries = good.map { sequence in Dataset.Entry(name: sequence.name) { sequence } }
    entries.insert(Dataset.Entry(name: "never") { never }, at: 1)
    entries.append(
      Dataset.Entry(name: "broken") {
        throw DatasetError.badLine(path: "truth.txt", line: 3, found: "x", expected: "a number")
      })
    let results = ResultFolder(try folder.get().file("results"))
    let log = try EvaluationTask(
      dataset: Dataset(name: "set", layout: .plain, entries: entries), folder: "set",
      results: results.run(dataset: "set", tracker: "level", experiment: .onePass)
    ).evaluate()
    #expect(log.results.count == 3)
    let expected = [
      "never": "never: the truth shows the object in none of 1 frames, expected one to start in",
      "broken": "truth.txt:3: found x, expected a number",
    ]
    #expect(log.failures == expected)
  }

  @Test func aTrackerThatFailsInOnePassLeavesNothingOfItsSequence() throws {
    let sequences = try sequences([4, 4])
    let tracker = EvaluatedTracker(name: "level") { frame, box in
      guard try frame.meanColor().red != 12 else { throw Broken() }
      return try LevelTracker(startingOn: frame, at: box)
    }
    let log = try task(sequences, experiment: .starts(2)).evaluate(with: tracker)
    #expect(log.failures.keys.sorted() == ["seq 1"])
    let stored = try ResultFolder(folder.get().file("results")).runs()
    #expect(stored.count == 1)
    #expect(try stored[0].sequences() == ["seq 0"])
  }

  private struct Broken: Error {}

  @Test func anotherOriginIsRefusedUnlessFresh() throws {
    let sequences = try sequences([3, 4])
    _ = try task(sequences).evaluate()
    let origin = RunManifest.ModelOrigin(
      name: "m", weights: "sha256:1", configuration: "sha256:2", precision: "fp32")
    let other = EvaluatedTracker(name: "level", model: origin) { frame, box in
      try LevelTracker(startingOn: frame, at: box)
    }
    let refusal = thrownError(StoredResultError.self) {
      _ = try task(sequences).evaluate(with: other)
    }
    let path = try folder.get().file("results/set/level/ope.json")
    #expect(refusal == .otherOrigin(path: path, difference: "model none, not m"))
    // With --fresh nothing of the other origin stays, of whatever sequence.
    let log = try task(sequences, selection: [0]).evaluate(with: other, isFresh: true)
    #expect(log.framesTracked == 3)
    #expect(try task(sequences).results.sequences() == ["seq 0"])
    #expect(try task(sequences).results.manifest()?.model == origin)
    try FileManager.default.removeItem(atPath: path)
    let unknown = thrownError(StoredResultError.self) {
      _ = try task(sequences).evaluate(with: other)
    }
    #expect(unknown?.description.contains("unknown origin") == true)
  }

  @Test func shardsAreTheWholeOnce() throws {
    let sequences = try sequences([3, 9, 2, 7, 5, 8, 2])
    var frames: [Int] = []
    for number in 1...3 {
      let shard = try #require(Shard("\(number)/3"))
      let log = try task(sequences, results: "shards").evaluate(shard: shard)
      frames.append(log.framesTracked)
      #expect(log.results.allSatisfy { !$0.wereThere })
    }
    #expect(frames == [9 + 2 + 2, 8 + 3, 7 + 5])
    _ = try task(sequences, results: "whole").evaluate()
    let (parts, whole) = (try files(of: "shards"), try files(of: "whole"))
    #expect(parts == whole)
  }

  @Test func aCancelledSequenceLeavesNothing() throws {
    let sequences = try sequences([40, 3])
    let log = EventLog()
    let task = try task(sequences)
    try task.prepare(tracker: LevelTracker.evaluated, program: "test 1", isFresh: false)
    try Evaluator(tracker: LevelTracker.evaluated, jobs: 1).evaluate(
      [task], isCancelled: { log.framesTracked >= 20 }, observe: { log.add($0) })
    #expect(log.sequences.isEmpty)
    #expect(try files(of: "results").keys.sorted() == ["set/level/ope.json"])
    #expect(try task.evaluate().results.count == 2)
  }

  @Test func tenThousandSequencesOfOneFrame() throws {
    let folder = try folder.get()
    let path = try folder.write(SmallSequence.picture(level: 7), to: "picture.pgm")
    let truth = [Region.box(SmallSequence.box(at: 7))]
    let entries = (0..<10_000).map { number in
      Dataset.Entry(name: "s\(number)") {
        BenchmarkSequence(name: "s\(number)", frames: .pictures([path]), truth: truth)
      }
    }
    let results = ResultFolder(folder.file("results"))
    let log = try EvaluationTask(
      dataset: Dataset(name: "set", layout: .plain, entries: entries), folder: "set",
      results: results.run(dataset: "set", tracker: "level", experiment: .onePass)
    ).evaluate()
    #expect(log.results.count == 10_000)
    #expect(log.failures.isEmpty)
  }

  @Test func memoryStaysFlatOverAHundredThousandFrames() throws {
    func peakMemory(frames: Int) throws -> Int {
      let folder = try TemporaryFolder()
      let outcome = try Program.shell(
        Program.beside("evaluation-load"), ["\(frames)"], in: folder.path)
      #expect(outcome.exitCode == 0, "\(outcome.standardError)")
      return try #require(Int(outcome.standardOutput.split(separator: "\n").last ?? ""))
    }
    let growth = try peakMemory(frames: 100_000) - peakMemory(frames: 1000)
    // Truth, boxes and the files' text: some hundred bytes a frame. A picture has 4096, and what libav
    // keeps beside it.
    #expect(growth < 64 << 20, "grew by \(growth >> 20) MB")
  }
}
