import NeuralNetworks
import Siamese

extension Recipe: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case format, model, start, seed
    case batchSize = "batch_size"
    case batchesPerStep = "batches_per_step"
    case optimizer
    case learningRate = "learning_rate"
    case gradientNormLimit = "gradient_norm_limit"
    case averageDecay = "average_decay"
    case statisticsMomentum = "statistics_momentum"
    case crops, pairs, augmentation, stages, validation
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    _ = try values.decode(.format, in: Self.format...Self.format)
    model = try values.decode(ModelConfiguration.self, forKey: .model)
    start = try values.decode(Start.self, forKey: .start)
    seed = try values.decode(UInt64.self, forKey: .seed)
    batchSize = try values.decode(.batchSize, in: 1...65_536)
    batchesPerStep = try values.decode(.batchesPerStep, in: 1...65_536)
    optimizer = try values.decode(OptimizerChoice.self, forKey: .optimizer)
    learningRate = try values.decode(LearningRate.self, forKey: .learningRate)
    gradientNormLimit = try values.decodeOrNull(.gradientNormLimit, in: 0...1e12)
    averageDecay = try values.decodeOrNull(.averageDecay, in: 0...0.999999)
    statisticsMomentum = try values.decode(.statisticsMomentum, in: 0...1)
    crops = try values.decode(CropSettings.self, forKey: .crops)
    pairs = try values.decode(PairSettings.self, forKey: .pairs)
    augmentation = try values.decode(AugmentationSettings.self, forKey: .augmentation)
    stages = try values.decode([Stage].self, forKey: .stages)
    validation = try values.decode(ValidationSettings.self, forKey: .validation)
    guard !stages.isEmpty else {
      throw DecodingError.dataCorruptedError(
        forKey: .stages, in: values, debugDescription: "found no stage, expected one or more")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(Self.format, forKey: .format)
    try values.encode(model, forKey: .model)
    try values.encode(start, forKey: .start)
    try values.encode(seed, forKey: .seed)
    try values.encode(batchSize, forKey: .batchSize)
    try values.encode(batchesPerStep, forKey: .batchesPerStep)
    try values.encode(optimizer, forKey: .optimizer)
    try values.encode(learningRate, forKey: .learningRate)
    try values.encode(gradientNormLimit, forKey: .gradientNormLimit)
    try values.encode(averageDecay, forKey: .averageDecay)
    try values.encode(statisticsMomentum, forKey: .statisticsMomentum)
    try values.encode(crops, forKey: .crops)
    try values.encode(pairs, forKey: .pairs)
    try values.encode(augmentation, forKey: .augmentation)
    try values.encode(stages, forKey: .stages)
    try values.encode(validation, forKey: .validation)
  }
}

extension Recipe.Start: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case type, name
  }

  private enum RandomKeys: String, CodingKey, CaseIterable {
    case type
  }

  public init(from decoder: any Decoder) throws {
    let kind = try decoder.container(keyedBy: RandomKeys.self)
      .decode(.type, among: ["random", "model"])
    if kind == "model" {
      self = .model(
        try decoder.strictContainer(keyedBy: CodingKeys.self).decode(String.self, forKey: .name))
    } else {
      _ = try decoder.strictContainer(keyedBy: RandomKeys.self)
      self = .random
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .random:
      try values.encode("random", forKey: .type)
    case .model(let name):
      try values.encode("model", forKey: .type)
      try values.encode(name, forKey: .name)
    }
  }
}

extension Recipe.Stage: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case steps
    case searchSize = "search_size"
    case frozen
    case frozenStatistics = "frozen_statistics"
    case objective
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    steps = try values.decode(.steps, in: 1...1_000_000_000)
    searchSize = try values.decode(.searchSize, in: 16...4096)
    frozen = try values.decode([String].self, forKey: .frozen)
    frozenStatistics = try values.decode([String].self, forKey: .frozenStatistics)
    objective = try values.decode([Objective].self, forKey: .objective)
    guard !objective.isEmpty else {
      throw DecodingError.dataCorruptedError(
        forKey: .objective, in: values, debugDescription: "found no loss, expected one or more")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(steps, forKey: .steps)
    try values.encode(searchSize, forKey: .searchSize)
    try values.encode(frozen, forKey: .frozen)
    try values.encode(frozenStatistics, forKey: .frozenStatistics)
    try values.encode(objective, forKey: .objective)
  }
}

extension Recipe.ValidationSettings: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case every, starts, frames
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    every = try values.decode(.every, in: 1...1_000_000_000)
    starts = try values.decode(.starts, in: 1...100_000)
    frames = try values.decode(.frames, in: 2...1_000_000_000)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(every, forKey: .every)
    try values.encode(starts, forKey: .starts)
    try values.encode(frames, forKey: .frames)
  }
}
