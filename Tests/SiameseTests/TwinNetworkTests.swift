import NeuralNetworks
import TestSupport
import Testing

@testable import Siamese

@Suite struct TwinNetworkTests {
  private let network = SiamFCCheckpoint.network

  @Test func alexNetHasThePublishedShapesAndSize() throws {
    let shapes = try network.embeddingNetwork.parameterShapes()
    let learned = shapes.filter { !$0.key.contains("running") }
    #expect(learned.values.reduce(0) { $0 + $1.reduce(1, *) } == 2_336_320)
    for (side, cells) in [(127, 6), (255, 22), (239, 20)] {
      let outputs = try network.embeddingNetwork.outputShapes(
        inputs: [TwinNetwork.Port.image: [2, 3, side, side]])
      #expect(outputs[TwinNetwork.Port.embedding] == [2, 256, cells, cells])
    }
    let scores = try network.searchNetwork.outputShapes(inputs: [
      TwinNetwork.Port.image: [3, 3, 255, 255], TwinNetwork.Port.exemplar: [1, 256, 6, 6],
    ])
    #expect(scores[TwinNetwork.Port.scores] == [3, 1, 17, 17])
  }

  @Test func movingTheInputByTheStrideMovesTheScoresByOneCell() throws {
    let model = try Model.random(seed: 5)
    var random = SeededGenerator(seed: 9)
    let (side, stride) = (151, network.backbone.stride)
    let wide = (0..<3).map { _ in
      (0..<side * (side + stride)).map { _ in Float(Int.random(in: 0...255, using: &random)) }
    }
    func picture(from column: Int) -> Tensor {
      var values: [Float] = []
      for plane in wide {
        for row in 0..<side {
          let start = row * (side + stride) + column
          values += plane[start..<start + side]
        }
      }
      return Tensor(shape: [1, 3, side, side], values: values)
    }
    let exemplar = try model.embed(
      Tensor(shape: [1, 3, 127, 127], values: (0..<3 * 127 * 127).map { Float($0 % 256) }))
    let here = try model.scores(exemplar: exemplar, search: model.embed(picture(from: 0)))
    let moved = try model.scores(exemplar: exemplar, search: model.embed(picture(from: stride)))
    let cells = here.shape[3]
    let spread = (here.values.max() ?? 0) - (here.values.min() ?? 0)
    #expect(cells > 2 && spread > 0)
    for row in 0..<cells {
      for column in 0..<cells - 1 {
        let difference = here.values[row * cells + column + 1] - moved.values[row * cells + column]
        #expect(abs(difference) < 1e-4 * spread)
      }
    }
  }

  @Test func bothEnginesAgree() throws {
    let fast = try Model.random(seed: 21)
    let slow = try Model.random(seed: 21, engine: ReferenceEngine())
    var random = SeededGenerator(seed: 2)
    let picture = Tensor(
      shape: [1, 3, 127, 127],
      values: (0..<3 * 127 * 127).map { _ in Float(Int.random(in: 0...255, using: &random)) })
    let (one, other) = (try fast.embed(picture), try slow.embed(picture))
    #expect(one.shape == other.shape)
    let error = zip(one.values, other.values).reduce(0.0) {
      $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1))
    }
    let norm = other.values.reduce(0.0) { $0 + Double($1 * $1) }
    #expect(norm > 0)
    #expect((error / norm).squareRoot() < 1e-5)
  }
}

extension Model {
  /// SiamFC's network with random weights that keep activations in range.
  static func random(seed: UInt64, engine: any Engine = OneDNNEngine()) throws -> Model {
    var random = SeededGenerator(seed: seed)
    var parameters: [String: Tensor] = [:]
    let shapes = try SiamFCCheckpoint.network.embeddingNetwork.parameterShapes()
    for name in shapes.keys.sorted() {
      let shape = shapes[name] ?? []
      let count = shape.reduce(1, *)
      let spread = Float(count / max(shape.first ?? 1, 1)).squareRoot()
      parameters[name] = Tensor(
        shape: shape,
        values: (0..<count).map { _ in
          name.contains("norm")
            ? Float.random(in: 0.5...1.5, using: &random)
            : Float.random(in: -1...1, using: &random) / spread
        })
    }
    return Model(
      name: "random", configuration: SiamFCCheckpoint.configuration, parameters: parameters,
      engine: engine)
  }
}
