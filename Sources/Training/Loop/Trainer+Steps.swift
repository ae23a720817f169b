import NeuralNetworks
import Siamese

extension Trainer {
  /// One step: its batches forward and backward, then the parameters against their gradients.
  func step(_ work: inout StageWork) throws -> Meter.Sample {
    let (plan, batches) = (work.learner.plan, recipe.batchesPerStep)
    var sample = Meter.Sample(learningRate: recipe.schedule.rate(at: state.step))
    for index in 0..<batches {
      try work.queue.withNext { batch in
        let outcome = try work.learner.learn(from: batch, accumulating: index > 0)
        sample.add(outcome, share: 1 / Double(batches))
        guard outcome.loss.isFinite else { throw notFinite("the loss", batch, plan) }
        guard plan.gradientNorm.isFinite else { throw notFinite("a gradient", batch, plan) }
      }
    }
    if batches > 1 { plan.gradients.scale(by: 1 / Float(batches)) }
    try group.average(plan.gradients)
    sample.gradientNorm = plan.clipGradients(toNorm: recipe.gradientNormLimit ?? .infinity)
    work.optimizer.step(plan, learningRate: sample.learningRate)
    try group.averageStatistics(of: plan)
    state.average?.update(from: plan)
    try sample.average(over: group)
    return sample
  }

  /// Keeps a batch for study, and says why the training stops.
  private func notFinite(
    _ what: String, _ batch: BatchQueue.Batch, _ plan: any TrainingPlan
  ) -> TrainingError {
    let path = folder.path(ofBatch: state.step, by: group)
    let isKept = (try? folder.keep(batch, of: plan, at: path)) != nil
    return .notFinite(step: state.step, what: what, batch: isKept ? path : nil)
  }

  /// Writes what was measured since the last time.
  func measure(_ work: inout StageWork, observe: (TrainingEvent) -> Void) throws {
    let values = work.meter.take(
      parts: work.stage.objective.map(\.name), waited: work.queue.waited)
    try record(values, observe: observe)
    tellSkipped(&work, observe: observe)
  }

  private func record(_ values: [String: Double], observe: (TrainingEvent) -> Void) throws {
    guard let logs else { return }
    let entry = MetricsEntry(step: state.step, seconds: seconds, values: values)
    try logs.metrics.append(entry)
    try logs.tensorBoard.append(entry)
    observe(.measured(entry))
  }

  /// Tracks the held-out videos, and keeps the weights if they are the best so far. Without videos
  /// the newest weights are the best. Where it is interrupted, it is due when the training goes on.
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
    try record(["validation/success_auc": score.successAUC], observe: observe)
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
}

extension UnsafeMutableBufferPointer<Float> {
  func scale(by factor: Float) {
    for index in indices { self[index] *= factor }
  }
}
