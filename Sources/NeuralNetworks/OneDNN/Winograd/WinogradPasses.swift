import COneDNN

/// The matrix products of a convolution by way of Winograd's transforms, and what goes before and
/// after them.
struct WinogradPasses: @unchecked Sendable {
  // Unchecked: primitives do not change.
  let geometry: WinogradGeometry
  let transforms: WinogradTransforms
  private let node: String
  private let inputMatrices: OneDNNLayout
  private let weightMatrices: OneDNNLayout
  private let resultMatrices: OneDNNLayout
  /// Input times weights.
  private let forward: OneDNNPrimitive
  /// Gradient of the result times transposed weights, which are stored as well: oneDNN would
  /// transpose them for every chunk.
  private let inputGradient: OneDNNPrimitive
  /// Transposed input times gradient of the result, for what is first in a sum and for the rest.
  private let weightGradient: OneDNNPrimitive
  private let furtherWeightGradient: OneDNNPrimitive
  private let transposedInput: OneDNNLayout
  private let transposedWeights: OneDNNLayout

  init(_ geometry: WinogradGeometry, threads: Int, node: String) throws {
    self.geometry = geometry
    self.node = node
    transforms = WinogradTransforms(geometry: geometry)
    let input = try OneDNNLayout(dense: geometry.inputMatrices, node: node)
    let weights = try OneDNNLayout(dense: geometry.weightMatrices, node: node)
    let result = try OneDNNLayout(dense: geometry.resultMatrices, node: node)
    let transposedInput = try OneDNNLayout(
      transposed: geometry.inputMatrices, element: .float32, node: node)
    let transposedWeights = try OneDNNLayout(
      dense: geometry.transposedWeightMatrices, node: node)
    // A primitive divides its work when it is made.
    ThreadCount.use(geometry.threadsPerLane)
    defer { ThreadCount.use(threads) }
    forward = try .matrixProduct(input, weights, destination: result, node: node)
    inputGradient = try .matrixProduct(
      result, transposedWeights, destination: input, node: node)
    weightGradient = try .matrixProduct(
      transposedInput, result, destination: weights, node: node)
    furtherWeightGradient = try .matrixProduct(
      transposedInput, result, destination: weights, accumulates: true, node: node)
    (inputMatrices, weightMatrices, resultMatrices) = (input, weights, result)
    (self.transposedInput, self.transposedWeights) = (transposedInput, transposedWeights)
  }

  // MARK: Scratch memory

  /// What one lane needs in memory, in bytes.
  var inputTilesSize: Int { inputMatrices.size }
  var resultTilesSize: Int { resultMatrices.size }
  var weightsSize: Int { weightMatrices.size }
  var sumsSize: Int {
    transforms.sumCount * geometry.input[2] * geometry.input[3] * 16 * MemoryLayout<Float>.stride
  }
  var scratchpadSize: Int {
    [forward, inputGradient, weightGradient, furtherWeightGradient]
      .map { $0.layout(dnnl_query_scratchpad_md)?.size ?? 0 }.max() ?? 0
  }

  /// Memory of one lane.
  struct Lane {
    let inputTiles: UnsafeMutableRawPointer
    let resultTiles: UnsafeMutableRawPointer
    let inputGradientTiles: UnsafeMutableRawPointer
    let weightGradient: UnsafeMutableRawPointer
    let sums: UnsafeMutableRawPointer
    let scratchpad: UnsafeMutableRawPointer
  }

  private func command(
    _ primitive: OneDNNPrimitive, _ first: (OneDNNLayout, UnsafeMutableRawPointer),
    _ second: (OneDNNLayout, UnsafeMutableRawPointer),
    result: (OneDNNLayout, UnsafeMutableRawPointer), scratchpad: UnsafeMutableRawPointer
  ) throws -> OneDNNCommand {
    var arguments: [(role: Int32, layout: OneDNNLayout, start: UnsafeMutableRawPointer?)] = [
      (DNNL_ARG_SRC, first.0, first.1), (DNNL_ARG_WEIGHTS, second.0, second.1),
      (DNNL_ARG_DST, result.0, result.1),
    ]
    if let layout = primitive.layout(dnnl_query_scratchpad_md), layout.size > 0 {
      arguments.append((DNNL_ARG_SCRATCHPAD, layout, scratchpad))
    }
    return try OneDNNCommand(primitive, arguments, node: node)
  }

  // MARK: Passes

  /// Binds the forward pass to memory.
  ///
  /// - Parameter weights: As the transform of weights left them.
  func bindForward(
    input: UnsafeMutableRawPointer, weights: UnsafeMutableRawPointer,
    bias: UnsafeMutableRawPointer?, result: UnsafeMutableRawPointer, lanes: [Lane]
  ) throws -> () throws -> Void {
    let (transforms, parts) = (transforms, geometry.threadsPerLane)
    return try bind(lanes) { lane, stream in
      let product = try command(
        forward, (inputMatrices, lane.inputTiles), (weightMatrices, weights),
        result: (resultMatrices, lane.resultTiles), scratchpad: lane.scratchpad)
      return { chunk, _ in
        ThreadTeam.run(parts: parts) {
          transforms.transformInput(
            input, of: chunk, to: lane.inputTiles.floats, part: $0, parts: parts)
        }
        try product.run(on: stream)
        ThreadTeam.run(parts: parts) {
          transforms.transformResult(
            of: chunk, tiles: lane.resultTiles.floats, bias: bias?.floats, to: result, part: $0,
            parts: parts)
        }
      }
    }
  }

  /// Binds the backward pass to memory.
  ///
  /// - Parameters:
  ///   - input: Nil where the gradient of the weights is not wanted.
  ///   - transposedWeights: As the transform of weights left them.
  ///   - inputGradient: Nil where it is not wanted.
  ///   - sums: Those of the result's gradient, (N, K).
  ///   - accumulates: Whether gradients of weights are added to what the lanes hold.
  func bindBackward(
    input: UnsafeMutableRawPointer?, transposedWeights weights: UnsafeMutableRawPointer,
    gradient: UnsafeMutableRawPointer, inputGradient: UnsafeMutableRawPointer?,
    sums: UnsafeMutableRawPointer, accumulates: Bool, lanes: [Lane]
  ) throws -> () throws -> Void {
    let (transforms, parts) = (transforms, geometry.threadsPerLane)
    let sumCount = geometry.result[0] * geometry.result[1]
    let run = try bind(lanes) { lane, stream in
      let tiles = (resultMatrices, lane.resultTiles)
      let matrices = (weightMatrices, lane.weightGradient)
      let transposedInput = (transposedInput, lane.inputTiles)
      let first = try command(
        accumulates ? furtherWeightGradient : weightGradient, transposedInput, tiles,
        result: matrices, scratchpad: lane.scratchpad)
      let further = try command(
        furtherWeightGradient, transposedInput, tiles, result: matrices,
        scratchpad: lane.scratchpad)
      let back = try command(
        self.inputGradient, tiles, (transposedWeights, weights),
        result: (inputMatrices, lane.inputGradientTiles), scratchpad: lane.scratchpad)
      return { chunk, isFirst in
        ThreadTeam.run(parts: parts) {
          if let input {
            transforms.transformInput(
              input, of: chunk, to: lane.inputTiles.floats, part: $0, parts: parts)
          }
          transforms.transformResultGradient(
            gradient, of: chunk, to: lane.resultTiles.floats, sums: sums.floats, part: $0,
            parts: parts)
        }
        if input != nil { try (isFirst ? first : further).run(on: stream) }
        guard let inputGradient else { return }
        try back.run(on: stream)
        ThreadTeam.run(parts: parts) {
          transforms.transformInputGradient(
            of: chunk, tiles: lane.inputGradientTiles.floats, sums: lane.sums.floats,
            to: inputGradient, part: $0, parts: parts)
        }
      }
    }
    return {
      sums.floats.update(repeating: 0, count: sumCount)
      try run()
    }
  }

  /// Lets every lane work on its chunks.
  ///
  /// - Returns: What does that once; it throws an error of one of the lanes that failed.
  func bind(
    _ lanes: [Lane],
    work: (Lane, OneDNNStream) throws -> (WinogradGeometry.Chunk, _ isFirst: Bool) throws -> Void
  ) throws -> () throws -> Void {
    let bound = try lanes.indices.map { index in
      let stream = try OneDNNStream()
      return (
        work: try work(lanes[index], stream), stream: stream,
        chunks: geometry.chunks(lane: index)
      )
    }
    let failure = Guarded<(any Error)?>(nil)
    return {
      ThreadTeam.run(parts: bound.count) { index in
        do {
          for (number, chunk) in bound[index].chunks.enumerated() {
            try bound[index].work(chunk, number == 0)
          }
          try bound[index].stream.wait()
        } catch {
          failure.withLock { $0 = error }
        }
      }
      // The next call may do better.
      let thrown = failure.withLock { failure in
        defer { failure = nil }
        return failure
      }
      if let thrown { throw thrown }
    }
  }
}
