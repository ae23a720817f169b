import NeuralNetworks
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

  @Test func namesMapBothWays() throws {
    #expect(SiamFCCheckpoint.nativeName(of: "backbone.conv2.1.bias") == "backbone.norm2.bias")
    #expect(SiamFCCheckpoint.nativeName(of: "backbone.conv5.0.weight") == "backbone.conv5.weight")
    #expect(SiamFCCheckpoint.nativeName(of: "head.bias") == "head.bias")
    for name in try parameters().keys {
      let published = SiamFCCheckpoint.publishedName(of: name)
      #expect(published != name)
      #expect(SiamFCCheckpoint.nativeName(of: published) == name)
    }
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
    func refusal(_ change: (inout [String: Tensor]) -> Void) throws -> String {
      var parameters = try parameters()
      change(&parameters)
      try SiamFCCheckpoint.write(parameters, to: path, overwrite: true)
      let error = #expect(throws: ModelError.self) { try SiamFCCheckpoint.read(path) }
      return error.map { "\($0)" } ?? ""
    }
    #expect(
      try refusal { $0["backbone.conv3.bias"] = nil }
        .contains("the tensor 'backbone.conv3.0.bias' is missing"))
    #expect(
      try refusal { $0["backbone.conv3.bias"] = Tensor(repeating: 0, shape: [7]) }
        .contains("'backbone.conv3.0.bias': found the shape [7], expected [384]"))
    #expect(
      try refusal { $0["backbone.conv3.bias"]?.values[5] = .nan }
        .contains("'backbone.conv3.0.bias': found NaN"))
    #expect(
      try refusal { $0["backbone.conv9.bias"] = Tensor(repeating: 0, shape: [1]) }
        .contains("found the tensor 'backbone.conv9.0.bias'"))
  }
}
