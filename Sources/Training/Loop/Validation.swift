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
  }

  /// Parts of the held-out videos: from each start so many frames.
  private let parts: [Part]

  private struct Part: Sendable {
    var name: String
    var sequence: BenchmarkSequence
  }

  /// Chooses what is tracked.
  ///
  /// - Parameters:
  ///   - sequences: The held-out videos.
  ///   - settings: How many starts in each, and how many frames from each.
  public init(_ sequences: [BenchmarkSequence], settings: Recipe.ValidationSettings) {
    parts = sequences.flatMap { sequence in
      Experiment.spreadStarts(settings.starts, truth: sequence.truth).map { start in
        let end = min(start + settings.frames, sequence.count)
        return Part(name: sequence.name, sequence: sequence.part(start..<end))
      }
    }
  }

  /// Whether there is nothing to track.
  public var isEmpty: Bool { parts.isEmpty }

  /// Tracks everything.
  ///
  /// - Parameters:
  ///   - model: What to track with; it should compute on one thread.
  ///   - step: Steps it has learned.
  ///   - jobs: How many parts are tracked at once.
  /// - Returns: nil where it was cancelled.
  /// - Throws: ``TrainingError/validation(sequence:reason:)``.
  public func score(
    of model: Model, step: Int, jobs: Int, isCancelled: @escaping @Sendable () -> Bool
  ) throws -> Score? {
    let results = Guarded<(next: Int, scores: [Double?], failure: TrainingError?)>(
      (0, Array(repeating: nil, count: parts.count), nil))
    let tracker = EvaluatedTracker(model)
    onThreads(min(jobs, parts.count)) { [parts] _ in
      while true {
        let index: Int? = results.withLock { results in
          guard results.next < parts.count, results.failure == nil else { return nil }
          results.next += 1
          return results.next - 1
        }
        guard let index, !isCancelled() else { return }
        do {
          let score = try parts[index].sequence.successAUC(of: tracker)
          results.withLock { $0.scores[index] = score }
        } catch {
          let failure = TrainingError.validation(
            sequence: parts[index].name, reason: "\(error)")
          results.withLock { $0.failure = failure }
        }
      }
    }
    let (_, scores, failure) = results.withLock { $0 }
    if let failure { throw failure }
    guard !scores.contains(nil) else { return nil }
    var sums: [String: (sum: Double, count: Double)] = [:]
    for (part, score) in zip(parts, scores) {
      sums[part.name, default: (0, 0)].sum += score ?? 0
      sums[part.name, default: (0, 0)].count += 1
    }
    let means = sums.mapValues { $0.sum / $0.count }
    // In a fixed order, so that the same tracks give the same sum.
    let total = means.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
    return Score(step: step, successAUC: total / Double(max(means.count, 1)), sequences: means)
  }
}

extension BenchmarkSequence {
  /// One pass over the whole sequence.
  fileprivate func successAUC(of tracker: EvaluatedTracker) throws -> Double {
    guard let pass = try Experiment.onePass.passes(over: self).first else { return 0 }
    let result = try PassRun.result(
      of: pass, over: self, with: tracker, framesPerSecond: nil, onStep: {})
    return OnePassMeasures(of: result.trajectory, in: self).successAUC
  }
}
