import NeuralNetworks
import Siamese

/// How fast a network learns, as a recipe names it; the number of steps is that of the stages.
public struct LearningRate: Hashable, Sendable {
  /// The highest rate.
  public var peak: Double
  /// Steps in which the rate rises to ``peak``.
  public var warmUpSteps: Int
  /// How the rate falls then.
  public var decay: LearningRateSchedule.Decay

  /// Creates a learning rate.
  public init(peak: Double, warmUpSteps: Int, decay: LearningRateSchedule.Decay) {
    self.peak = peak
    self.warmUpSteps = warmUpSteps
    self.decay = decay
  }
}

extension LearningRate: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case peak
    case warmUpSteps = "warm_up_steps"
    case decay
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    peak = try values.decode(.peak, in: 0...1000)
    warmUpSteps = try values.decode(.warmUpSteps, in: 0...1_000_000_000)
    decay = try values.decode(DecayEntry.self, forKey: .decay).decay
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(peak, forKey: .peak)
    try values.encode(warmUpSteps, forKey: .warmUpSteps)
    try values.encode(DecayEntry(decay: decay), forKey: .decay)
  }
}

/// How the rate falls, as a recipe names it.
private struct DecayEntry: Codable {
  var decay: LearningRateSchedule.Decay

  private enum KindKey: String, CodingKey {
    case type
  }

  private enum ConstantKeys: String, CodingKey, CaseIterable {
    case type
  }

  private enum StepKeys: String, CodingKey, CaseIterable {
    case type, at, factor
  }

  private enum ExponentialKeys: String, CodingKey, CaseIterable {
    case type, final, period
  }

  private enum CosineKeys: String, CodingKey, CaseIterable {
    case type, final
  }

  init(decay: LearningRateSchedule.Decay) {
    self.decay = decay
  }

  init(from decoder: any Decoder) throws {
    let kind = try decoder.container(keyedBy: KindKey.self)
      .decode(.type, among: ["constant", "steps", "exponential", "cosine"])
    switch kind {
    case "steps":
      let values = try decoder.strictContainer(keyedBy: StepKeys.self)
      decay = .steps(
        at: try values.decode([Int].self, forKey: .at),
        factor: try values.decode(.factor, in: 0...1))
    case "exponential":
      let values = try decoder.strictContainer(keyedBy: ExponentialKeys.self)
      decay = .exponential(
        final: try values.decode(.final, in: 1e-30...1000),
        period: try values.decode(.period, in: 1...1_000_000_000))
    case "cosine":
      let values = try decoder.strictContainer(keyedBy: CosineKeys.self)
      decay = .cosine(final: try values.decode(.final, in: 0...1000))
    default:
      _ = try decoder.strictContainer(keyedBy: ConstantKeys.self)
      decay = .constant
    }
  }

  func encode(to encoder: any Encoder) throws {
    switch decay {
    case .constant:
      var values = encoder.container(keyedBy: ConstantKeys.self)
      try values.encode("constant", forKey: .type)
    case .steps(let places, let factor):
      var values = encoder.container(keyedBy: StepKeys.self)
      try values.encode("steps", forKey: .type)
      try values.encode(places, forKey: .at)
      try values.encode(factor, forKey: .factor)
    case .exponential(let final, let period):
      var values = encoder.container(keyedBy: ExponentialKeys.self)
      try values.encode("exponential", forKey: .type)
      try values.encode(final, forKey: .final)
      try values.encode(period, forKey: .period)
    case .cosine(let final):
      var values = encoder.container(keyedBy: CosineKeys.self)
      try values.encode("cosine", forKey: .type)
      try values.encode(final, forKey: .final)
    }
  }
}
