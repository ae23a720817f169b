import NeuralNetworks
import TestSupport
import Testing

@testable import Siamese

@Suite struct SiamFCCheckpointTests {
  /// Weights of the right shapes, every tensor filled with a number of its own.
  private func parameters() throws -> [String: Tensor] {
    let shapes = try SiamFCCheckpoint.network.embeddingNetwork.parameterShapes()
    var parameters: [String: Tensor] = [:]
    for (index, name) in shapes.keys.sorted().enumerated() {
      parameters[name] = Tensor(repeating: Float(index) / 7, shape: shapes[name] ?? [])
    }
    return parameters
  }

  @Test func namesAreThePublishedOnes() throws {
    #expect(SiamFCCheckpoint.publishedName(of: "backbone.norm2.bias") == "backbone.conv2.1.bias")
    #expect(
      SiamFCCheckpoint.publishedName(of: "backbone.conv5.weight") == "backbone.conv5.0.weight")
    let names = Set(try parameters().keys.map(SiamFCCheckpoint.publishedName))
    #expect(names.count == 26)
  }

  @Test func exportedWeightsComeBack() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/exported.safetensors"
    let parameters = try parameters()
    try SiamFCCheckpoint.write(parameters, to: path)
    #expect(try SiamFCCheckpoint.read(path) == parameters)
    #expect(throws: ModelError.exists(path)) { try SiamFCCheckpoint.write(parameters, to: path) }
    let names = try SafetensorsFile(path).tensorNames
    #expect(names.contains("backbone.conv1.1.num_batches_tracked"))
    #expect(names.count == 30)
  }

  @Test func whatIsNotThisNetworkIsNamed() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/wrong.safetensors"
    func refusal(_ change: (inout [String: Tensor]) -> Void) throws -> WeightsError? {
      var parameters = try parameters()
      change(&parameters)
      try SiamFCCheckpoint.write(parameters, to: path, overwrite: true)
      return thrownError(WeightsError.self) { _ = try SiamFCCheckpoint.read(path) }
    }
    #expect(
      try refusal { $0["backbone.conv3.bias"] = nil }
        == .missingTensors(file: path, tensors: ["backbone.conv3.0.bias"]))
    #expect(
      try refusal { $0["backbone.conv3.bias"] = Tensor(repeating: 0, shape: [7]) }
        == .wrongShape(file: path, tensor: "backbone.conv3.0.bias", found: [7], expected: [384]))
    #expect(
      try refusal { $0["backbone.conv3.bias"]?.values[5] = .nan }
        == .notFinite(file: path, tensor: "backbone.conv3.0.bias", element: 5, value: "nan"))
    #expect(
      try refusal { $0["backbone.conv9.bias"] = Tensor(repeating: 0, shape: [1]) }
        == .unexpectedTensors(file: path, tensors: ["backbone.conv9.0.bias"]))
  }
}
