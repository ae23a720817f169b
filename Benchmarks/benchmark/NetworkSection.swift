import Glibc
import NeuralNetworks
import Siamese

/// What the network costs: the plan against the bare primitives, and the cross-correlation.
struct NetworkSection {
  /// Search regions in a batch: one for each scale.
  private static let scales = 3
  static let twin = TwinNetwork(
    backbone: AlexNet(), similarity: CrossCorrelationSimilarity(scale: 0.001))

  /// The measurements for one number of threads, by row.
  struct Result {
    /// What was measured, and the cell that says how long it took.
    var rows: [(name: String, cell: String)] = []
  }

  /// Prints a table for every precision that the processor has instructions for, with a column for
  /// every number of threads.
  static func print(threads: [Int], rounds: Int) throws {
    for precision in ModelPrecision.allCases where precision.isSupported {
      try print(precision, threads: threads, rounds: rounds)
    }
  }

  private static func print(_ precision: ModelPrecision, threads: [Int], rounds: Int) throws {
    var table = Table(
      title: "network in \(precision.rawValue), batch of \(scales)×255×255, ms (10–90 %)",
      columns: threads.map { "\($0) thread\($0 == 1 ? "" : "s")" })
    let results = try threads.map { try measure(precision, threads: $0, rounds: rounds) }
    for (index, row) in results[0].rows.enumerated() {
      table.add(row.name, results.map { $0.rows[index].cell })
    }
    table.print()
  }

  private static func measure(
    _ precision: ModelPrecision, threads: Int, rounds: Int
  ) throws -> Result {
    let twin = precision == .int8 ? try twin.quantized() : twin
    let bare = try bareBackbone(precision, threads: threads)
    let bareCorrelation = try bareCorrelation(threads: threads)
    let backbone = try plan(
      twin.embeddingNetwork, inputs: [TwinNetwork.Port.image: [scales, 3, 255, 255]],
      precision, threads)
    let correlation = try plan(
      twin.similarityNetwork,
      inputs: [
        TwinNetwork.Port.exemplar: [1, 256, 6, 6],
        TwinNetwork.Port.embedding: [scales, 256, 22, 22],
      ], precision, threads)
    let search = try plan(
      twin.searchNetwork,
      inputs: [
        TwinNetwork.Port.exemplar: [1, 256, 6, 6], TwinNetwork.Port.image: [scales, 3, 255, 255],
      ], precision, threads)

    var layers = Array(repeating: [Double](), count: bare.names.count)
    let times = try measureInTurns(
      [
        Candidate(name: "bare primitives of the backbone, sum") {
          var last = secondsNow()
          try bare.run { index in
            let now = secondsNow()
            layers[index].append((now - last) * 1e3)
            last = now
          }
        },
        Candidate(name: "backbone plan", run: backbone.run),
        Candidate(name: "bare convolution with the exemplar") { try bareCorrelation.run() },
        Candidate(name: "cross-correlation plan", run: correlation.run),
        Candidate(name: "backbone and cross-correlation plan", run: search.run),
      ], rounds: rounds)

    var result = Result()
    for (name, milliseconds) in zip(bare.names, layers) {
      result.rows.append(("bare \(name)", Samples(milliseconds: milliseconds).cell))
    }
    let names = [
      "bare primitives of the backbone, sum", "backbone plan",
      "bare convolution with the exemplar", "cross-correlation plan",
      "backbone and cross-correlation plan",
    ]
    for (name, milliseconds) in zip(names, times) {
      result.rows.append((name, Samples(milliseconds: milliseconds).cell))
    }
    result.rows.append(("backbone plan / bare primitives (bar: 1.05)", ratio(times[1], times[0])))
    result.rows.append(
      (
        "whole plan / all bare primitives (bar: 1.05)",
        ratio(times[4], zip(times[0], times[2]).map(+))
      ))
    return result
  }

  /// The median of the ratios of two measurements made right after each other, with percentiles.
  private static func ratio(_ first: [Double], _ second: [Double]) -> String {
    Samples(milliseconds: zip(first, second).map(/)).cell
  }

  /// A plan with random parameters and inputs.
  static func plan(
    _ network: Network, inputs: [String: [Int]], _ precision: ModelPrecision, _ threads: Int
  ) throws -> any InferencePlan {
    let parameters = try network.parameterShapes().map { name, shape in
      (
        name,
        precision == .int8 ? wholeNumbers(shape, named: name) : positiveWhereVector(floats(shape))
      )
    }
    let plan = try OneDNNEngine(precision: precision == .bfloat16 ? .bfloat16 : .float32).prepare(
      network, parameters: Dictionary(uniqueKeysWithValues: parameters), inputShapes: inputs,
      threads: threads
    ).makePlan()
    for name in inputs.keys {
      if plan.takesLevels(name) {
        let levels = plan.levels(name)
        for index in levels.indices { levels[index] = UInt8(drand48() * 255) }
      } else {
        let values = plan.input(name)
        for index in values.indices { values[index] = Float(drand48()) / 10 - 0.05 }
      }
    }
    return plan
  }

  private static func floats(_ shape: [Int]) -> Tensor {
    Tensor(
      shape: shape, values: (0..<shape.reduce(1, *)).map { _ in Float(drand48()) / 20 - 0.02 })
  }

  private static func wholeNumbers(_ shape: [Int], named name: String) -> Tensor {
    if name.hasSuffix(".scale") { return Tensor(repeating: 1e-4, shape: shape) }
    return Tensor(
      shape: shape, values: (0..<shape.reduce(1, *)).map { _ in Float(Int(drand48() * 255) - 127) })
  }

  /// Variances must be positive; what else is a vector may be.
  private static func positiveWhereVector(_ tensor: Tensor) -> Tensor {
    tensor.shape.count == 1
      ? Tensor(shape: tensor.shape, values: tensor.values.map { abs($0) + 0.5 }) : tensor
  }

  private static func bareBackbone(
    _ precision: ModelPrecision, threads: Int
  ) throws -> BarePrimitives {
    let bare = try BarePrimitives(precision, threads: threads)
    var value = try bare.input([Int64(scales), 3, 255, 255])
    value = try bare.convolution("conv1", value, channels: 96, kernel: 11, stride: 2)
    value = try bare.pooling("pool1", value, kernel: 3, stride: 2)
    value = try bare.convolution("conv2", value, channels: 256, kernel: 5, groups: 2)
    value = try bare.pooling("pool2", value, kernel: 3, stride: 2)
    value = try bare.convolution("conv3", value, channels: 384, kernel: 3)
    value = try bare.convolution("conv4", value, channels: 384, kernel: 3, groups: 2)
    _ = try bare.convolution("conv5", value, channels: 256, kernel: 3, groups: 2, relu: false)
    return bare
  }

  private static func bareCorrelation(threads: Int) throws -> BarePrimitives {
    let bare = try BarePrimitives(threads: threads)
    let embedding = try bare.input([Int64(scales), 256, 22, 22])
    _ = try bare.convolution(
      "correlation", embedding, channels: 1, kernel: 6, bias: false, relu: false)
    return bare
  }
}
