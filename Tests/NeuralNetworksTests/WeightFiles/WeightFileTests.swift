import Testing

@testable import NeuralNetworks

/// The check of a network's parameters, which both kinds of file share.
@Suite struct WeightFileTests {
  private let shapes = WeightFixtures.network.mapValues(\.shape)

  private func files() throws -> [any WeightFile] {
    [
      try SafetensorsFile(WeightFixtures.path("network.safetensors")),
      try PyTorchCheckpoint(WeightFixtures.path("network.zip.pth")),
    ]
  }

  @Test func givesAllParametersAndPassesOverCounters() throws {
    for file in try files() {
      #expect(try file.parameters(expecting: shapes) == WeightFixtures.network)
    }
  }

  @Test func namesWhatIsMissing() throws {
    for file in try files() {
      var more = shapes
      for index in 0..<5 { more["extra\(index)"] = [1] }
      let message = try WeightFixtures.message { _ = try file.parameters(expecting: more) }
      #expect(
        message == "\(file.path): found no tensor \"extra0\", \"extra1\", \"extra2\" and 2 others, "
          + "expected them")
    }
  }

  @Test func namesWhatNobodyExpects() throws {
    for file in try files() {
      var fewer = shapes
      fewer["0.bias"] = nil
      #expect(throws: WeightsError.unexpectedTensors(file: file.path, tensors: ["0.bias"])) {
        try file.parameters(expecting: fewer)
      }
      let counters = ["1.num_batches_tracked"]
      #expect(throws: WeightsError.unexpectedTensors(file: file.path, tensors: counters)) {
        try file.parameters(expecting: shapes, ignoring: { _ in false })
      }
    }
  }

  @Test func namesAWrongShape() throws {
    for file in try files() {
      var other = shapes
      other["0.weight"] = [3, 2, 3, 3]
      let message = try WeightFixtures.message { _ = try file.parameters(expecting: other) }
      #expect(
        message == "\(file.path): tensor \"0.weight\": found shape [2, 3, 3, 3], "
          + "expected [3, 2, 3, 3]")
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func refusesWhatIsNotFinite(_ value: Float) throws {
    let folder = try WeightTestFolder()
    let path = folder.path + "/model.safetensors"
    var weight = WeightFixtures.ramp(2, 3)
    weight.values[4] = value
    try Safetensors.write(["weight": weight], to: path)
    let file = try SafetensorsFile(path)
    #expect(
      throws: WeightsError.notFinite(
        file: path, tensor: "weight", element: 4, value: "\(value)")
    ) { try file.parameters(expecting: ["weight": [2, 3]]) }
  }
}
