import CMalloc
import Dispatch
import TestSupport
import Testing

@testable import NeuralNetworks

@Suite struct PlanTests {
  /// A network with a fork, a concatenation and a cross-correlation.
  private static func network() -> Network {
    var network = Network()
    let exemplar = network.input("exemplar")
    let image = network.input("image")
    let features = network.activation(
      network.convolution(
        image, Convolution(inputChannels: 3, outputChannels: 16, kernel: 3), name: "first"), .relu)
    let branch = network.pooling(features, .max(kernel: 3, stride: 1, padding: 1))
    let joined = network.concatenation([features, branch])
    network.output(joined, name: "features")
    network.output(
      network.crossCorrelation(search: joined, exemplar: exemplar, .plain), name: "scores")
    return network
  }
  private static let shapes = ["exemplar": [1, 32, 4, 4], "image": [2, 3, 20, 24]]

  private static func prepare(on engine: any Engine, threads: Int) throws -> any PreparedNetwork {
    var generator = SeededGenerator(seed: 7)
    let network = network()
    return try engine.prepare(
      network, parameters: generator.parameters(for: network), inputShapes: shapes,
      threads: threads)
  }

  /// Fills a plan's inputs from a seed, runs it and returns its outputs.
  private static func run(_ plan: any InferencePlan, seed: Int) throws -> [Tensor] {
    var generator = SeededGenerator(seed: seed)
    for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) {
      try plan.setInput(name, to: generator.tensor(shape))
    }
    try plan.run()
    return [plan.tensor("features"), plan.tensor("scores")]
  }

  @Test(arguments: [1, 2]) func plansRunSideBySide(threads: Int) throws {
    let prepared = try Self.prepare(on: OneDNNEngine(), threads: threads)
    let alone = try prepared.makePlan()
    let expected = try (0..<12).map { try Self.run(alone, seed: $0) }
    let collected = Guarded<[Int: [Tensor]]>([:])
    let failures = Guarded<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { worker in
      do {
        let plan = try prepared.makePlan()
        for seed in stride(from: worker, to: 12, by: 4) {
          for _ in 0..<3 {
            let outputs = try Self.run(plan, seed: seed)
            collected.withLock { $0[seed] = outputs }
          }
        }
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    let outputs = collected.withLock { $0 }
    for seed in 0..<12 { #expect(outputs[seed] == expected[seed]) }
  }

  @Test func inputsKeepTheirValues() throws {
    let plan = try Self.prepare(on: OneDNNEngine(), threads: 1).makePlan()
    let first = try Self.run(plan, seed: 1)
    try plan.run()
    #expect([plan.tensor("features"), plan.tensor("scores")] == first)
  }

  @Test func buffersAreAligned() throws {
    let plan = try Self.prepare(on: OneDNNEngine(), threads: 1).makePlan()
    for name in ["exemplar", "image"] {
      #expect(Int(bitPattern: plan.input(name).baseAddress) % 64 == 0)
    }
  }

  /// The heap holds as much after many runs as before. Other tests allocate meanwhile, so one
  /// undisturbed attempt is enough.
  @Test func runningKeepsNoMemory() throws {
    let plan = try Self.prepare(on: OneDNNEngine(), threads: 1).makePlan()
    for _ in 0..<5 { try plan.run() }
    let growths = try (0..<200).map { _ in
      let before = mallinfo2().uordblks
      for _ in 0..<5 { try plan.run() }
      return Int(mallinfo2().uordblks) - Int(before)
    }
    #expect(growths.contains(0))
  }

  @Test func wrongInputShape() throws {
    let plan = try Self.prepare(on: OneDNNEngine(), threads: 1).makePlan()
    #expect(
      throws: NetworkError.node(
        "image", found: "shape [1, 3, 20, 24]", expected: "[2, 3, 20, 24]")
    ) {
      try plan.setInput("image", to: Tensor(repeating: 0, shape: [1, 3, 20, 24]))
    }
  }

  @Test func threadsArePositive() throws {
    for engine in [OneDNNEngine(), ReferenceEngine()] as [any Engine] {
      #expect(throws: NetworkError.threads(found: 0)) {
        try Self.prepare(on: engine, threads: 0)
      }
    }
  }
}
