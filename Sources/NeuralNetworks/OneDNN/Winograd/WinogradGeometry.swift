import CWinograd

/// How a convolution is cut into tiles, and tiles into the chunks that are worked on at once.
///
/// A tile has 64 places, and for each of them there is a matrix product for each group: tiles ×
/// input channels times input channels × output channels.
struct WinogradGeometry: Sendable {
  /// Some pictures, or rows of tiles in one picture, whose tiles lie in memory together.
  struct Chunk: Sendable {
    let pictures: Range<Int>
    let rows: Range<Int>
  }

  /// The places of a tile.
  static let places = 64

  let convolution: Convolution
  /// (N, C, H, W)
  let input: [Int]
  let result: [Int]
  let isBfloat16: Bool
  /// How many chunks are worked on at once, each by one thread; or one, by all threads.
  let lanes: Int
  /// How many threads work on one chunk.
  let threadsPerLane: Int
  /// Whether chunks are large, and all threads work on each.
  private let sharesChunks: Bool
  private let rows: Int
  private let columns: Int
  private let picturesPerChunk: Int
  private let rowsPerChunk: Int

  /// Nil where these transforms cannot do the convolution.
  init?(
    _ convolution: Convolution, input: [Int], result: [Int], isBfloat16: Bool, threads: Int
  ) {
    let kernel = convolution.kernel
    let results = Int(winograd_results(Int32(kernel.height)))
    guard
      kernel.height == kernel.width, results > 0, convolution.stride == 1,
      convolution.dilation == 1,
      (convolution.inputChannels / convolution.groups) % 16 == 0,
      (convolution.outputChannels / convolution.groups) % 16 == 0
    else { return nil }
    self.convolution = convolution
    self.input = input
    self.result = result
    self.isBfloat16 = isBfloat16
    rows = (result[2] + results - 1) / results
    columns = (result[3] + results - 1) / results

    let channels = convolution.inputChannels + convolution.outputChannels
    let rowSize = columns * channels * Self.places * MemoryLayout<Float>.stride
    let weightCount =
      convolution.inputChannels * convolution.outputChannels / convolution.groups * Self.places
    sharesChunks =
      weightCount * MemoryLayout<Float>.stride > Self.sharedWeightSize || !ThreadTeam.isShared
    if !sharesChunks {
      // Few weights: every thread has pictures of its own, and needs nobody. Its chunks stay in its
      // own cache, as far as one row of tiles lets them.
      lanes = min(threads, input[0])
      threadsPerLane = 1
      picturesPerChunk = 1
      rowsPerChunk = Self.largestDivisor(of: rows, upTo: Self.chunkSize / rowSize)
    } else {
      // Many weights, and as many gradients of weights, that each thread would need for itself:
      // instead all threads work on each chunk, and chunks are large, so that weights are read
      // seldom.
      lanes = 1
      threadsPerLane = threads
      picturesPerChunk = Self.largestDivisor(
        of: input[0], upTo: Self.sharedChunkSize / (rowSize * rows))
      rowsPerChunk =
        picturesPerChunk > 1
        ? rows : Self.largestDivisor(of: rows, upTo: Self.sharedChunkSize / rowSize)
    }
  }

  /// Bytes that were measured to be best on a processor with 1 MB of cache for each core and 32 MB
  /// for all; none of them is critical.
  private static let sharedWeightSize = 4 << 20
  private static let chunkSize = 3 << 19
  private static let sharedChunkSize = 40 << 20

  private static func largestDivisor(of number: Int, upTo limit: Int) -> Int {
    (1...number).last { number % $0 == 0 && $0 <= max(limit, 1) } ?? 1
  }

  /// How many multiplications the convolution has as it is written, for each one that is left.
  var advantage: Double {
    let direct = result[2] * result[3] * convolution.kernel.height * convolution.kernel.width
    return Double(direct) / Double(rows * columns * Self.places)
  }

  /// Multiplications of the convolution as it is written.
  var directCount: Int {
    result.reduce(1, *) * convolution.weightShape.dropFirst().reduce(1, *)
  }

  var groups: Int { convolution.groups }
  var inputsPerGroup: Int { convolution.inputChannels / groups }
  var outputsPerGroup: Int { convolution.outputChannels / groups }
  /// Tiles of one chunk.
  var tiles: Int { picturesPerChunk * rowsPerChunk * columns }
  /// Rows of the matrices that tiles are: in large chunks one more than there are tiles, because the
  /// 64 places of a tile would lie a multiple of a page apart else, and a cache could not hold them.
  var rowsPerMatrix: Int { sharesChunks ? tiles + 1 : tiles }
  /// Whether a picture is worked on in several chunks.
  var hasParts: Bool { rowsPerChunk < rows }

  /// The shapes of the matrices, one for each place and group.
  var inputMatrices: [Int] { [groups * Self.places, rowsPerMatrix, inputsPerGroup] }
  var weightMatrices: [Int] { [groups * Self.places, inputsPerGroup, outputsPerGroup] }
  var transposedWeightMatrices: [Int] {
    [groups * Self.places, outputsPerGroup, inputsPerGroup]
  }
  var resultMatrices: [Int] { [groups * Self.places, rowsPerMatrix, outputsPerGroup] }

  /// The chunks of one lane, in their order: whole pictures one after another.
  func chunks(lane: Int) -> [Chunk] {
    let all = input[0] / picturesPerChunk
    let mine = all * lane / lanes..<all * (lane + 1) / lanes
    return mine.flatMap { index in
      stride(from: 0, to: rows, by: rowsPerChunk).map { row in
        Chunk(
          pictures: index * picturesPerChunk..<(index + 1) * picturesPerChunk,
          rows: row..<row + rowsPerChunk)
      }
    }
  }

  /// Whether a chunk holds the first or the last rows of its pictures.
  func isFirst(_ chunk: Chunk) -> Bool { chunk.rows.lowerBound == 0 }
  func isLast(_ chunk: Chunk) -> Bool { chunk.rows.upperBound == rows }

  /// What the transforms need to know about a plane.
  func plane(rows: Range<Int>) -> winograd_plane {
    winograd_plane(
      kernel: Int32(convolution.kernel.height), input_height: Int32(input[2]),
      input_width: Int32(input[3]), result_height: Int32(result[2]),
      result_width: Int32(result[3]), top: Int32(convolution.padding.top),
      left: Int32(convolution.padding.left), columns: Int32(columns),
      first_row: Int32(rows.lowerBound), end_row: Int32(rows.upperBound),
      is_bfloat16: isBfloat16 ? 1 : 0)
  }
}
