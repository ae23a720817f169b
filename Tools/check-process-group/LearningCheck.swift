import Glibc
import NeuralNetworks
import Siamese
import Training

/// Trains together, and alone on the same batches, and compares.
struct LearningCheck {
  private static let steps = 5
  /// Batches of a rank in one step: they are accumulated, too.
  private static let batchesPerStep = 2
  /// How much losses may differ, as a share of them, and all gradients taken as one vector, as a share
  /// of its length. The first step's gradients differ by rounding alone. In later steps a rounding
  /// error may turn a ReLU on or let another cell be a pool's maximum: one process that takes the
  /// batches of a step in the opposite order differs from itself by up to 1.2e-4 here.
  private static let tolerances = (loss: 1e-5, firstGradient: 1e-6, gradient: 1e-3)

  let group: any ProcessGroup

  init(_ group: any ProcessGroup) {
    self.group = group
  }

  /// What a training went through.
  private struct Course {
    var losses: [Double] = []
    var gradients: [[Float]] = []
    var parameters: [String: Tensor] = [:]
  }

  func run() throws {
    let together = try train(in: group, batches: Self.batchesPerStep)
    try checkSame(together.parameters)
    guard group.isFirst else { return try group.barrier() }
    let alone = try train(in: SingleProcess(), batches: Self.batchesPerStep * group.count)
    let loss = zip(together.losses, alone.losses).map { abs($0 - $1) / abs($1) }.max() ?? 0
    let gradients = zip(together.gradients, alone.gradients).map(Self.difference)
    let (first, gradient) = (gradients[0], gradients.max() ?? 0)
    print("losses together: \(together.losses)")
    print("losses alone:    \(alone.losses)")
    print("they differ by \(loss); the gradients by \(first) at first, by \(gradient) at most")
    let allowed = Self.tolerances
    guard loss < allowed.loss, first < allowed.firstGradient, gradient < allowed.gradient else {
      throw Finding("that is more than \(allowed)")
    }
    try group.barrier()
  }

  private static func difference(_ one: [Float], _ other: [Float]) -> Double {
    var (length, apart) = (0.0, 0.0)
    for (value, expected) in zip(one, other) {
      length += Double(expected * expected)
      apart += Double((value - expected) * (value - expected))
    }
    return (apart / length).squareRoot()
  }

  /// Every rank must have the same parameters and statistics, bit for bit.
  private func checkSame(_ parameters: [String: Tensor]) throws {
    for (name, tensor) in parameters.sorted(by: { $0.key < $1.key }) {
      let own = tensor.values.map(\.bitPattern)
      var first = own
      try first.withUnsafeMutableBytes { try group.broadcast($0) }
      guard own == first else { throw Finding("rank \(group.rank): \(name) is not as rank 0's") }
    }
  }

  private func train(in group: any ProcessGroup, batches: Int) throws -> Course {
    let plan = try Self.plan()
    var optimizer = StochasticGradientDescent(.init(momentum: 0.9, weightDecay: 5e-4))
    var course = Course()
    for step in 0..<Self.steps {
      var losses = [0.0]
      for batch in 0..<batches {
        Self.fill(plan, batch: group.batch(step * batches + batch))
        try plan.forward()
        losses[0] += Self.loss(of: plan) / Double(batches)
        try plan.backward(accumulating: batch > 0)
      }
      let gradients = plan.gradients
      for index in gradients.indices { gradients[index] /= Float(batches) }
      try group.average(gradients)
      try group.average(&losses)
      course.losses.append(losses[0])
      if self.group.isFirst { course.gradients.append(Array(gradients)) }
      optimizer.step(plan, learningRate: 1e-4)
      try group.averageStatistics(of: plan)
    }
    course.parameters = plan.parameters
    return course
  }

  private static func plan() throws -> any TrainingPlan {
    let network = TwinNetwork(
      backbone: AlexNet(), similarity: CrossCorrelationSimilarity(scale: 0.001)
    ).trainingNetwork()
    var numbers = Numbers(state: 1)
    var parameters: [String: Tensor] = [:]
    for (name, shape) in try network.parameterShapes().sorted(by: { $0.key < $1.key }) {
      let isKernel = shape.count == 4
      let bound = isKernel ? (3 / Float(shape.dropFirst().reduce(1, *))).squareRoot() : 0
      let centre: Float = isKernel ? 0 : 1
      parameters[name] = Tensor(
        shape: shape,
        values: (0..<shape.reduce(1, *)).map { _ in centre + bound * (2 * numbers.next() - 1) })
    }
    return try OneDNNEngine().prepareTraining(
      network, parameters: parameters,
      inputShapes: [
        TwinNetwork.Port.exemplarImage: [2, 3, 127, 127],
        TwinNetwork.Port.searchImage: [2, 3, 151, 151],
      ], options: TrainingOptions(threads: 1, frozenStatistics: ["backbone.norm4"]))
  }

  /// Noise that the batch's number decides.
  private static func fill(_ plan: any TrainingPlan, batch: Int) {
    var numbers = Numbers(state: UInt64(batch) &* 0x5851_F42D_4C95_7F2D &+ 99)
    for name in [TwinNetwork.Port.exemplarImage, TwinNetwork.Port.searchImage] {
      let picture = plan.input(name)
      for index in picture.indices { picture[index] = (numbers.next() * 255).rounded() }
    }
  }

  /// The mean logistic loss where the centre of each map should be high and all else low; writes the
  /// gradient, too.
  private static func loss(of plan: any TrainingPlan) -> Double {
    let scores = plan.output(TwinNetwork.Port.scores)
    let gradient = plan.gradient(ofOutput: TwinNetwork.Port.scores)
    let cells = plan.outputShapes[TwinNetwork.Port.scores].map { $0[2] * $0[3] } ?? 1
    var sum = 0.0
    for index in scores.indices {
      let sign: Float = index % cells == cells / 2 ? 1 : -1
      sum += Double(log1pf(expf(-sign * scores[index])))
      gradient[index] = -sign / (1 + expf(sign * scores[index])) / Float(scores.count)
    }
    return sum / Double(scores.count)
  }
}

/// Numbers from 0 to 1 by SplitMix64 (Steele, Lea and Flood 2014): the same everywhere.
private struct Numbers {
  var state: UInt64

  mutating func next() -> Float {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    return Float(bits >> 40) / Float(1 << 24)
  }
}
