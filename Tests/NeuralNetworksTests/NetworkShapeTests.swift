import Testing

@testable import NeuralNetworks

/// Shape inference, and what it says where things do not fit.
@Suite struct NetworkShapeTests {
  @Test func shapesOfAChain() throws {
    var network = Network()
    let image = network.input("image")
    let convolved = network.convolution(
      image,
      Convolution(
        inputChannels: 3, outputChannels: 8, kernel: Extent(height: 3, width: 5),
        stride: Extent(height: 2, width: 1), padding: Padding(top: 1, left: 0, bottom: 2, right: 3),
        dilation: Extent(height: 1, width: 2)), name: "conv")
    network.output(convolved, name: "convolved")
    network.output(network.pooling(convolved, .max(kernel: 3, stride: 2)), name: "pooled")
    let shapes = try network.outputShapes(inputs: ["image": [2, 3, 20, 20]])
    #expect(shapes == ["convolved": [2, 8, 11, 15], "pooled": [2, 8, 5, 7]])
  }

  @Test func parameters() throws {
    var network = Network()
    let image = network.input("image")
    let convolved = network.convolution(
      image, Convolution(inputChannels: 6, outputChannels: 8, kernel: 3, groups: 2), name: "conv")
    _ = network.batchNormalization(convolved, BatchNormalization(channels: 8), name: "norm")
    #expect(
      try network.parameterShapes() == [
        "conv.weight": [8, 3, 3, 3], "conv.bias": [8], "norm.weight": [8], "norm.bias": [8],
        "norm.running_mean": [8], "norm.running_var": [8],
      ])
  }

  @Test func missingAndMisshapenParameters() throws {
    var network = Network()
    let image = network.input("image")
    network.output(
      network.convolution(
        image, Convolution(inputChannels: 1, outputChannels: 2, kernel: 1), name: "conv"),
      name: "output")
    var parameters = ["conv.bias": Tensor(repeating: 0, shape: [2])]
    for engine in [OneDNNEngine(), ReferenceEngine()] as [any Engine] {
      #expect(throws: NetworkError.missingParameter("conv.weight", shape: [2, 1, 1, 1])) {
        try engine.prepare(
          network, parameters: parameters, inputShapes: ["image": [1, 1, 2, 2]], threads: 1)
      }
    }
    parameters["conv.weight"] = Tensor(repeating: 0, shape: [2, 1])
    #expect(
      throws: NetworkError.parameterShape("conv.weight", found: [2, 1], expected: [2, 1, 1, 1])
    ) {
      try OneDNNEngine().prepare(
        network, parameters: parameters, inputShapes: ["image": [1, 1, 2, 2]], threads: 1)
    }
  }

  @Test func oneNameForTwoShapes() {
    var network = Network()
    let image = network.input("image")
    for outputs in [2, 3] {
      _ = network.convolution(
        image, Convolution(inputChannels: 1, outputChannels: outputs, kernel: 1), name: "conv")
    }
    #expect(
      throws: NetworkError.parameterShape(
        "conv.weight", found: [3, 1, 1, 1], expected: [2, 1, 1, 1])
    ) { try network.parameterShapes() }
  }

  @Test func inputAndOutputNames() {
    var network = Network()
    let image = network.input("image")
    #expect(throws: NetworkError.outputs(found: [])) {
      try network.outputShapes(inputs: ["image": [1]])
    }
    network.output(image, name: "same")
    #expect(throws: NetworkError.inputs(found: ["picture"], expected: ["image"])) {
      try network.outputShapes(inputs: ["picture": [1]])
    }
    network.output(image, name: "same")
    #expect(throws: NetworkError.outputs(found: ["same", "same"])) {
      try network.outputShapes(inputs: ["image": [1]])
    }
  }

  /// A network of one operation on inputs of given shapes, and what is found and expected.
  struct Misfit: Sendable, CustomTestStringConvertible {
    let shapes: [[Int]]
    let message: String
    let add: @Sendable (inout Network, [Network.Value]) -> Network.Value
    var testDescription: String { message }
  }

  static let misfits: [Misfit] = [
    Misfit(
      shapes: [[1, 4, 5, 5]],
      message: "conv: found an input of shape [1, 4, 5, 5], expected (N, 3, H, W)"
    ) {
      $0.convolution(
        $1[0], Convolution(inputChannels: 3, outputChannels: 1, kernel: 1), name: "conv")
    },
    Misfit(
      shapes: [[1, 3, 5, 4]],
      message: "conv: found an input of 5×4 with its padding, expected at least 5×5"
    ) {
      $0.convolution(
        $1[0], Convolution(inputChannels: 3, outputChannels: 1, kernel: 5), name: "conv")
    },
    Misfit(
      shapes: [[1, 3, 5, 5]],
      message: "conv: found 2 groups, expected a divisor of 3 input and 4 output channels"
    ) {
      $0.convolution(
        $1[0], Convolution(inputChannels: 3, outputChannels: 4, kernel: 5, groups: 2),
        name: "conv")
    },
    Misfit(
      shapes: [[1, 3, 5, 5]], message: "conv: found stride height 0, expected 1 to 16777216"
    ) {
      $0.convolution(
        $1[0], Convolution(inputChannels: 3, outputChannels: 4, kernel: 5, stride: 0),
        name: "conv")
    },
    Misfit(
      shapes: [[2, 3]], message: "norm: found an input of shape [2, 3], expected (N, 4, …)"
    ) {
      $0.batchNormalization($1[0], BatchNormalization(channels: 4), name: "norm")
    },
    Misfit(
      shapes: [[1, 3, 5, 5]],
      message: "pooling1: found padding top 2, left 2, bottom 2, right 2, "
        + "expected less than the kernel, 2×2"
    ) {
      $0.pooling($1[0], .max(kernel: 2, padding: 2))
    },
    Misfit(
      shapes: [[1, 3], [1, 4]],
      message: "addition2: found inputs of shapes [1, 3] and [1, 4], expected equal shapes"
    ) { $0.addition($1[0], $1[1]) },
    Misfit(
      shapes: [[1, 3, 2], [1, 4, 3]],
      message: "concatenation2: found inputs of shapes [[1, 3, 2], [1, 4, 3]], "
        + "expected shapes that differ in nothing but channels"
    ) { $0.concatenation($1) },
    Misfit(
      shapes: [],
      message: "concatenation0: found inputs of shapes [], expected one or more (N, C, …)"
    ) { $0.concatenation($1) },
    Misfit(
      shapes: [[2, 3], [4, 5]],
      message: "matrixProduct2: found inputs of shapes [2, 3] and [4, 5], "
        + "expected (…, I, K) and (…, K, J) with equal leading dimensions"
    ) { $0.matrixProduct($1[0], $1[1]) },
    Misfit(
      shapes: [[3, 8, 9, 9], [2, 8, 3, 3]],
      message: "crossCorrelation2: found search [3, 8, 9, 9] and exemplar [2, 8, 3, 3], expected "
        + "search (N, C, H, W) and exemplar (M, C, h, w), N a multiple of M, h ≤ H, w ≤ W"
    ) { $0.crossCorrelation(search: $1[0], exemplar: $1[1], .plain) },
    Misfit(
      shapes: [[1, 0]],
      message: "input0: found shape [1, 0], expected 1 to 6 dimensions, each of 1 or more"
    ) { $1[0] },
    Misfit(
      shapes: [[1 << 40, 1 << 40]],
      message: "input0: found shape [1099511627776, 1099511627776], "
        + "expected at most 2147483647 elements"
    ) { $1[0] },
  ]

  @Test(arguments: misfits) func misfit(_ misfit: Misfit) throws {
    var network = Network()
    var shapes: [String: [Int]] = [:]
    let inputs = misfit.shapes.enumerated().map { index, shape in
      shapes["input\(index)"] = shape
      return network.input("input\(index)")
    }
    network.output(misfit.add(&network, inputs), name: "output")
    #expect {
      try network.outputShapes(inputs: shapes)
    } throws: {
      ($0 as? NetworkError)?.description == misfit.message
    }
  }
}
