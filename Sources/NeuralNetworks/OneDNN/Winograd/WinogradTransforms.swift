import CWinograd

/// The transforms of one chunk, cut into parts for several threads.
struct WinogradTransforms: Sendable {
  let geometry: WinogradGeometry

  /// One picture of a chunk and 16 channels of it.
  private struct Plane {
    /// Bytes from the beginning of the picture's batch.
    let offset: Int
    /// Elements from the beginning of the chunk's tiles.
    let tile: Int
    let picture: Int
    /// Among the batch's planes of 16 channels of one picture.
    let block: Int
  }

  /// The planes that one of `parts` threads has to do.
  private func planes(
    of chunk: WinogradGeometry.Chunk, shape: [Int], channelsPerGroup: Int, part: Int, parts: Int,
    body: (Plane) -> Void
  ) {
    let (blocks, cells) = (shape[1] / 16, shape[2] * shape[3])
    let elementSize = geometry.isBfloat16 ? 2 : 4
    let tilesPerPicture = geometry.tiles / chunk.pictures.count
    let count = chunk.pictures.count * blocks
    for index in count * part / parts..<count * (part + 1) / parts {
      let (picture, block) = index.quotientAndRemainder(dividingBy: blocks)
      let (group, channel) = (block * 16).quotientAndRemainder(dividingBy: channelsPerGroup)
      let matrix = group * WinogradGeometry.places * geometry.rowsPerMatrix
      body(
        Plane(
          offset: ((chunk.pictures.lowerBound + picture) * blocks + block) * cells * 16
            * elementSize,
          tile: (matrix + picture * tilesPerPicture) * channelsPerGroup + channel,
          picture: chunk.pictures.lowerBound + picture, block: block))
    }
  }

  /// Lets the rows that are no tiles be zero.
  private func clearPadding(
    of tiles: UnsafeMutablePointer<Float>, channelsPerGroup: Int, part: Int, parts: Int
  ) {
    guard geometry.rowsPerMatrix > geometry.tiles else { return }
    let matrices = geometry.groups * WinogradGeometry.places
    for matrix in matrices * part / parts..<matrices * (part + 1) / parts {
      let row = matrix * geometry.rowsPerMatrix + geometry.tiles
      (tiles + row * channelsPerGroup).update(repeating: 0, count: channelsPerGroup)
    }
  }

  func transformInput(
    _ input: UnsafeRawPointer, of chunk: WinogradGeometry.Chunk,
    to tiles: UnsafeMutablePointer<Float>, part: Int, parts: Int
  ) {
    var plane = geometry.plane(rows: chunk.rows)
    let channels = geometry.inputsPerGroup
    clearPadding(of: tiles, channelsPerGroup: channels, part: part, parts: parts)
    planes(
      of: chunk, shape: geometry.input, channelsPerGroup: channels, part: part, parts: parts
    ) {
      winograd_transform_input(
        &plane, input + $0.offset, tiles + $0.tile, Int64(geometry.rowsPerMatrix * channels),
        Int64(channels))
    }
  }

  func transformResult(
    of chunk: WinogradGeometry.Chunk, tiles: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
    to result: UnsafeMutableRawPointer, part: Int, parts: Int
  ) {
    var plane = geometry.plane(rows: chunk.rows)
    let channels = geometry.outputsPerGroup
    planes(
      of: chunk, shape: geometry.result, channelsPerGroup: channels, part: part, parts: parts
    ) {
      winograd_transform_result(
        &plane, tiles + $0.tile, Int64(geometry.rowsPerMatrix * channels), Int64(channels),
        bias.map { [block = $0.block] in $0 + block * 16 }, result + $0.offset)
    }
  }

  /// - Parameter sums: Of every picture's channels, (N, K).
  func transformResultGradient(
    _ gradient: UnsafeRawPointer, of chunk: WinogradGeometry.Chunk,
    to tiles: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Float>, part: Int,
    parts: Int
  ) {
    var plane = geometry.plane(rows: chunk.rows)
    let (channels, outputs) = (geometry.outputsPerGroup, geometry.result[1])
    clearPadding(of: tiles, channelsPerGroup: channels, part: part, parts: parts)
    planes(
      of: chunk, shape: geometry.result, channelsPerGroup: channels, part: part, parts: parts
    ) {
      winograd_transform_result_gradient(
        &plane, gradient + $0.offset, tiles + $0.tile, Int64(geometry.rowsPerMatrix * channels),
        Int64(channels), sums + $0.picture * outputs + $0.block * 16)
    }
  }

  /// - Parameter sums: Planes of 32-bit floats for gradients of 16 bits: all those of a picture where
  ///   a picture has several chunks, else one for each part.
  func transformInputGradient(
    of chunk: WinogradGeometry.Chunk, tiles: UnsafePointer<Float>,
    sums: UnsafeMutablePointer<Float>, to gradient: UnsafeMutableRawPointer, part: Int, parts: Int
  ) {
    var plane = geometry.plane(rows: chunk.rows)
    let channels = geometry.inputsPerGroup
    let cells = geometry.input[2] * geometry.input[3]
    planes(
      of: chunk, shape: geometry.input, channelsPerGroup: channels, part: part, parts: parts
    ) {
      let result = gradient + $0.offset
      let sum =
        geometry.isBfloat16
        ? sums + (geometry.hasParts ? $0.block : part) * cells * 16 : result.floats
      if geometry.isFirst(chunk) { sum.update(repeating: 0, count: cells * 16) }
      winograd_transform_input_gradient(
        &plane, tiles + $0.tile, Int64(geometry.rowsPerMatrix * channels), Int64(channels), sum)
      if geometry.isBfloat16, geometry.isLast(chunk) {
        winograd_round(sum, Int64(cells), result.assumingMemoryBound(to: UInt16.self))
      }
    }
  }

  /// How many planes of sums ``transformInputGradient(of:tiles:sums:to:part:parts:)`` needs in each
  /// lane.
  var sumCount: Int {
    guard geometry.isBfloat16 else { return 0 }
    return geometry.hasParts ? geometry.input[1] / 16 : geometry.threadsPerLane
  }

  // MARK: Weights

  /// - Parameters:
  ///   - weights: Dense, (O, I / groups, kernel, kernel).
  ///   - isTransposed: Whether output channels are the rows of the matrices instead of input
  ///     channels.
  func transformWeights(
    _ weights: UnsafePointer<Float>, to matrices: UnsafeMutablePointer<Float>,
    isTransposed: Bool, part: Int, parts: Int
  ) {
    weightBlocks(isTransposed: isTransposed, part: part, parts: parts) { weight, matrix in
      winograd_transform_weights(
        kernel, weights + weight, isTransposed ? Int64(kernelCount) : outputStride,
        matrices + matrix, placeStride)
    }
  }

  /// The way back.
  func transformWeightGradient(
    _ matrices: UnsafePointer<Float>, to gradient: UnsafeMutablePointer<Float>,
    accumulates: Bool, part: Int, parts: Int
  ) {
    weightBlocks(isTransposed: false, part: part, parts: parts) { weight, matrix in
      winograd_transform_weight_gradient(
        kernel, matrices + matrix, placeStride, gradient + weight, outputStride,
        accumulates ? 1 : 0)
    }
  }

  private var kernel: Int32 { Int32(geometry.convolution.kernel.height) }
  private var kernelCount: Int { Int(kernel * kernel) }
  private var outputStride: Int64 { Int64(geometry.inputsPerGroup * kernelCount) }
  private var placeStride: Int64 { Int64(geometry.inputsPerGroup * geometry.outputsPerGroup) }

  /// Calls `body` with the places, among the weights and in the matrices, of every 16 neighbours in a
  /// row of the matrices: one input channel and 16 output channels, or the other way round.
  private func weightBlocks(
    isTransposed: Bool, part: Int, parts: Int, body: (_ weight: Int, _ matrix: Int) -> Void
  ) {
    let (inputs, outputs) = (geometry.inputsPerGroup, geometry.outputsPerGroup)
    let (rows, columns) = isTransposed ? (outputs, inputs) : (inputs, outputs)
    let count = geometry.groups * rows
    for index in count * part / parts..<count * (part + 1) / parts {
      let (group, row) = index.quotientAndRemainder(dividingBy: rows)
      for column in stride(from: 0, to: columns, by: 16) {
        let (input, output) = isTransposed ? (column, row) : (row, column)
        body(
          ((group * outputs + output) * inputs + input) * kernelCount,
          (group * WinogradGeometry.places * rows + row) * columns + column)
      }
    }
  }
}
