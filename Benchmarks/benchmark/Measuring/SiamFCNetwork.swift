import Glibc
import NeuralNetworks
import Siamese

/// SiamFC's network with random weights: as bare primitives, and as this package's plans.
struct SiamFCNetwork {
  let precision: ModelPrecision
  let threads: Int
  /// Objects that are looked for.
  let objects: Int
  /// Search regions of each object: one for each scale.
  static let scales = 3

  init(_ precision: ModelPrecision, threads: Int, objects: Int = 1) {
    (self.precision, self.threads, self.objects) = (precision, threads, objects)
  }

  private var regions: Int { objects * Self.scales }

  // MARK: Bare primitives

  /// The layers that embed the search regions.
  func bareBackbone() throws -> BarePrimitives {
    let bare = try BarePrimitives(precision, threads: threads)
    var value = try bare.input([Int64(regions), 3, 255, 255])
    value = try bare.convolution("conv1", value, channels: 96, kernel: 11, stride: 2)
    value = try bare.pooling("pool1", value, kernel: 3, stride: 2)
    value = try bare.convolution("conv2", value, channels: 256, kernel: 5, groups: 2)
    value = try bare.pooling("pool2", value, kernel: 3, stride: 2)
    value = try bare.convolution("conv3", value, channels: 384, kernel: 3)
    value = try bare.convolution("conv4", value, channels: 384, kernel: 3, groups: 2)
    _ = try bare.convolution("conv5", value, channels: 256, kernel: 3, groups: 2, relu: false)
    return bare
  }

  /// The correlation of each object's embeddings with its exemplar's, in floats.
  func bareCorrelation() throws -> BarePrimitives {
    let bare = try BarePrimitives(threads: threads)
    for object in 0..<objects {
      let embedding = try bare.input([Int64(Self.scales), 256, 22, 22])
      _ = try bare.convolution(
        objects == 1 ? "correlation" : "correlation \(object)", embedding, channels: 1, kernel: 6,
        bias: false, relu: false)
    }
    return bare
  }

  // MARK: Plans

  private func twin() throws -> TwinNetwork {
    let twin = TwinNetwork(
      backbone: AlexNet(), similarity: CrossCorrelationSimilarity(scale: 0.001))
    return precision == .int8 ? try twin.quantized() : twin
  }

  func backbonePlan() throws -> any InferencePlan {
    try plan(
      twin().embeddingNetwork, inputs: [TwinNetwork.Port.image: [regions, 3, 255, 255]])
  }

  func correlationPlan() throws -> any InferencePlan {
    try plan(
      twin().similarityNetwork,
      inputs: [
        TwinNetwork.Port.exemplar: [objects, 256, 6, 6],
        TwinNetwork.Port.embedding: [regions, 256, 22, 22],
      ])
  }

  /// Backbone and correlation.
  func searchPlan() throws -> any InferencePlan {
    try plan(
      twin().searchNetwork,
      inputs: [
        TwinNetwork.Port.exemplar: [objects, 256, 6, 6],
        TwinNetwork.Port.image: [regions, 3, 255, 255],
      ])
  }

  /// A plan with random parameters and inputs.
  private func plan(
    _ network: Network, inputs: [String: [Int]]
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

  private func floats(_ shape: [Int]) -> Tensor {
    Tensor(
      shape: shape, values: (0..<shape.reduce(1, *)).map { _ in Float(drand48()) / 20 - 0.02 })
  }

  private func wholeNumbers(_ shape: [Int], named name: String) -> Tensor {
    if name.hasSuffix(".scale") { return Tensor(repeating: 1e-4, shape: shape) }
    return Tensor(
      shape: shape, values: (0..<shape.reduce(1, *)).map { _ in Float(Int(drand48() * 255) - 127) })
  }

  /// Variances must be positive; what else is a vector may be.
  private func positiveWhereVector(_ tensor: Tensor) -> Tensor {
    tensor.shape.count == 1
      ? Tensor(shape: tensor.shape, values: tensor.values.map { abs($0) + 0.5 }) : tensor
  }
}

extension ModelPrecision {
  /// The fastest of those that this processor has instructions for.
  static var fastestSupported: ModelPrecision {
    int8.isSupported ? .int8 : bfloat16.isSupported ? .bfloat16 : .float32
  }
}
