import Glibc
import NeuralNetworks
import Siamese
import Video

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Trains a twin network by a recipe, in a folder that it can go on from after any break.
///
/// The folder is a model's, which can be tracked with at any time: `model.safetensors` has the best
/// weights so far. Beside it lie `recipe.json`, `checkpoint.safetensors` (the whole state), and what was
/// measured: `metrics.jsonl`, and event files for TensorBoard.
///
/// The same recipe, crops, precision and number of threads give the same weights, bit for bit,
/// whether or not there was a break.
public final class Trainer {
  /// What is not the recipe's business.
  public struct Options: Sendable {
    /// What the network computes in.
    public var precision = TrainingOptions.Precision.float32
    /// How many threads the network has.
    public var threads = 1
    /// How many threads make pairs.
    public var dataThreads = 1
    /// Steps between two checkpoints.
    public var checkpointEvery = 200
    /// Steps between two entries of the metrics.
    public var measureEvery = 20

    /// Creates options.
    public init() {}
  }

  /// How a training ended.
  public enum Outcome: Hashable, Sendable {
    /// All steps are done.
    case finished
    /// It was interrupted after this step, and can go on.
    case interrupted(step: Int)
  }

  let recipe: Recipe
  private let crops: CropCache
  let validation: Validation
  let folder: TrainingFolder
  let options: Options
  private let teacherNamed: (String) throws -> Model
  var state: TrainingState
  let identity: Checkpoint.Identity
  let group: any ProcessGroup
  /// Nil where another process writes.
  let log: MetricsLog?
  let tensorBoard: TensorBoardLog?
  let began = monotonicSeconds()

  /// Prepares a training, which goes on where an earlier one in the same folder ended.
  ///
  /// - Parameters:
  ///   - recipe: What to do.
  ///   - crops: What to learn from.
  ///   - validation: Videos to try the network on.
  ///   - folder: The path of the folder; it is made where there is none.
  ///   - options: How to do it.
  ///   - group: The processes that train together; each has a trainer, of the same.
  ///   - teacherNamed: Finds teachers, and the model to begin with, by name or path.
  /// - Throws: ``TrainingError``, `ModelError`, `WeightsError`, `NetworkError`.
  public init(
    _ recipe: Recipe, crops: CropCache, validation: Validation, folder path: String,
    options: Options = Options(), group: any ProcessGroup = SingleProcess(),
    teacherNamed: @escaping (String) throws -> Model = { try Model(named: $0) }
  ) throws {
    self.recipe = recipe
    self.crops = crops
    self.validation = validation
    self.options = options
    self.teacherNamed = teacherNamed
    self.group = group
    identity = Checkpoint.Identity(
      recipe: try recipe.json, crops: crops.identity, precision: options.precision,
      ranks: group.count)
    try group.requireSame("recipe", identity.recipe)
    try group.requireSame("crops", identity.crops)
    try group.requireSame("precision", identity.precision.rawValue)
    folder = TrainingFolder(path)
    let shapes = try recipe.model.network.embeddingNetwork.parameterShapes()
    if folder.hasCheckpoint {
      state = try Checkpoint(
        folder.checkpointPath, identity: identity, shapes: shapes,
        averageDecay: recipe.averageDecay
      ).state
    } else {
      state = TrainingState(
        parameters: try recipe.initialParameters(modelNamed: teacherNamed))
      state.average = recipe.averageDecay.map { MovingAverage(decay: $0) }
      if group.isFirst {
        try folder.begin(recipe)
        // From now on the folder is seen to be a training's.
        try Checkpoint(state, identity: identity).write(to: folder.checkpointPath)
      }
    }
    // A disk that is shared may show an older checkpoint for a while.
    try group.requireSame("step of the checkpoint", "\(state.step)")
    guard group.isFirst else {
      (log, tensorBoard) = (nil, nil)
      return
    }
    log = try MetricsLog(folder.metricsPath, keepingStepsUpTo: state.step)
    tensorBoard = try TensorBoardLog(
      folder: path, step: state.step, time: Date().timeIntervalSince1970)
  }

  /// Refuses a folder that a training must not write to; for who wants to know before crops are cut.
  ///
  /// - Throws: `ModelError.exists` where a model lies there that is not a training's.
  public static func check(folder path: String) throws {
    try TrainingFolder(path).checkThatNothingIsLost()
  }

  /// Trains until the recipe's end, or until it is cancelled.
  ///
  /// - Parameters:
  ///   - isCancelled: Asked after every step; the state is written then.
  ///   - observe: Told what happens, on the calling thread.
  public func run(
    isCancelled: @escaping @Sendable () -> Bool, observe: (TrainingEvent) -> Void
  ) throws -> Outcome {
    observe(.began(step: state.step, steps: recipe.steps))
    if state.isValidationDue {
      try validate(state.parameters, isCancelled: isCancelled, observe: observe)
      if state.isValidationDue { return .interrupted(step: state.step) }
      try write(observe: observe)
    }
    while state.step < recipe.steps {
      let stage = recipe.stage(at: state.step)
      observe(.stage(stage))
      guard try learn(stage: stage, isCancelled: isCancelled, observe: observe) else {
        return .interrupted(step: state.step)
      }
    }
    return .finished
  }

  /// Learns from where the training is to the end of a stage.
  ///
  /// - Returns: false where it was cancelled.
  private func learn(
    stage index: Int, isCancelled: @escaping @Sendable () -> Bool,
    observe: (TrainingEvent) -> Void
  ) throws -> Bool {
    let stage = recipe.stages[index]
    let firstStep = recipe.stages[..<index].reduce(0) { $0 + $1.steps }
    let lastStep = firstStep + stage.steps
    let learner = try Learner(
      recipe, stage: stage, parameters: state.parameters, precision: options.precision,
      threads: options.threads, teacherNamed: teacherNamed)
    let source = try PairSource(
      crops, settings: recipe.pairs, augmentation: recipe.augmentation,
      exemplarSize: recipe.exemplarSize, searchSize: stage.searchSize,
      stride: recipe.model.network.backbone.stride, seed: recipe.seed)
    let batches = recipe.batchesPerStep
    if stage.isDistilled {
      let queue = BatchQueue(
        source, batchSize: recipe.batchSize, firstBatch: firstStep * batches * group.count,
        threads: 1, ahead: 1)
      defer { queue.stop() }
      try queue.withNext { try learner.calibrate(on: $0) }
    }
    let queue = BatchQueue(
      source, batchSize: recipe.batchSize, firstBatch: state.step * batches,
      threads: options.dataThreads, rank: group.rank, ranks: group.count)
    defer { queue.stop() }
    var optimizer = recipe.optimizer.optimizer
    optimizer.state = state.optimizer
    state.optimizer = OptimizerState()
    var meter = Meter(pairsPerStep: recipe.batchSize * batches * group.count)

    func save() throws {
      state.parameters = learner.plan.parameters
      state.optimizer = optimizer.state
      defer { state.optimizer = OptimizerState() }
      try write(observe: observe)
    }

    while state.step < lastStep {
      let outcome = try step(learner, queue: queue, optimizer: &optimizer, stage: stage)
      meter.add(outcome)
      state.step += 1
      observe(.stepped(meter.progress(step: state.step, steps: recipe.steps)))
      if state.step % options.measureEvery == 0 {
        try measure(&meter, stage: stage, waited: queue.waited, observe: observe)
      }
      let isLast = state.step == lastStep
      let isInterrupted = try group.isTrueAnywhere(isCancelled()) && !isLast
      if state.step % recipe.validation.every == 0 || state.step == recipe.steps {
        try validate(learner.plan.parameters, isCancelled: isCancelled, observe: observe)
        meter.skipTime()
      }
      let stops = isInterrupted || state.isValidationDue
      if isLast || stops || state.step % options.checkpointEvery == 0 { try save() }
      if stops { return false }
    }
    if let skipped = queue.skipped.first {
      observe(.skipped(count: queue.skipped.count, first: "\(skipped)"))
    }
    state.parameters = learner.plan.parameters
    state.optimizer = optimizer.state
    return true
  }
}
