import Foundation
import NeuralNetworks
import TestSupport
import Testing

@testable import Siamese

/// Ten steps of training SiamFC against PyTorch's, from the same numbers: `Peers/training.py` does
/// the same, and wrote what is compared.
@Suite struct TrainingAgreementTests {
  private struct Record: Decodable {
    struct Digest: Decodable {
      let length: Double
      let values: [Double]
    }
    let losses: [Double]
    let tensors: [String: Digest]
  }

  private static let (batch, exemplarSide, searchSide) = (2, 127, 239)
  private static let learningRate = 1e-4

  @Test func tenStepsOfSiamFC() throws {
    let record = try JSONDecoder().decode(
      Record.self,
      from: Data(
        contentsOf: URL(filePath: Checkout.file("Tests/SiameseTests/Golden/training.json"))))
    let plan = try Self.plan()
    let first = plan.parameterShapes.keys.reduce(into: [:]) { $0[$1] = Array(plan.parameter($1)) }
    var optimizer = StochasticGradientDescent(
      .init(momentum: 0.9, weightDecay: 5e-4, decayed: .all))
    for expected in record.losses {
      try plan.forward()
      let loss = Self.balancedLogisticLoss(of: plan)
      #expect(abs(loss / expected - 1) < 1e-4)
      try plan.backward()
      optimizer.step(plan, learningRate: Self.learningRate)
    }
    #expect(Set(record.tensors.keys) == Set(plan.parameterShapes.keys))
    for (name, digest) in record.tensors.sorted(by: { $0.key < $1.key }) {
      let values = plan.parameter(name)
      let count = digest.values.count
      var (difference, length, change) = (0.0, 0.0, 0.0)
      for (index, expected) in digest.values.enumerated() {
        let place = index * values.count / count
        let (found, before) = (Double(values[place]), Double(first[name]?[place] ?? .nan))
        difference += (found - expected) * (found - expected)
        length += expected * expected
        change += (expected - before) * (expected - before)
      }
      #expect((difference / length).squareRoot() < 1e-4, "\(name)")
      #expect((difference / change).squareRoot() < 0.05, "what ten steps changed of \(name)")
      let squares = values.reduce(0.0) { $0 + Double($1) * Double($1) }
      #expect(abs(squares.squareRoot() / digest.length - 1) < 1e-4, "\(name)")
    }
  }

  private static func plan() throws -> any TrainingPlan {
    let network = SiamFCCheckpoint.network.trainingNetwork()
    let plan = try OneDNNEngine().prepareTraining(
      network, parameters: parameters(of: network),
      inputShapes: [
        TwinNetwork.Port.exemplarImage: [batch, 3, exemplarSide, exemplarSide],
        TwinNetwork.Port.searchImage: [batch, 3, searchSide, searchSide],
      ], options: TrainingOptions(threads: 2, statisticsMomentum: 0.05))
    for (seed, name) in [
      (1, TwinNetwork.Port.exemplarImage), (2, TwinNetwork.Port.searchImage),
    ] {
      var generator = SeededGenerator(seed: UInt64(seed))
      let picture = plan.input(name)
      for index in picture.indices { picture[index] = Float(generator.next() >> 56) }
    }
    return plan
  }

  /// Uniform numbers, a seed for each tensor in the order in which PyTorch's side makes them.
  private static func parameters(of network: Network) throws -> [String: Tensor] {
    let shapes = try network.parameterShapes()
    var tensors: [String: Tensor] = [:]
    func add(_ name: String, in range: ClosedRange<Double>) {
      var generator = SeededGenerator(seed: UInt64(1000 + tensors.count))
      let shape = shapes[name] ?? []
      let width = range.upperBound - range.lowerBound
      tensors[name] = Tensor(
        shape: shape,
        values: (0..<shape.reduce(1, *)).map { _ in
          Float(range.lowerBound + width * (Double(generator.next() >> 40) / 0x1p24))
        })
    }
    for layer in 1...5 {
      let (convolution, norm) = ("backbone.conv\(layer)", "backbone.norm\(layer)")
      let shape = shapes["\(convolution).weight"] ?? []
      let groups = [2, 4, 5].contains(layer) ? 2 : 1
      let connections = (shape[1] * groups + shape[0]) * shape[2] * shape[3]
      let bound = (6 / (Double(connections) / Double(groups))).squareRoot()
      add("\(convolution).weight", in: -bound...bound)
      add("\(convolution).bias", in: -0.5...0.5)
      guard layer < 5 else { continue }
      add("\(norm).weight", in: 0.5...1.5)
      add("\(norm).bias", in: -0.5...0.5)
      add("\(norm).running_mean", in: -0.5...0.5)
      add("\(norm).running_var", in: 0.5...1.5)
    }
    return tensors
  }

  /// The loss, and its gradient into the plan: positive and negative cells count for equal halves.
  private static func balancedLogisticLoss(of plan: any TrainingPlan) -> Double {
    let scores = plan.output(TwinNetwork.Port.scores)
    let gradients = plan.gradient(ofOutput: TwinNetwork.Port.scores)
    let side = plan.outputShapes[TwinNetwork.Port.scores]?[3] ?? 0
    let isPositive = (0..<side * side).map { cell in
      abs(cell / side - side / 2) + abs(cell % side - side / 2) <= 2
    }
    let positives = Double(batch * isPositive.count { $0 })
    let negatives = Double(scores.count) - positives
    var loss = 0.0
    for (index, score) in scores.enumerated() {
      let (value, target) = (Double(score), isPositive[index % (side * side)] ? 1.0 : 0.0)
      let weight = target == 1 ? 0.5 / positives : 0.5 / negatives
      loss += weight * (max(value, 0) - value * target + log(1 + exp(-abs(value))))
      gradients[index] = Float(weight * (1 / (1 + exp(-value)) - target))
    }
    return loss
  }
}
