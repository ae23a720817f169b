import NeuralNetworks
import Siamese

/// What one stage is learned with.
struct StageWork {
  let stage: Recipe.Stage
  let learner: Learner
  let queue: BatchQueue
  var optimizer: any Optimizer
  var meter: Meter
  /// How many crops that cannot be read have been told of.
  var skippedCount = 0
}

extension Trainer {
  /// Learns from where the training is to the end of a stage.
  ///
  /// - Returns: false where it was cancelled.
  func learn(
    stage index: Int, isCancelled: @escaping @Sendable () -> Bool,
    observe: (TrainingEvent) -> Void
  ) throws -> Bool {
    let lastStep = recipe.stages[...index].reduce(0) { $0 + $1.steps }
    var work = try prepare(stage: index, firstStep: lastStep - recipe.stages[index].steps)
    defer { work.queue.stop() }
    while state.step < lastStep {
      work.meter.add(try step(&work))
      state.step += 1
      observe(.stepped(work.meter.progress(step: state.step, steps: recipe.steps)))
      if state.step % options.measureEvery == 0 { try measure(&work, observe: observe) }
      let isLast = state.step == lastStep
      let wantsToStop = isCancelled()
      if state.step % recipe.validation.every == 0 || state.step == recipe.steps {
        try validate(work.learner.plan.parameters, isCancelled: isCancelled, observe: observe)
        work.meter.skipTime()
      }
      // What a stage ends with the next one begins with: there is nothing to stop at its end.
      let stops = try group.isTrueAnywhere(wantsToStop && !isLast || state.isValidationDue)
      if isLast || stops || state.step % options.checkpointEvery == 0 {
        state.parameters = work.learner.plan.parameters
        state.optimizer = work.optimizer.state
        try write(observe: observe)
      }
      if stops { return false }
    }
    tellSkipped(&work, observe: observe)
    return true
  }

  private func prepare(stage index: Int, firstStep: Int) throws -> StageWork {
    let (stage, batches) = (recipe.stages[index], recipe.batchesPerStep)
    let learner = try Learner(
      recipe, stage: stage, parameters: state.parameters, precision: options.precision,
      threads: options.threads, modelNamed: modelNamed)
    let source = try PairSource(
      crops, settings: recipe.pairs, augmentation: recipe.augmentation,
      exemplarSize: recipe.exemplarSize, searchSize: stage.searchSize,
      stride: recipe.model.network.backbone.stride, seed: recipe.seed)
    if stage.isDistilled {
      let queue = BatchQueue(
        source, batchSize: recipe.batchSize, firstBatch: firstStep * batches * group.count,
        threads: 1, ahead: 1)
      defer { queue.stop() }
      try queue.withNext { try learner.calibrate(on: $0) }
    }
    var optimizer = recipe.optimizer.optimizer
    optimizer.state = state.optimizer
    return StageWork(
      stage: stage, learner: learner,
      queue: BatchQueue(
        source, batchSize: recipe.batchSize, firstBatch: state.step * batches,
        threads: options.dataThreads, rank: group.rank, ranks: group.count),
      optimizer: optimizer,
      meter: Meter(pairsPerStep: recipe.batchSize * batches * group.count))
  }

  /// Tells of crops that could not be read since the last time.
  func tellSkipped(_ work: inout StageWork, observe: (TrainingEvent) -> Void) {
    let skipped = work.queue.skipped
    guard skipped.count > work.skippedCount else { return }
    work.skippedCount = skipped.count
    observe(.skipped(skipped))
  }
}
