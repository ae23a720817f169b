// Evaluates a tracker that does nothing on one sequence of as many frames as asked, and prints the
// most memory that took: a process of its own, because tests share theirs.

import Evaluation
import Foundation
import Siamese
import Tracking
import Video

struct IdleTracker: Tracker {
  let track: Track

  init(model: Model, startingOn frame: Frame, at box: Box) { self.init(at: box) }
  init(at box: Box) { track = Track(box: box, score: 1, state: .initial) }
  mutating func update(with frame: Frame) -> Track { track }
}

let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1000
let picture = Data("P5\n64 64\n255\n".utf8) + Data(repeating: 7, count: 64 * 64)
try picture.write(to: URL(filePath: "picture.pgm"))
let box = Region.box(Box(x: 1, y: 2, width: 8, height: 6))
let entry = Dataset.Entry(name: "long") {
  BenchmarkSequence(
    name: "long", frames: .pictures(Array(repeating: "picture.pgm", count: count)),
    truth: Array(repeating: box, count: count))
}
let tracker = EvaluatedTracker(name: "idle") { _, box in IdleTracker(at: box) }
let task = EvaluationTask(
  dataset: Dataset(name: "set", layout: .plain, entries: [entry]), folder: ".",
  results: ResultFolder("results").run(
    dataset: "set", tracker: tracker.name, experiment: .onePass))
try task.prepare(tracker: tracker, program: "evaluation-load", isFresh: false)
try Evaluator(tracker: tracker, jobs: 1).evaluate(
  [task], isCancelled: { false },
  observe: { event in
    if case .finished(let sequence) = event, case .failed(let reason) = sequence.outcome {
      FileHandle.standardError.write(Data((reason + "\n").utf8))
      exit(1)
    }
  })
let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
print(line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 } ?? -1)
