import NeuralNetworks
import Siamese

/// An optimizer as a recipe names it.
public enum OptimizerChoice: Hashable, Sendable {
  /// `sgd`: stochastic gradient descent with momentum.
  case stochasticGradientDescent(StochasticGradientDescent.Settings)
  /// `adamw`: Adam with weight decay apart from the gradient.
  case adamW(AdamW.Settings)

  /// An optimizer that has done nothing yet.
  public var optimizer: any Optimizer {
    switch self {
    case .stochasticGradientDescent(let settings): StochasticGradientDescent(settings)
    case .adamW(let settings): AdamW(settings)
    }
  }
}

extension OptimizerChoice: Codable {
  private static let names = ["sgd", "adamw"]

  private enum KindKey: String, CodingKey {
    case type
  }

  private enum SGDKeys: String, CodingKey, CaseIterable {
    case type, momentum, nesterov
    case weightDecay = "weight_decay"
    case decayed
  }

  private enum AdamKeys: String, CodingKey, CaseIterable {
    case type
    case meanDecay = "mean_decay"
    case varianceDecay = "variance_decay"
    case epsilon
    case weightDecay = "weight_decay"
    case decayed
  }

  public init(from decoder: any Decoder) throws {
    let kind = try decoder.container(keyedBy: KindKey.self).decode(.type, among: Self.names)
    if kind == "sgd" {
      let values = try decoder.strictContainer(keyedBy: SGDKeys.self)
      self = .stochasticGradientDescent(
        .init(
          momentum: try values.decode(.momentum, in: 0...0.9999),
          isNesterov: try values.decode(Bool.self, forKey: .nesterov),
          weightDecay: try values.decode(.weightDecay, in: 0...1),
          decayed: try values.decode(WeightDecayScope.self, forKey: .decayed)))
    } else {
      let values = try decoder.strictContainer(keyedBy: AdamKeys.self)
      self = .adamW(
        .init(
          meanDecay: try values.decode(.meanDecay, in: 0...0.9999),
          varianceDecay: try values.decode(.varianceDecay, in: 0...0.999999),
          epsilon: try values.decode(.epsilon, in: 1e-30...1),
          weightDecay: try values.decode(.weightDecay, in: 0...1),
          decayed: try values.decode(WeightDecayScope.self, forKey: .decayed)))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .stochasticGradientDescent(let settings):
      var values = encoder.container(keyedBy: SGDKeys.self)
      try values.encode("sgd", forKey: .type)
      try values.encode(settings.momentum, forKey: .momentum)
      try values.encode(settings.isNesterov, forKey: .nesterov)
      try values.encode(settings.weightDecay, forKey: .weightDecay)
      try values.encode(settings.decayed, forKey: .decayed)
    case .adamW(let settings):
      var values = encoder.container(keyedBy: AdamKeys.self)
      try values.encode("adamw", forKey: .type)
      try values.encode(settings.meanDecay, forKey: .meanDecay)
      try values.encode(settings.varianceDecay, forKey: .varianceDecay)
      try values.encode(settings.epsilon, forKey: .epsilon)
      try values.encode(settings.weightDecay, forKey: .weightDecay)
      try values.encode(settings.decayed, forKey: .decayed)
    }
  }
}
