import Glibc
import NeuralNetworks
import Siamese
import Video

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
    public var precision = Precision.float32
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
  let crops: CropCache
  let validation: Validation
  let folder: TrainingFolder
  let options: Options
  let group: any ProcessGroup
  let modelNamed: (String) throws -> Model
  let identity: Checkpoint.Identity
  /// What the training has come to; its parameters and the optimizer's memory are those of the last
  /// stage's end or the last break while a stage is learned.
  var state: TrainingState
  /// Where measures go; nil before the first step, and where another process writes.
  var logs: (metrics: MetricsLog, tensorBoard: TensorBoardLog)?
  private let lock: FolderLock?
  private let began = monotonicSeconds()

  /// Prepares a training, which goes on where an earlier one in the same folder ended.
  ///
  /// - Parameters:
  ///   - recipe: What to do.
  ///   - crops: What to learn from.
  ///   - validation: Videos to try the network on.
  ///   - folder: The path of the folder; it is made where there is none.
  ///   - options: How to do it; its numbers are above 0.
  ///   - group: The processes that train together; each has a trainer, of the same.
  ///   - modelNamed: Finds teachers, and the model to begin with, by name or path.
  /// - Throws: ``TrainingError``, `ModelError`, `WeightsError`, `NetworkError`.
  public init(
    _ recipe: Recipe, crops: CropCache, validation: Validation, folder path: String,
    options: Options = Options(), group: any ProcessGroup = SingleProcess(),
    modelNamed: @escaping (String) throws -> Model = { try Model(named: $0, precision: .float32) }
  ) throws {
    precondition(
      min(options.checkpointEvery, options.measureEvery, options.dataThreads) > 0, "\(options)")
    guard crops.origin.settings == recipe.crops else {
      throw TrainingError.otherCropCache(
        path: crops.path, found: "\(crops.origin.settings)", expected: "\(recipe.crops)")
    }
    try recipe.check(modelNamed: modelNamed)
    self.recipe = recipe
    self.crops = crops
    self.validation = validation
    self.options = options
    self.modelNamed = modelNamed
    self.group = group
    identity = Checkpoint.Identity(
      recipe: try recipe.json, crops: crops.identity, precision: options.precision,
      ranks: group.count, validation: validation.identity)
    try group.requireSame("recipe", identity.recipe)
    try group.requireSame("crops", identity.crops)
    try group.requireSame("precision", identity.precision.rawValue)
    folder = TrainingFolder(path)
    if group.isFirst {
      try folder.checkThatNothingIsLost()
      lock = try folder.open()
    } else {
      lock = nil
    }
    state = try Self.state(
      of: recipe, in: folder, identity: identity, group: group, modelNamed: modelNamed)
    // A disk that is shared may show an older checkpoint for a while.
    try group.requireSame("step of the checkpoint", "\(state.step)")
    guard group.isFirst else { return }
    // From the first checkpoint on, the folder is seen to be a training's.
    if !folder.hasCheckpoint {
      state.threads = options.threads
      try Checkpoint(state, identity: identity).write(to: folder.checkpointPath)
    }
    try folder.complete(recipe, weights: state.parameters)
  }

  /// The state of the checkpoint, or that of a training that has not begun.
  private static func state(
    of recipe: Recipe, in folder: TrainingFolder, identity: Checkpoint.Identity,
    group: any ProcessGroup, modelNamed: (String) throws -> Model
  ) throws -> TrainingState {
    guard folder.hasCheckpoint else {
      var state = TrainingState(parameters: try recipe.initialParameters(modelNamed: modelNamed))
      state.average = recipe.averageDecay.map { MovingAverage(decay: $0) }
      return state
    }
    let shapes = try recipe.model.network.embeddingNetwork.parameterShapes()
    var state = try Checkpoint(
      folder.checkpointPath, identity: identity, shapes: shapes, recipe: recipe,
      isValidating: group.isFirst
    ).state
    // Only the first process tries the network.
    if !group.isFirst { state.isValidationDue = false }
    return state
  }

  /// Refuses a folder that a training must not write to; for who wants to know before crops are cut.
  ///
  /// - Throws: `ModelError.exists` where files lie there that are not a training's.
  public static func check(folder path: String) throws {
    try TrainingFolder(path).checkThatNothingIsLost()
  }

  /// Trains until the recipe's end, or until it is cancelled; then it can be called again. After an
  /// error only a new trainer goes on, from the last checkpoint.
  ///
  /// - Parameters:
  ///   - isCancelled: Asked after every step, and while the network is tried; the state is written
  ///     then.
  ///   - observe: Told what happens, on the calling thread.
  public func run(
    isCancelled: @escaping @Sendable () -> Bool, observe: (TrainingEvent) -> Void
  ) throws -> Outcome {
    observe(.began(step: state.step, steps: recipe.steps))
    if state.threads != options.threads {
      if state.step > 0 { observe(.threadsChanged(from: state.threads, to: options.threads)) }
      state.threads = options.threads
    }
    try openLogs()
    if state.isValidationDue {
      try validate(state.parameters, isCancelled: isCancelled, observe: observe)
      if !state.isValidationDue { try write(observe: observe) }
    }
    guard try !group.isTrueAnywhere(state.isValidationDue) else {
      return .interrupted(step: state.step)
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

  private func openLogs() throws {
    let hasWork = state.step < recipe.steps || state.isValidationDue
    guard group.isFirst, hasWork, logs == nil else { return }
    logs = (
      try MetricsLog(folder.metricsPath, keepingStepsUpTo: state.step),
      try TensorBoardLog(folder: folder.path, step: state.step)
    )
  }

  /// Seconds that the training has taken, in all runs together.
  var seconds: Double { state.seconds + monotonicSeconds() - began }
}
