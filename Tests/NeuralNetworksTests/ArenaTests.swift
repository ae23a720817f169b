import TestSupport
import Testing

@testable import NeuralNetworks

@Suite struct ArenaTests {
  @Test(arguments: 0..<50) func contemporariesDoNotOverlap(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let buffers = (0..<generator.integer(0...30)).map { _ in
      let first = generator.integer(0...20)
      return Arena.Buffer(
        size: generator.integer(0...1000), lifetime: first...generator.integer(first...30))
    }
    let arena = Arena(buffers)
    for (index, buffer) in buffers.enumerated() {
      #expect(arena.offsets[index] % 64 == 0)
      #expect(arena.offsets[index] + buffer.size <= arena.size)
      for (otherIndex, other) in buffers.enumerated().dropFirst(index + 1)
      where other.lifetime.overlaps(buffer.lifetime) {
        let (start, otherStart) = (arena.offsets[index], arena.offsets[otherIndex])
        #expect(start + buffer.size <= otherStart || otherStart + other.size <= start)
      }
    }
  }

  @Test func aChainNeedsTwoBuffers() {
    let buffers = (0..<10).map { Arena.Buffer(size: 640, lifetime: $0...$0 + 1) }
    #expect(Arena(buffers).size == 1280)
  }
}
