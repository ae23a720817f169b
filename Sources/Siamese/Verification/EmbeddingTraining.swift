import NeuralNetworks

/// Teaches an ``EmbeddingNetwork`` to put pictures of one class near each other, and far from all
/// others.
///
/// Every batch has some classes and some pictures of each, turned, shifted and scaled a little. Batches
/// are a pure function of the seed and their number, so the same seed, classes and machine give the
/// same weights. One thread at a time uses it.
public final class EmbeddingTraining {
  /// What pictures are learned by.
  public enum Objective: Hashable, Sendable {
    /// ``ContrastiveLoss``
    case contrastive(margin: Double)
    /// ``TripletLoss``
    case triplet(margin: Double, mining: TripletLoss.Mining)

    var loss: any EmbeddingLoss {
      switch self {
      case .contrastive(let margin): ContrastiveLoss(margin: margin)
      case .triplet(let margin, let mining): TripletLoss(margin: margin, mining: mining)
      }
    }
  }

  /// The constants.
  public struct Settings: Hashable, Sendable {
    /// What is to become small.
    public var objective: Objective
    /// Steps of the whole training.
    public var steps: Int
    /// Classes in a batch; fewer where there are not so many.
    public var classesInBatch: Int
    /// Pictures of each class in a batch, some of them twice where the class has not so many.
    public var picturesOfClass: Int
    /// The highest learning rate of AdamW; it rises for a twentieth of the steps, then falls to zero
    /// along half a cosine.
    public var learningRate: Double
    /// How pictures are changed.
    public var variation: PictureVariation
    /// What everything random is drawn from.
    public var seed: UInt64

    /// Creates settings.
    public init(
      objective: Objective = .triplet(margin: 1, mining: .semiHard), steps: Int = 1000,
      classesInBatch: Int = 16, picturesOfClass: Int = 4, learningRate: Double = 2e-3,
      variation: PictureVariation = PictureVariation(), seed: UInt64 = 0
    ) {
      self.objective = objective
      self.steps = steps
      self.classesInBatch = classesInBatch
      self.picturesOfClass = picturesOfClass
      self.learningRate = learningRate
      self.variation = variation
      self.seed = seed
    }
  }

  /// What learns.
  public let network: EmbeddingNetwork
  /// The constants.
  public let settings: Settings
  /// How many steps there have been.
  public private(set) var stepsDone = 0
  private let classes: [[[UInt8]]]
  private let plan: any TrainingPlan
  private let loss: any EmbeddingLoss
  private var optimizer = AdamW()
  private let schedule: LearningRateSchedule
  private let classesInBatch: Int

  /// Prepares a training from random weights.
  ///
  /// - Parameters:
  ///   - network: What is to learn.
  ///   - classes: The pictures of each class, (C, H, W) of the network's sizes; two or more classes with
  ///     one or more pictures each, and two or more with one class at least.
  ///   - settings: How to learn.
  ///   - engine: What computes the network.
  ///   - threads: How many threads a step uses.
  /// - Throws: ``VerificationError`` where the classes do not do, and the engine's errors.
  public init(
    _ network: EmbeddingNetwork, classes: [[[UInt8]]], settings: Settings,
    engine: any TrainingEngine = OneDNNEngine(), threads: Int = 1
  ) throws {
    guard classes.count > 1, classes.allSatisfy({ !$0.isEmpty }),
      classes.contains(where: { $0.count > 1 })
    else {
      throw VerificationError.classes(
        found: classes.count, withTwoPictures: classes.count { $0.count > 1 })
    }
    precondition(
      classes.joined().allSatisfy { $0.count == network.pictureValues }, "pictures of other sizes")
    self.network = network
    self.classes = classes
    self.settings = settings
    loss = settings.objective.loss
    classesInBatch = min(settings.classesInBatch, classes.count)
    schedule = LearningRateSchedule(
      peak: settings.learningRate, steps: settings.steps, warmUpSteps: settings.steps / 20,
      decay: .cosine(final: 0))
    let shape = network.pictureShape(classesInBatch * settings.picturesOfClass)
    var random = SplitMix64(seed: settings.seed)
    var values: [Float] = []
    for _ in 0..<shape[0] {
      let pictures = classes[Int.random(in: classes.indices, using: &random)]
      values += pictures[Int.random(in: pictures.indices, using: &random)].map(Float.init)
    }
    let weights = try network.network.randomWeights(
      seed: settings.seed,
      calibratedOn: [EmbeddingNetwork.Port.picture: Tensor(shape: shape, values: values)],
      engine: engine)
    plan = try engine.prepareTraining(
      network.network, parameters: weights,
      inputShapes: [EmbeddingNetwork.Port.picture: shape], options: .init(threads: threads))
  }

  /// The network's tensors as they are now, by their names; before the first step they are random.
  public var parameters: [String: Tensor] { plan.parameters }

  /// Learns from one more batch.
  ///
  /// - Returns: Its loss, before.
  /// - Throws: ``VerificationError/diverged(step:)`` where it is not a number.
  @discardableResult
  public func step() throws -> Double {
    let labels = fillBatch()
    try plan.forward()
    let port = EmbeddingNetwork.Port.embedding
    let value = loss(
      embeddings: plan.output(port), labels: labels, gradient: plan.gradient(ofOutput: port))
    guard value.isFinite else { throw VerificationError.diverged(step: stepsDone) }
    try plan.backward()
    optimizer.step(plan, learningRate: schedule.rate(at: stepsDone))
    stepsDone += 1
    return value
  }

  /// Writes the pictures of the next batch; gives their classes.
  private func fillBatch() -> [Int] {
    // Every step draws numbers of its own, whatever the steps before it drew. A product with an odd
    // constant, because the states of neighbouring seeds must not be neighbours themselves.
    var seeds = SplitMix64(seed: settings.seed &+ 0x5EED)
    var random = SplitMix64(seed: seeds.next() ^ (UInt64(stepsDone) &* 0xD6E8_FEB8_6659_FD93))
    let input = plan.input(EmbeddingNetwork.Port.picture)
    var labels: [Int] = []
    for label in classes.indices.shuffled(using: &random).prefix(classesInBatch) {
      let shuffled = classes[label].shuffled(using: &random)
      for index in 0..<settings.picturesOfClass {
        let start = labels.count * network.pictureValues
        settings.variation.write(
          shuffled[index % shuffled.count], channels: network.channels, size: network.pictureSize,
          into: UnsafeMutableBufferPointer(
            rebasing: input[start..<start + network.pictureValues]), using: &random)
        labels.append(label)
      }
    }
    return labels
  }
}
