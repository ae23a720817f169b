import NeuralNetworks
import TestSupport
import Testing

@testable import Siamese

/// The shipped model in whole numbers and in 16-bit floats.
@Suite struct ModelQuantizerTests {
  private static let folder = ModelFolder(Checkout.file("Weights/siamfc-alexnet"))

  /// Smooth blobs of colour on noise.
  private func picture(side: Int, seed: UInt64) -> Tensor {
    var generator = SeededGenerator(seed: seed)
    let blobs = (0..<8).map { _ in
      (0..<6).map { _ in Double.random(in: 0...1, using: &generator) }
    }
    var picture = Tensor(repeating: 0, shape: [1, 3, side, side])
    for channel in 0..<3 {
      for cell in 0..<side * side {
        let (y, x) = (Double(cell / side) / Double(side), Double(cell % side) / Double(side))
        var level = 60 + Double.random(in: 0...20, using: &generator)
        for blob in blobs {
          let distance = (x - blob[0]) * (x - blob[0]) + (y - blob[1]) * (y - blob[1])
          if distance < 0.04 * blob[2] { level += 250 * (blob[3 + channel] - 0.4) }
        }
        picture.values[channel * side * side + cell] = Float(
          min(max(level, 0), 255).rounded(.down))
      }
    }
    return picture
  }

  private func quantizer(of model: Model) throws -> ModelQuantizer {
    var quantizer = try ModelQuantizer(
      model.network, parameters: model.parameters, threads: 2)
    for seed in 1...4 { try quantizer.observe(picture(side: 127, seed: UInt64(seed))) }
    return quantizer
  }

  private func quantized(_ model: Model, on engine: any Engine) throws -> Model {
    let quantizer = try quantizer(of: model)
    return try Model(
      name: "quantized", configuration: model.configuration, network: model.network.quantized(),
      precision: .int8, parameters: quantizer.weights(limits: quantizer.limits(by: .entropy)),
      engine: engine, threads: 2)
  }

  @Test func bothEnginesAgreeOnACropToTheLastInteger() throws {
    let model = try Model(Self.folder, precision: .float32, threads: 2)
    let crop = picture(side: 127, seed: 9)
    let reference = try quantized(model, on: ReferenceEngine()).embed(crop)
    #expect(reference.shape == [1, 256, 6, 6])
    #expect(Set(reference.values).count > 1000)
    // Elsewhere sums of two products may overflow 16 bits.
    guard ModelPrecision.int8.isSupported else { return }
    let found = try quantized(model, on: OneDNNEngine()).embed(crop)
    #expect(zip(found.values, reference.values).count { $0 != $1 } == 0)
  }

  @Test func wholeNumbersAreCloseToFloats() throws {
    let model = try Model(Self.folder, precision: .float32, threads: 2)
    let quantizer = try quantizer(of: model)
    let pairs = (11...12).map { seed in
      (
        exemplar: picture(side: 127, seed: UInt64(seed)),
        search: picture(side: 191, seed: UInt64(seed))
      )
    }
    for method in ModelQuantizer.methods {
      let errors = try quantizer.errors(limits: quantizer.limits(by: method), pairs: pairs)
      #expect(errors.layers.map(\.name) == (1...4).map { "backbone.conv\($0)" })
      #expect(errors.layers.allSatisfy { (0.0005...0.3).contains($0.error) }, "\(method)")
      #expect((0.0005...0.3).contains(errors.embeddings), "\(method)")
      #expect((0.0001...0.3).contains(errors.scores), "\(method)")
    }
  }

  @Test func sixteenBitFloatsAreCloseToThirtyTwo() throws {
    guard ModelPrecision.bfloat16.isSupported else {
      let model = try Model(Self.folder, precision: .bfloat16, threads: 2)
      let error = thrownError(NetworkError.self) {
        _ = try model.embed(picture(side: 127, seed: 9))
      }
      #expect(error == .precision(.bfloat16))
      return
    }
    let crop = picture(side: 127, seed: 9)
    let embeddings = try [ModelPrecision.float32, .bfloat16].map {
      try Model(Self.folder, precision: $0, threads: 2).embed(crop)
    }
    let difference = zip(embeddings[0].values, embeddings[1].values)
      .reduce(0.0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
    let length = embeddings[0].values.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect((1e-9...1e-3).contains(difference / length))
  }

  @Test func weightsInWholeNumbersComeBackFromAFile() throws {
    let model = try Model(Self.folder, precision: .float32, threads: 2)
    let quantizer = try quantizer(of: model)
    let weights = quantizer.weights(limits: quantizer.limits(by: .percentile(1)))
    let folder = try TemporaryFolder()
    let place = ModelFolder(folder.file("model"))
    try place.write(
      configuration: model.configuration, parameters: model.parameters, quantized: weights,
      card: "card\n")
    #expect(place.isQuantized)
    #expect(try place.readParameters(of: model.configuration.network.quantized()) == weights)
    #expect(try place.readParameters(of: model.configuration.network) == model.parameters)
    #expect(try place.readCard() == "card\n")
    #expect(try Model(place, precision: .int8).precision == .int8)
    let fastest = try Model(place).precision
    #expect(fastest == (ModelPrecision.int8.isSupported ? .int8 : fastest))
    #expect(fastest != .int8 || ModelPrecision.int8.isSupported)
  }

  @Test func wholeNumbersOfOtherFloatsAreRefused() throws {
    let model = try Model(Self.folder, precision: .float32, threads: 2)
    let quantizer = try quantizer(of: model)
    let folder = try TemporaryFolder()
    let place = ModelFolder(folder.file("model"))
    try place.write(
      configuration: model.configuration, parameters: model.parameters,
      quantized: quantizer.weights(limits: quantizer.limits(by: .percentile(1))), card: "")
    // One small tensor of many is enough.
    var others = model.parameters
    let name = try #require(others.keys.filter { $0.hasSuffix(".running_mean") }.min())
    others[name]?.values[0] += 1
    try Safetensors.write(
      others, metadata: ["format": "pt"], to: folder.file("model/model.safetensors"))
    let error = thrownError(ModelError.self) { _ = try Model(place, precision: .int8) }
    #expect(error == .staleWholeNumbers(folder.file("model/model-int8.safetensors")))
    #expect(try Model(place, precision: .float32).parameters == others)
  }

  @Test func theShippedWholeNumbersAreOfTheShippedFloats() throws {
    let file = try SafetensorsFile(Checkout.file("Weights/siamfc-alexnet/model-int8.safetensors"))
    #expect(file.metadata["made_of"] != nil)
    _ = try Self.folder.readParameters(of: Self.folder.readConfiguration().network.quantized())
  }

  @Test func aModelWithoutSuchWeightsSaysSo() throws {
    let model = try Model(Self.folder, precision: .float32)
    let folder = try TemporaryFolder()
    let place = ModelFolder(folder.file("model"))
    try place.write(
      configuration: model.configuration, parameters: model.parameters, card: "")
    let error = thrownError(ModelError.self) { _ = try Model(place, precision: .int8) }
    #expect("\(error.map(String.init(describing:)) ?? "")".contains("model-int8.safetensors"))
    #expect(try Model(place).precision != .int8)
  }
}
