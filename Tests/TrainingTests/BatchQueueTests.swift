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

  @Test("The batches of several ranks are those of one, each whole")
  func ranks() throws {
    let drawn = try DrawnCache()
    let source = try PairSource(
      drawn.cache, settings: PairSettings(), augmentation: .siamfc, seed: 7)
    let all = try contents(of: source, batches: 0..<4, threads: 2, size: 2)
    let first = try contents(of: source, batches: 0..<2, threads: 2, size: 2, rank: 0, ranks: 2)
    let second = try contents(of: source, batches: 0..<2, threads: 2, size: 2, rank: 1, ranks: 2)
    #expect(first == [all[0], all[2]])
    #expect(second == [all[1], all[3]])
    let later = try contents(of: source, batches: 1..<2, threads: 2, size: 2, rank: 1, ranks: 2)
    #expect(later == [all[3]])
  }
}
