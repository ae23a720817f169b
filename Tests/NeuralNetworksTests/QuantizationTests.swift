import Glibc
import TestSupport
import Testing

@testable import NeuralNetworks

/// Networks in whole numbers: on oneDNN as on the reference engine, to the last integer, and close to
/// the floats that they stand for.
@Suite struct QuantizationTests {
  /// Elsewhere oneDNN's sums of two products may overflow 16 bits.
  private static let hasInstructions = OneDNNEngine.supportsWholeNumbers

  @Test(arguments: 0..<40)
  func convolutionsAgreeToTheLastInteger(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let groups = [1, 1, 2, 3].randomElement(using: &generator) ?? 1
    let convolution = Convolution(
      inputChannels: groups * generator.integer(1...20),
      outputChannels: groups * generator.integer(1...40), kernel: generator.extent(1...5),
      stride: generator.extent(1...2), padding: generator.padding(0...2), groups: groups)
    var network = Network()
    let input = network.levels("input")
    for (name, result) in [("levels", QuantizedConvolution.Result.levels), ("floats", .floats)] {
      let value = network.quantizedConvolution(
        input, QuantizedConvolution(convolution, result: result), name: "layer")
      network.output(value, name: name)
    }
    let shape = [
      generator.integer(1...3), convolution.inputChannels, generator.integer(7...15),
      generator.integer(7...15),
    ]
    let picture = Tensor(
      shape: shape,
      values: (0..<shape.reduce(1, *)).map { _ in Float(generator.integer(0...255)) })
    let parameters = generator.quantizedParameters(
      of: convolution, named: "layer", largest: Self.hasInstructions ? 127 : 63)
    let found = try run(network, on: OneDNNEngine(), parameters, picture)
    let expected = try run(network, on: ReferenceEngine(), parameters, picture)
    let floats = try #require(expected["floats"])
    #expect(Set(floats.values).count > 1)
    let floatsFound = try #require(found["floats"])
    let (levels, levelsFound) = (
      try #require(expected["levels"]), try #require(found["levels"])
    )
    #expect(differences(floatsFound, floats) == 0)
    #expect(differences(levelsFound, levels) == 0)
    // Levels are the rounded floats.
    let rounded = floats.values.map { min(max($0.rounded(.toNearestOrEven), 0), 255) }
    #expect(differences(levelsFound, Tensor(shape: floats.shape, values: rounded)) == 0)
  }

  /// Convolutions, batch normalizations, ReLUs and pooling, as in AlexNet.
  private func chain(_ generator: inout SeededGenerator) -> Network {
    var network = Network()
    var value = network.input("image")
    var channels = 3
    for layer in 1...3 {
      let next = 2 * generator.integer(4...12)
      value = network.convolution(
        value,
        Convolution(
          inputChannels: channels, outputChannels: next, kernel: generator.extent(2...4),
          groups: layer == 2 ? 2 : 1, hasBias: layer != 1),
        name: "convolution\(layer)")
      channels = next
      guard layer < 3 else { break }
      value = network.batchNormalization(
        value, BatchNormalization(channels: channels, epsilon: 1e-6), name: "norm\(layer)")
      value = network.activation(value, .relu)
      if layer == 1 { value = network.pooling(value, .max(kernel: 3, stride: 2)) }
    }
    network.output(value, name: "embedding")
    return network
  }

  @Test(arguments: 0..<10) func aQuantizedNetworkIsCloseToItsFloats(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let network = chain(&generator)
    let parameters = try generator.parameters(for: network)
    let picture = Tensor(
      shape: [2, 3, 31, 29],
      values: (0..<2 * 3 * 31 * 29).map { _ in Float(generator.integer(0...255)) })
    let quantizer = try NetworkQuantizer(network, parameters: parameters)
    let calibration = try run(
      quantizer.calibrationNetwork, on: OneDNNEngine(), parameters, picture, name: "image")
    #expect(calibration.keys.sorted() == ["convolution1", "convolution2"])
    let limits = calibration.mapValues { max($0.values.max() ?? 0, 1e-3) }
    let quantized = quantizer.quantizedParameters(limits: limits)
    let exact = try #require(
      run(network, on: OneDNNEngine(), parameters, picture, name: "image")["embedding"])
    let engines: [any Engine] =
      Self.hasInstructions ? [OneDNNEngine(), ReferenceEngine()] : [ReferenceEngine()]
    var results: [Tensor] = []
    for engine in engines {
      let found = try #require(
        run(quantizer.network, on: engine, quantized, picture, name: "image")["embedding"])
      #expect(relativeDifference(found, exact) < 0.03)
      results.append(found)
    }
    // Three layers with rounding in between, and not one integer is another one.
    #expect(Set(results.map(\.values)).count == 1)
  }

  @Test func quantizedWeightsUseAllTheirRange() throws {
    var generator = SeededGenerator(seed: 7)
    let network = chain(&generator)
    let quantizer = try NetworkQuantizer(
      network, parameters: generator.parameters(for: network))
    let limits = ["convolution1": Float(300), "convolution2": 40]
    let quantized = quantizer.quantizedParameters(limits: limits)
    #expect(Set(quantized.keys) == Set(try quantizer.network.parameterShapes().keys))
    for (name, tensor) in quantized where name.hasSuffix(".weight") {
      let count = tensor.count / tensor.shape[0]
      for channel in 0..<tensor.shape[0] {
        let kernel = tensor.values[channel * count..<(channel + 1) * count]
        #expect(kernel.map(abs).max() == 127, "\(name), channel \(channel)")
        #expect(kernel.allSatisfy { $0 == $0.rounded() })
      }
    }
  }

  @Test func whatCannotBeQuantizedIsNamed() throws {
    var network = Network()
    let input = network.input("image")
    let convolved = network.convolution(
      input, Convolution(inputChannels: 3, outputChannels: 4, kernel: 1), name: "layer")
    network.output(network.activation(convolved, .sigmoid), name: "output")
    let error = thrownError(NetworkError.self) { _ = try network.quantized() }
    #expect("\(error.map(String.init(describing:)) ?? "")".hasPrefix("layer:"))

    // Floats in between: the second convolution's input has no levels.
    var second = Network()
    var value = second.input("image")
    for name in ["first", "second"] {
      value = second.convolution(
        value, Convolution(inputChannels: 3, outputChannels: 3, kernel: 1), name: name)
    }
    second.output(value, name: "output")
    let other = thrownError(NetworkError.self) { _ = try second.quantized() }
    #expect("\(other.map(String.init(describing:)) ?? "")".hasPrefix("second:"))
  }

  @Test func networksInWholeNumbersDoNotLearn() throws {
    var network = Network()
    let value = network.quantizedConvolution(
      network.levels("image"),
      .init(Convolution(inputChannels: 3, outputChannels: 4, kernel: 1), result: .floats),
      name: "layer")
    network.output(value, name: "output")
    var generator = SeededGenerator(seed: 1)
    let parameters = try generator.parameters(for: network)
    let error = thrownError(NetworkError.self) {
      _ = try OneDNNEngine().prepareTraining(
        network, parameters: parameters, inputShapes: ["image": [1, 3, 4, 4]],
        options: TrainingOptions())
    }
    #expect("\(error.map(String.init(describing:)) ?? "")".contains("gradient"))
  }

  // MARK: Histograms

  @Test func percentilesOfAHistogram() {
    var histogram = ActivationHistogram()
    let values = (0..<10_000).map { Float($0 + 1) / 100 }
    for part in [values.prefix(100), values.dropFirst(100)] {
      Array(part).withUnsafeBufferPointer { histogram.add($0) }
    }
    [-5, 0, .infinity, .nan].withUnsafeBufferPointer { histogram.add($0) }
    #expect(histogram.limit(by: .percentile(1)) == 100)
    for share in [0.25, 0.5, 0.99] {
      #expect(abs(histogram.limit(by: .percentile(share)) - Float(100 * share)) < 0.1)
    }
  }

  /// A few values far out cost all the others their precision.
  @Test(arguments: 0..<5) func entropyLeavesOutliersAside(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    // About exponentially distributed.
    var values = (0..<100_000).map { _ in -logf(Float.random(in: 1e-6...1, using: &generator)) }
    values += [200, 220, 240]
    var histogram = ActivationHistogram()
    values.withUnsafeBufferPointer { histogram.add($0) }
    let limit = histogram.limit(by: .entropy)
    #expect((3...60).contains(limit))
    #expect(histogram.limit(by: .percentile(1)) == 240)
  }

  @Test func aHistogramOfNothing() {
    let histogram = ActivationHistogram()
    #expect(histogram.limit(by: .entropy) == 1)
    #expect(histogram.limit(by: .percentile(0.5)) == 1)
  }

  // MARK: 16-bit floats

  @Test(arguments: 0..<40)
  func networksInSixteenBitsAreCloseToThirtyTwo(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let random = try RandomNetwork(using: &generator)
    let parameters = try generator.parameters(for: random.network)
    guard OneDNNEngine.supports(.bfloat16) else {
      let error = thrownError(NetworkError.self) {
        _ = try OneDNNEngine(precision: .bfloat16).prepare(
          random.network, parameters: parameters, inputShapes: ["input": random.inputShape],
          threads: 1)
      }
      #expect(error == .precision(.bfloat16))
      return
    }
    let input = generator.tensor(random.inputShape)
    let expected = try compute(
      random.network, on: OneDNNEngine(), parameters: parameters, inputs: ["input": input])
    let found = try compute(
      random.network, on: OneDNNEngine(precision: .bfloat16), parameters: parameters,
      inputs: ["input": input])
    for (name, tensor) in expected {
      #expect(try relativeDifference(#require(found[name]), tensor) < 0.05, "\(name)")
    }
  }

  // MARK: Helpers

  /// How many numbers are not the same.
  private func differences(_ found: Tensor, _ expected: Tensor) -> Int {
    guard found.shape == expected.shape else { return .max }
    return zip(found.values, expected.values).count { $0 != $1 }
  }

  /// What an engine makes of a picture, whose numbers are levels.
  private func run(
    _ network: Network, on engine: any Engine, _ parameters: [String: Tensor],
    _ picture: Tensor, name: String = "input"
  ) throws -> [String: Tensor] {
    let plan = try engine.prepare(
      network, parameters: parameters, inputShapes: [name: picture.shape], threads: 2
    ).makePlan()
    try plan.setPicture(name, to: picture)
    try plan.run()
    return Dictionary(
      uniqueKeysWithValues: plan.outputShapes.keys.map { ($0, plan.tensor($0)) })
  }
}

extension SeededGenerator {
  /// Whole numbers that use their range, and scales with which results do, too.
  fileprivate mutating func quantizedParameters(
    of convolution: Convolution, named name: String, largest: Int
  ) -> [String: Tensor] {
    let channels = convolution.outputChannels
    let shape = convolution.weightShape
    return [
      "\(name).weight": Tensor(
        shape: shape,
        values: (0..<shape.reduce(1, *)).map { _ in Float(integer(-largest...largest)) }),
      "\(name).bias": Tensor(
        shape: [channels],
        values: (0..<channels).map { _ in Float(integer(-1_000_000...1_000_000)) }),
      "\(name).scale": tensor([channels], in: 1e-4...5e-4),
    ]
  }
}
