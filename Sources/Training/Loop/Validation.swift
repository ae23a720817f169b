import Evaluation
import NeuralNetworks
import Siamese

/// Tries a network on videos that it does not learn from, by really tracking.
public struct Validation: Sendable {
  /// How well a network tracked.
  public struct Score: Codable, Hashable, Sendable {
    /// Steps that the network had learned.
    public var step: Int
    /// The mean over the sequences of the area under the success curve, 0…1.
    public var successAUC: Double
    /// That of each sequence.
    public var sequences: [String: Double]
    /// Why sequences were left out, by their names.
    public var failures: [String: String]
  }

  /// Parts of the held-out videos: from each start so many frames.
  private let parts: [Part]

  private struct Part: Sendable {
    var name: String
    var start: Int
    var sequence: BenchmarkSequence
  }

  /// Chooses what is tracked.
  ///
  /// - Parameters:
  ///   - sequences: The held-out videos.
  ///   - settings: How many starts in each, and how many frames from each.
  /// - Throws: ``TrainingError/validation(sequence:reason:)`` where a video has fewer pictures than
  ///   boxes.
  public init(_ sequences: [BenchmarkSequence], settings: Recipe.ValidationSettings) throws {
    parts = try sequences.flatMap { sequence in
      if case .pictures(let paths) = sequence.frames, paths.count != sequence.count {
        throw TrainingError.validation(
          sequence: sequence.name,
          reason: "found \(paths.count) pictures, expected \(sequence.count), one a box")
      }
      return Experiment.spreadStarts(settings.starts, truth: sequence.truth).map { start in
        let end = min(start + settings.frames, sequence.count)
        return Part(name: sequence.name, start: start, sequence: sequence.part(start..<end))
      }
    }
  }

  /// What is tracked, as a text that other parts do not have.
  var identity: String {
    guard !isEmpty else { return "none" }
    let text = parts.map { "\($0.name) \($0.start) \($0.sequence.count)" }.joined(separator: "\n")
    return "\(parts.count) parts of videos, " + String(stableHash(text.utf8), radix: 16)
  }

  /// Whether there is nothing to track.
  public var isEmpty: Bool { parts.isEmpty }

  /// Tracks everything.
  ///
  /// - Parameters:
  ///   - model: What to track with; it should compute on one thread.
  ///   - step: Steps it has learned.
  ///   - jobs: How many parts are tracked at once.
  /// - Returns: nil where it was cancelled. A sequence that cannot be tracked is left out.
  /// - Throws: ``TrainingError/validation(sequence:reason:)`` where none can be tracked.
  public func score(
    of model: Model, step: Int, jobs: Int, isCancelled: @escaping @Sendable () -> Bool
  ) throws -> Score? {
    let next = Guarded(0)
    let results = Guarded<[Int: Result<Double, any Error>]>([:])
    let tracker = EvaluatedTracker(model)
    onThreads(min(jobs, parts.count)) { [parts] _ in
      while !isCancelled() {
        let index = next.withLock { next in
          defer { next += 1 }
          return next
        }
        guard index < parts.count else { return }
        let result = Result {
          try parts[index].sequence.successAUC(of: tracker, isCancelled: isCancelled)
        }
        results.withLock { $0[index] = result }
      }
    }
    guard !isCancelled() else { return nil }
    return try summary(of: results.withLock { $0 }, step: step)
  }

  private func summary(of results: [Int: Result<Double, any Error>], step: Int) throws -> Score {
    var sums: [String: (sum: Double, count: Double)] = [:]
    var failures: [String: String] = [:]
    for (index, part) in parts.enumerated() {
      switch results[index] {
      case .success(let score):
        sums[part.name, default: (0, 0)].sum += score
        sums[part.name, default: (0, 0)].count += 1
      case .failure(let error): failures[part.name] = "\(error)"
      case nil: break
      }
    }
    let means = sums.filter { failures[$0.key] == nil }.mapValues { $0.sum / $0.count }
    if means.isEmpty, let first = failures.min(by: { $0.key < $1.key }) {
      throw TrainingError.validation(sequence: first.key, reason: first.value)
    }
    // In a fixed order, so that the same tracks give the same sum.
    let total = means.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
    return Score(
      step: step, successAUC: total / Double(max(means.count, 1)), sequences: means,
      failures: failures)
  }
}

extension BenchmarkSequence {
  /// One pass over the whole sequence.
  fileprivate func successAUC(
    of tracker: EvaluatedTracker, isCancelled: () -> Bool
  ) throws -> Double {
    guard let pass = try Experiment.onePass.passes(over: self).first else { return 0 }
    let result = try PassRun.result(
      of: pass, over: self, with: tracker, framesPerSecond: nil,
      onStep: { if isCancelled() { throw CancellationError() } })
    return OnePassMeasures(of: result.trajectory, in: self).successAUC
  }
}
