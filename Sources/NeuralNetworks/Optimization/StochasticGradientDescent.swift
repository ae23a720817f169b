/// Stochastic gradient descent with momentum, as PyTorch's `SGD` has it:
///
/// g ← gradient + weightDecay · w; m ← momentum · m + g; w ← w − rate · m, and with Nesterov's
/// variant (Sutskever et al., "On the importance of initialization and momentum in deep learning",
/// ICML 2013) w ← w − rate · (g + momentum · m).
public struct StochasticGradientDescent: Optimizer {
  /// The constants.
  public struct Settings: Codable, Hashable, Sendable {
    /// How much of the last step goes into the next one, from 0 to less than 1.
    public var momentum: Double
    /// Whether the gradient counts as if it were taken one step ahead.
    public var isNesterov: Bool
    /// What share of itself a weight is drawn towards zero by, times the learning rate.
    public var weightDecay: Double
    /// What is drawn towards zero.
    public var decayed: WeightDecayScope

    /// Creates settings.
    public init(
      momentum: Double = 0.9, isNesterov: Bool = false, weightDecay: Double = 0,
      decayed: WeightDecayScope = .weights
    ) {
      self.momentum = momentum
      self.isNesterov = isNesterov
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
    let (rate, momentum) = (Float(learningRate), Float(settings.momentum))
    let isNesterov = settings.isNesterov
    for name in plan.parameterNames {
      let shape = plan.parameterShapes[name] ?? []
      let decay = settings.decayed.contains(shape) ? Float(settings.weightDecay) : 0
      let (weights, gradients) = (plan.parameter(name), plan.gradient(ofParameter: name))
      _ = state.count(name)
      state.withTensor("momentum", of: name, shape: shape) { velocities in
        for index in weights.indices {
          let gradient = gradients[index] + decay * weights[index]
          let velocity = momentum * velocities[index] + gradient
          velocities[index] = velocity
          weights[index] -= rate * (isNesterov ? gradient + momentum * velocity : velocity)
        }
      }
    }
  }
}
