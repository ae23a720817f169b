import Siamese
import TestSupport
import Testing

@testable import NeuralNetworks

@Suite struct RandomWeightsTests {
  private let network = TwinNetwork(
    backbone: AlexNet(), similarity: CrossCorrelationSimilarity(scale: 0.001))

  private func pictures() -> Tensor {
    var random = SeededGenerator(seed: 3)
    return Tensor(
      shape: [2, 3, 127, 127],
      values: (0..<2 * 3 * 127 * 127).map { _ in Float(Int.random(in: 0...255, using: &random)) })
  }

  @Test func everyNormalizationLeavesMeanZeroAndVarianceOne() throws {
    let pictures = pictures()
    let weights = try network.randomWeights(seed: 1, calibratedOn: pictures)
    let shapes = try network.embeddingNetwork.parameterShapes()
    #expect(weights.mapValues(\.shape) == shapes)
    let embedding = network.embeddingNetwork
    for node in embedding.nodes {
      guard case .batchNormalization = node.operation,
        let index = embedding.nodes.firstIndex(of: node)
      else { continue }
      var probed = embedding
      // The activation behind the normalization: its share of zeros tells the normal's median.
      probed.output(Network.Value(node: index), name: "probe")
      let plan = try OneDNNEngine().prepare(
        probed, parameters: weights, inputShapes: [TwinNetwork.Port.image: pictures.shape],
        threads: 1
      ).makePlan()
      try plan.setInput(TwinNetwork.Port.image, to: pictures)
      try plan.run()
      let values = plan.tensor("probe").values.map(Double.init)
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + $1 * $1 } / Double(values.count) - mean * mean
      #expect(abs(mean) < 1e-3 && abs(variance - 1) < 1e-2, "\(node.name): \(mean) \(variance)")
    }
  }

  @Test func theSeedDecides() throws {
    let pictures = pictures()
    let first = try network.randomWeights(seed: 1, calibratedOn: pictures)
    let again = try network.randomWeights(seed: 1, calibratedOn: pictures)
    let other = try network.randomWeights(seed: 2, calibratedOn: pictures)
    #expect(first == again)
    #expect(first["backbone.conv3.weight"] != other["backbone.conv3.weight"])
    let weights = try #require(first["backbone.conv3.weight"]?.values).map(Double.init)
    let variance = weights.reduce(0) { $0 + $1 * $1 } / Double(weights.count)
    #expect(abs(variance * 256 * 9 / 2 - 1) < 0.01)
  }
}
