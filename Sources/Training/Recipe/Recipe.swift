import NeuralNetworks
import Siamese

/// Everything that decides what a training ends in, but for the data: a JSON file, kept beside the
/// weights that it made.
///
/// ```json
/// {
///   "format": 1,
///   "model": { … as a model's config.json … },
///   "start": { "type": "random" },
///   "seed": 1,
///   "batch_size": 8,
///   "batches_per_step": 1,
///   "optimizer": { "type": "sgd", "momentum": 0.9, "nesterov": false, "weight_decay": 5e-4,
///                  "decayed": "all" },
///   "learning_rate": { "peak": 1e-2, "warm_up_steps": 0, "decay": { "type": "constant" } },
///   "gradient_norm_limit": null,
///   "average_decay": null,
///   "statistics_momentum": 0.05,
///   "crops": { … }, "pairs": { … }, "augmentation": { … },
///   "stages": [ { "steps": 58000, "search_size": 239, "frozen": [], "frozen_statistics": [],
///                 "objective": [ { "share": 1, "loss": {
///                   "type": "balanced-logistic", "settings": { "radius": 2, "bias": 0 } } } ] } ],
///   "validation": { "every": 2000, "starts": 2, "frames": 100 }
/// }
/// ```
///
/// Unknown and missing keys are errors.
public struct Recipe: Sendable {
  /// The version of the format that this code reads and writes.
  public static let format = 1

  /// The network, and the tracker it is trained for: what goes to the model's `config.json`.
  public var model: ModelConfiguration
  /// Where learning begins.
  public var start: Start
  /// What every random number is drawn from.
  public var seed: UInt64
  /// Pairs in a batch.
  public var batchSize: Int
  /// How many batches count as one step: their gradients are averaged.
  public var batchesPerStep: Int
  /// How parameters follow their gradients.
  public var optimizer: OptimizerChoice
  /// How fast they do.
  public var learningRate: LearningRate
  /// How long all gradients, taken as one vector, may be; nil for any length.
  public var gradientNormLimit: Double?
  /// How much of the moving average of the weights each step keeps; nil for no average.
  public var averageDecay: Double?
  /// The share of the newest batch in the running statistics of batch normalizations.
  public var statisticsMomentum: Double
  /// How objects are cut out of the data.
  public var crops: CropSettings
  /// Which pairs there are.
  public var pairs: PairSettings
  /// How their pictures are changed.
  public var augmentation: AugmentationSettings
  /// The parts of the training, one after another.
  public var stages: [Stage]
  /// How often and on how much the network is tried on held-out videos.
  public var validation: ValidationSettings

  /// Where learning begins.
  public enum Start: Hashable, Sendable {
    /// Xavier's uniform weights (Glorot and Bengio, AISTATS 2010), no bias, and batch normalizations
    /// that change nothing.
    case random
    /// The weights of a model, by its name or the path of its folder.
    case model(String)
  }

  /// A part of a training.
  public struct Stage: Hashable, Sendable {
    /// How many steps it has.
    public var steps: Int
    /// The side of the search regions, in pixels.
    public var searchSize: Int
    /// Layers, or groups of layers, that do not learn; see `TrainingOptions.frozen`.
    public var frozen: [String]
    /// Batch normalizations that use their stored statistics; see
    /// `TrainingOptions.frozenStatistics`.
    public var frozenStatistics: [String]
    /// What the network is to do; the losses add up.
    public var objective: [Objective]
  }

  /// How often and on how much the network is tried on held-out videos.
  public struct ValidationSettings: Hashable, Sendable {
    /// Steps between two validations.
    public var every: Int
    /// Starts in each video; see `Experiment.starts`.
    public var starts: Int
    /// The most frames that are tracked from each start.
    public var frames: Int
  }

  /// Steps of all stages.
  public var steps: Int { stages.reduce(0) { $0 + $1.steps } }

  /// The stage of a step, which count from 0; after the last one the last stage.
  public func stage(at step: Int) -> Int {
    var end = 0
    for (index, stage) in stages.enumerated() {
      end += stage.steps
      if step < end { return index }
    }
    return stages.count - 1
  }

  /// The learning rate over all stages.
  public var schedule: LearningRateSchedule {
    LearningRateSchedule(
      peak: learningRate.peak, steps: steps, warmUpSteps: learningRate.warmUpSteps,
      decay: learningRate.decay)
  }
}
