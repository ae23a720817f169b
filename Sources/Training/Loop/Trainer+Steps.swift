import NeuralNetworks
import Siamese
import Video

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Trainer {
  /// One step: its batches forward and backward, then the parameters against their gradients.
  func step(
    _ learner: Learner, queue: BatchQueue, optimizer: inout any Optimizer, stage: Recipe.Stage
  ) throws -> Meter.Sample {
    let (plan, batches) = (learner.plan, recipe.batchesPerStep)
    var sample = Meter.Sample(learningRate: recipe.schedule.rate(at: state.step))
    for index in 0..<batches {
      try queue.withNext { batch in
        let outcome = try learner.learn(from: batch, accumulating: index > 0)
        sample.add(outcome, share: 1 / Double(batches))
        guard outcome.loss.isFinite else { throw try notFinite("the loss", batch, learner) }
        if index == batches - 1 {
          if batches > 1 { plan.gradients.scale(by: 1 / Float(batches)) }
          try group.average(plan.gradients)
          sample.gradientNorm = plan.gradientNorm
          guard sample.gradientNorm.isFinite else {
            throw try notFinite("a gradient", batch, learner)
          }
        }
      }
    }
    if let limit = recipe.gradientNormLimit, sample.gradientNorm > limit {
      plan.gradients.scale(by: Float(limit / sample.gradientNorm))
    }
    optimizer.step(plan, learningRate: sample.learningRate)
    try group.averageStatistics(of: plan)
    state.average?.update(from: plan)
    try sample.average(over: group)
    return sample
  }

  /// Keeps a batch for study, and says why the training stops.
  private func notFinite(
    _ what: String, _ batch: BatchQueue.Batch, _ learner: Learner
  ) throws -> TrainingError {
    let path = folder.path(ofBatch: state.step)
    try folder.keep(batch, of: learner.plan, at: path)
    return .notFinite(step: state.step, what: what, batch: path)
  }

  /// Writes what was measured since the last time.
  func measure(
    _ meter: inout Meter, stage: Recipe.Stage, waited: Duration,
    observe: (TrainingEvent) -> Void
  ) throws {
    let names = stage.objective.map(\.name)
    let entry = MetricsEntry(
      step: state.step, seconds: seconds, values: meter.take(parts: names, waited: waited))
    try record(entry, observe: observe)
  }

  private func record(_ entry: MetricsEntry, observe: (TrainingEvent) -> Void) throws {
    guard let log, let tensorBoard else { return }
    try log.append(entry)
    try tensorBoard.append(entry, time: Date().timeIntervalSince1970)
    observe(.measured(entry))
  }

  /// Tracks the held-out videos, and keeps the weights if they are the best so far. Without videos
  /// the newest weights are the best.
  ///
  /// - Parameter parameters: The network's.
  func validate(
    _ parameters: [String: Tensor], isCancelled: @escaping @Sendable () -> Bool,
    observe: (TrainingEvent) -> Void
  ) throws {
    guard group.isFirst else { return }
    let weights = state.average?.tensors ?? parameters
    guard !validation.isEmpty else { return try folder.write(weights, of: recipe, score: nil) }
    state.isValidationDue = true
    let model = Model(
      name: "step \(state.step)", configuration: recipe.model, parameters: weights, threads: 1)
    guard
      let score = try validation.score(
        of: model, step: state.step, jobs: options.threads, isCancelled: isCancelled)
    else { return }
    state.isValidationDue = false
    let isBest = state.best.map { score.successAUC > $0.successAUC } ?? true
    if isBest {
      state.best = score
      try folder.write(weights, of: recipe, score: score)
    }
    let entry = MetricsEntry(
      step: state.step, seconds: seconds, values: ["validation/success_auc": score.successAUC])
    try record(entry, observe: observe)
    observe(.validated(score, isBest: isBest))
  }

  /// Writes the state.
  func write(observe: (TrainingEvent) -> Void) throws {
    guard group.isFirst else { return }
    var saved = state
    saved.seconds = seconds
    try Checkpoint(saved, identity: identity).write(to: folder.checkpointPath)
    observe(.saved(step: state.step))
  }

  /// Seconds that the training has taken, in all runs together.
  private var seconds: Double { state.seconds + monotonicSeconds() - began }
}

extension UnsafeMutableBufferPointer<Float> {
  func scale(by factor: Float) {
    for index in indices { self[index] *= factor }
  }
}
