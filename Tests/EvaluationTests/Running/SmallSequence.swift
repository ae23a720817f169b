import Evaluation
import Foundation
import TestSupport
import Video

/// Sequences of small grey pictures for ``LevelTracker``.
enum SmallSequence {
  /// A sequence of pictures of one grey level each, in which the object's left edge is at the level.
  ///
  /// - Parameters:
  ///   - levels: The level of each picture; nil for one that is missing.
  ///   - truth: The true regions; nil for boxes at the levels.
  ///   - side: The pictures' width and height.
  static func make(
    _ name: String, levels: [Int?], truth: [Region]? = nil, in folder: TemporaryFolder,
    side: Int = 16
  ) throws -> BenchmarkSequence {
    let paths = levels.indices.map { folder.file("\(name)-\($0).pgm") }
    for (path, level) in zip(paths, levels) {
      if let level { try picture(level: level, side: side).write(to: URL(filePath: path)) }
    }
    return BenchmarkSequence(
      name: name, frames: .pictures(paths),
      truth: truth ?? levels.map { .box(box(at: Double($0 ?? 0))) })
  }

  /// A square picture.
  static func picture(level: Int, side: Int = 16) -> Data {
    Data("P5\n\(side) \(side)\n255\n".utf8) + Data(repeating: UInt8(level), count: side * side)
  }

  static func box(at x: Double) -> Box { Box(x: x, y: 2.5, width: 8.25, height: 6) }
}

extension Dataset {
  /// A data set of sequences that are there already.
  init(_ name: String, layout: DatasetLayout = .plain, _ sequences: [BenchmarkSequence]) {
    self.init(
      name: name, layout: layout,
      entries: sequences.map { sequence in Entry(name: sequence.name) { sequence } })
  }
}

/// Collects what an evaluation tells.
final class EventLog: @unchecked Sendable {
  // Every access is under the lock.
  private let lock = NSLock()
  private var events: [EvaluationEvent] = []

  func add(_ event: EvaluationEvent) {
    lock.withLock { events.append(event) }
  }

  /// What came of the sequences, in the data sets' order.
  var sequences: [EvaluatedSequence] {
    lock.withLock { events }
      .compactMap { if case .finished(let sequence) = $0 { sequence } else { nil } }
      .sorted { ($0.task, $0.index) < ($1.task, $1.index) }
  }

  /// What was read back of those that are done.
  var results: [EvaluatedSequence.Results] {
    sequences.compactMap { if case .done(let results) = $0.outcome { results } else { nil } }
  }

  /// Why the others failed, by their names.
  var failures: [String: String] {
    sequences.reduce(into: [:]) {
      if case .failed(let reason) = $1.outcome { $0[$1.name] = reason }
    }
  }

  /// The number of frames that the tracker was run over.
  var framesTracked: Int {
    lock.withLock { events }.count { if case .advanced = $0 { true } else { false } }
  }

  /// Of all sequences and those that were done already.
  var planned: (sequences: Int, done: Int, frames: Int)? {
    for case .planned(let sequences, let done, let frames) in lock.withLock({ events }) {
      return (sequences, done, frames)
    }
    return nil
  }
}

extension EvaluationTask {
  /// Prepares and evaluates this task with a tracker.
  func evaluate(
    with tracker: EvaluatedTracker = LevelTracker.evaluated, jobs: Int = 2, shard: Shard? = nil,
    isFresh: Bool = false
  ) throws -> EventLog {
    let log = EventLog()
    try prepare(tracker: tracker, program: "test 1", isFresh: isFresh)
    try Evaluator(tracker: tracker, jobs: jobs, shard: shard, isFresh: isFresh)
      .evaluate([self], isCancelled: { false }, observe: { log.add($0) })
    return log
  }
}
