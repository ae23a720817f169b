import Glibc

/// Adam (Kingma and Ba, ICLR 2015) with weight decay apart from the gradient (Loshchilov and Hutter,
/// "Decoupled Weight Decay Regularization", ICLR 2019), as PyTorch's `AdamW` has it.
public struct AdamW: Optimizer {
  /// The constants.
  public struct Settings: Codable, Hashable, Sendable {
    /// How much of the mean of earlier gradients is kept, from 0 to less than 1.
    public var meanDecay: Double
    /// How much of the mean of earlier squared gradients is kept, from 0 to less than 1.
    public var varianceDecay: Double
    /// Keeps the division finite where gradients hardly are. It must be greater than 0, as a 32-bit
    /// float too: a parameter whose gradients have all been zero would become 0 / 0.
    public var epsilon: Double
    /// What share of itself a weight loses in a step, times the learning rate.
    public var weightDecay: Double
    /// What is drawn towards zero.
    public var decayed: WeightDecayScope

    /// Creates settings; the defaults are PyTorch's.
    public init(
      meanDecay: Double = 0.9, varianceDecay: Double = 0.999, epsilon: Double = 1e-8,
      weightDecay: Double = 1e-2, decayed: WeightDecayScope = .weights
    ) {
      self.meanDecay = meanDecay
      self.varianceDecay = varianceDecay
      self.epsilon = epsilon
      self.weightDecay = weightDecay
      self.decayed = decayed
    }
  }

  /// The constants.
  public let settings: Settings
  public var state = OptimizerState()

  /// Creates an optimizer that has done nothing.
  public init(_ settings: Settings = Settings()) {
    self.settings = settings
  }

  public mutating func step(_ plan: any TrainingPlan, learningRate: Double) {
    for name in plan.parameterNames {
      let shape = plan.parameterShapes[name] ?? []
      let decay = settings.decayed.contains(shape) ? settings.weightDecay : 0
      let update = Update(
        settings, steps: state.count(name), learningRate: learningRate, weightDecay: decay)
      let (weights, gradients) = (plan.parameter(name), plan.gradient(ofParameter: name))
      state.withTensor("mean", of: name, shape: shape) { means in
        for index in weights.indices {
          means[index] += update.meanShare * (gradients[index] - means[index])
        }
      }
      let means = state.tensors["mean.\(name)"]?.values ?? []
      state.withTensor("variance", of: name, shape: shape) { variances in
        for index in weights.indices {
          let gradient = gradients[index]
          let variance =
            update.varianceDecay * variances[index] + update.varianceShare * gradient * gradient
          variances[index] = variance
          let deviation = variance.squareRoot() / update.deviationScale + update.epsilon
          weights[index] =
            update.kept * weights[index] - update.rate * means[index] / deviation
        }
      }
    }
  }

  /// The numbers of one step of one parameter.
  private struct Update {
    /// What the newest gradient counts for; worked out in Double, because 1 − 0.999 in Float is not.
    let meanShare: Float
    let varianceDecay: Float
    let varianceShare: Float
    let epsilon: Float
    /// What is left of a weight.
    let kept: Float
    /// The learning rate, made larger while the mean of gradients is still drawn to its beginning.
    let rate: Float
    /// The same for the root of the mean of squares.
    let deviationScale: Float

    init(_ settings: Settings, steps: Int, learningRate: Double, weightDecay: Double) {
      meanShare = Float(1 - settings.meanDecay)
      varianceDecay = Float(settings.varianceDecay)
      varianceShare = Float(1 - settings.varianceDecay)
      epsilon = Float(settings.epsilon)
      kept = Float(1 - learningRate * weightDecay)
      rate = Float(learningRate / (1 - pow(settings.meanDecay, Double(steps))))
      deviationScale = Float((1 - pow(settings.varianceDecay, Double(steps))).squareRoot())
    }
  }
}
