import Glibc
import NeuralNetworks
import Siamese

/// What a step of training costs: SiamFC's AlexNet, a batch of pairs of 127×127 and 239×239 pixels of
/// noise, balanced logistic loss, momentum and weight decay. `Peers/measure_training.py` runs it
/// beside PyTorch.
///
///     training-step PRECISION THREADS STEPS [BATCH=16]
///
/// Prints the milliseconds of every step, and the largest amount of memory in megabytes.
@main struct TrainingStep {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard
      let precision = arguments.first.flatMap(Precision.init),
      case let numbers = arguments.dropFirst().compactMap({ Int($0) }), numbers.count >= 2
    else {
      print("usage: training-step float32|bfloat16 THREADS STEPS [BATCH]")
      exit(64)
    }
    let pairs = try Pairs(
      count: numbers.count > 2 ? numbers[2] : 16, precision: precision, threads: numbers[0])
    // The first steps touch memory for the first time.
    for _ in 0..<2 { try pairs.step() }
    for _ in 0..<numbers[1] {
      let start = milliseconds()
      try pairs.step()
      print(milliseconds() - start)
    }
    var usage = rusage()
    getrusage(.init(RUSAGE_SELF.rawValue), &usage)
    print("memory \(usage.ru_maxrss / 1024)")
  }

  private static func milliseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) * 1e-6
  }
}

/// A network that learns from one batch again and again.
private final class Pairs {
  private let plan: any TrainingPlan
  private var optimizer = StochasticGradientDescent(.init(momentum: 0.9, weightDecay: 5e-4))
  private let targets: [Float]
  private let weights: [Float]

  init(count: Int, precision: Precision, threads: Int) throws {
    let network = TwinNetwork(
      backbone: AlexNet(), similarity: CrossCorrelationSimilarity(scale: 0.001)
    ).trainingNetwork()
    let inputs = [
      TwinNetwork.Port.exemplarImage: [count, 3, 127, 127],
      TwinNetwork.Port.searchImage: [count, 3, 239, 239],
    ]
    let parameters = try network.parameterShapes().mapValues { shape in
      let bound = shape.count == 4 ? 1 / Float(shape[1] * shape[2] * shape[3]).squareRoot() : 0
      return Tensor(
        shape: shape,
        values: (0..<shape.reduce(1, *)).map { _ in
          bound == 0 ? 1 : bound * Float(2 * drand48() - 1)
        })
    }
    plan = try OneDNNEngine().prepareTraining(
      network, parameters: parameters, inputShapes: inputs,
      options: TrainingOptions(precision: precision, threads: threads, statisticsMomentum: 0.05))
    for name in inputs.keys {
      let picture = plan.input(name)
      for index in picture.indices { picture[index] = Float(Int(drand48() * 256)) }
    }
    let side = plan.outputShapes[TwinNetwork.Port.scores]?[3] ?? 0
    let cells = (0..<side * side).map { cell -> Float in
      abs(cell / side - side / 2) + abs(cell % side - side / 2) <= 2 ? 1 : 0
    }
    let positives = cells.reduce(0, +) * Float(count)
    let negatives = Float(cells.count * count) - positives
    targets = (0..<count).flatMap { _ in cells }
    weights = targets.map { $0 == 1 ? 0.5 / positives : 0.5 / negatives }
  }

  /// Forward, loss, backward, and a step of the optimizer.
  func step() throws {
    try plan.forward()
    let scores = plan.output(TwinNetwork.Port.scores)
    let gradients = plan.gradient(ofOutput: TwinNetwork.Port.scores)
    for index in scores.indices {
      gradients[index] = weights[index] * (1 / (1 + expf(-scores[index])) - targets[index])
    }
    try plan.backward()
    optimizer.step(plan, learningRate: 1e-3)
  }
}
