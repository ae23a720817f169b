import Siamese
import Testing
import Training

@Suite("Batches made ahead")
struct BatchQueueTests {
  /// What batches hold, in a form that can be compared.
  private func contents(
    of source: PairSource, batches: Range<Int>, threads: Int, size: Int = 3, rank: Int = 0,
    ranks: Int = 1
  ) throws -> [[Float]] {
    let queue = BatchQueue(
      source, batchSize: size, firstBatch: batches.lowerBound, threads: threads, rank: rank,
      ranks: ranks)
    defer { queue.stop() }
    return try batches.map { index in
      try queue.withNext { batch in
        #expect(batch.index == index)
        #expect(batch.targets.count == size)
        let targets = batch.targets.flatMap { target -> [Float] in
          target.offset.map { [Float($0.x), Float($0.y)] } ?? [1000]
        }
        return targets + Array(batch.exemplars) + Array(batch.search)
      }
    }
  }

  @Test("The same seed gives the same batches on 1, 2 and 4 threads, from any batch on")
  func determinism() throws {
    let drawn = try DrawnCache()
    let source = try PairSource(
      drawn.cache, settings: PairSettings(stillShare: 0.3, negativeShare: 0.3),
      augmentation: .strong, seed: 7)
    let one = try contents(of: source, batches: 0..<4, threads: 1)
    for threads in [2, 4] {
      let more = try contents(of: source, batches: 0..<4, threads: threads)
      #expect(more == one)
    }
    let later = try contents(of: source, batches: 2..<4, threads: 2)
    #expect(later == Array(one[2...]))
    let other = try PairSource(
      drawn.cache, settings: source.settings, augmentation: .strong, seed: 8)
    let different = try contents(of: other, batches: 0..<4, threads: 1)
    #expect(different != one)
  }

  @Test("Ranks share a batch between them")
  func ranks() throws {
    let drawn = try DrawnCache()
    let source = try PairSource(
      drawn.cache, settings: PairSettings(), augmentation: .siamfc, seed: 7)
    let whole = try contents(of: source, batches: 0..<2, threads: 2, size: 4)
    let first = try contents(of: source, batches: 0..<2, threads: 2, size: 2, rank: 0, ranks: 2)
    let second = try contents(of: source, batches: 0..<2, threads: 2, size: 2, rank: 1, ranks: 2)
    // Pairs 0 and 2 of a whole batch are the first rank's, 1 and 3 the second's.
    let search = 3 * 239 * 239
    for batch in 0..<2 {
      let regions = whole[batch].suffix(4 * search)
      let pairs = (0..<4).map { Array(regions.dropFirst($0 * search).prefix(search)) }
      #expect(Array(first[batch].suffix(2 * search)) == pairs[0] + pairs[2])
      #expect(Array(second[batch].suffix(2 * search)) == pairs[1] + pairs[3])
    }
  }
}
