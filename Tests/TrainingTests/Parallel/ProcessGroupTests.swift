import NeuralNetworks
import TestSupport
import Testing

@testable import Training

/// What is made of the sums of a group, in a group whose other ranks are written down.
struct ProcessGroupTests {
  @Test func gradientsAndLossesBecomeMeans() throws {
    let group = Recorded(rank: 1, count: 4) { index in Double(index) + 0.5 }
    var gradients: [Float] = [1, 2]
    try gradients.withUnsafeMutableBufferPointer { try group.average($0) }
    #expect(gradients == [0.375, 0.875])
    var losses = [1.0, 2.0]
    try group.average(&losses)
    #expect(losses == [0.375, 0.875])
  }

  @Test func theRanksBatchesAreThoseOfOneProcess() {
    for count in 1...4 {
      let own = (0..<count).map { rank in
        (0..<6).map(Recorded(rank: rank, count: count) { _ in 0 }.batch)
      }
      // In every step of two batches a rank: those of one process with two times as many.
      for step in 0..<3 {
        let together = own.flatMap { $0[2 * step..<2 * step + 2] }.sorted()
        #expect(together == Array(2 * count * step..<2 * count * (step + 1)))
      }
    }
  }

  @Test func runningStatisticsBecomeMeansAndNothingElseIsTouched() throws {
    let plan = try normalizingPlan()
    let before = plan.parameters
    // The other rank has everything greater by one.
    let group = Recorded(rank: 0, count: 2) { index in 1 + Double([0, 1, 2, 3][index]) }
    for (index, name) in ["norm.running_mean", "norm.running_var"].enumerated() {
      plan.parameter(name)[0] = Float(2 * index)
      plan.parameter(name)[1] = Float(2 * index + 1)
    }
    try group.averageStatistics(of: plan)
    #expect(Array(plan.parameter("norm.running_mean")) == [0.5, 1.5])
    #expect(Array(plan.parameter("norm.running_var")) == [2.5, 3.5])
    for name in plan.parameterNames { #expect(plan.parameters[name] == before[name]) }
  }

  @Test(arguments: [2, 3, 5, 6, 7, 11])
  func whatIsEqualEverywhereStaysToTheLastBit(count: Int) throws {
    let plan = try normalizingPlan()
    var numbers = SeededGenerator(seed: 3)
    for _ in 0..<100 {
      let values = (0..<2).map { _ in Float.random(in: 1e-3...1e3, using: &numbers) }
      for name in plan.stateNames { _ = plan.parameter(name).update(fromContentsOf: values) }
      let group = Recorded(rank: 0, count: count) { index in
        Double(values[index % 2]) * Double(count - 1)
      }
      try group.averageStatistics(of: plan)
      for name in plan.stateNames { #expect(Array(plan.parameter(name)) == values) }
    }
  }

  @Test func whatAnotherRankWantsHolds() throws {
    let wanting = Recorded(rank: 0, count: 3) { _ in 1 }
    let quiet = Recorded(rank: 0, count: 3) { _ in 0 }
    let answers = [
      try wanting.isTrueAnywhere(false), try quiet.isTrueAnywhere(false),
      try quiet.isTrueAnywhere(true),
    ]
    #expect(answers == [true, false, true])
  }

  @Test func rankZeroOfAGroupWithAnotherRecipeStopsToo() {
    let group = Recorded(rank: 0, count: 2) { _ in 1 }
    let error = thrownError(ProcessGroupError.self) {
      try group.requireSame("the recipe", "mine")
    }
    #expect(error == .differentElsewhere(what: "the recipe"))
  }

  /// One batch normalization of two channels, `norm`, that learns.
  private func normalizingPlan() throws -> any TrainingPlan {
    var network = Network()
    let image = network.input("image")
    let normalized = network.batchNormalization(
      image, BatchNormalization(channels: 2, epsilon: 1e-6), name: "norm")
    network.output(normalized, name: "features")
    let parameters = try network.parameterShapes().mapValues { Tensor(repeating: 1, shape: $0) }
    return try ReferenceEngine().prepareTraining(
      network, parameters: parameters, inputShapes: ["image": [1, 2, 2, 2]],
      options: TrainingOptions())
  }
}

/// A group in which the sum of the other ranks' values is written down.
private final class Recorded: ProcessGroup {
  let rank: Int
  let count: Int
  private let others: (Int) -> Double

  /// - Parameter others: The sum of the other ranks' values, by the value's place.
  init(rank: Int, count: Int, others: @escaping (Int) -> Double) {
    self.rank = rank
    self.count = count
    self.others = others
  }

  func sum(_ values: UnsafeMutableBufferPointer<Float>) {
    for index in values.indices { values[index] += Float(others(index)) }
  }

  func sum(_ values: UnsafeMutableBufferPointer<Double>) {
    for index in values.indices { values[index] += others(index) }
  }

  func broadcast(_ bytes: UnsafeMutableRawBufferPointer) {}
  func barrier() {}
  func leave() {}

  func abort(exitCode: Int32) -> Never {
    fatalError("nothing here fails")
  }
}
