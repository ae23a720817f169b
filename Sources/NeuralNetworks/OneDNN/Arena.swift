/// One region of memory in which many buffers live, sharing bytes where they do not live at the same
/// time.
struct Arena {
  /// A buffer to be placed.
  struct Buffer {
    /// Bytes.
    let size: Int
    /// The steps of the computation from the one that writes it to the last one that reads it.
    var lifetime: ClosedRange<Int>
  }

  /// Where each buffer begins, in bytes.
  let offsets: [Int]
  /// Bytes.
  let size: Int

  /// Places buffers, large ones first, each as low as its contemporaries let it (Pisarchyk and Lee,
  /// "Efficient Memory Management for Deep Neural Net Inference", 2020, "greedy by size").
  init(_ buffers: [Buffer]) {
    var offsets = Array(repeating: 0, count: buffers.count)
    var placed: [Int] = []
    var end = 0
    for index in buffers.indices.sorted(by: { buffers[$0].size > buffers[$1].size }) {
      let size = AlignedMemory.aligned(buffers[index].size)
      let contemporaries =
        placed
        .filter { buffers[$0].lifetime.overlaps(buffers[index].lifetime) }
        .sorted { offsets[$0] < offsets[$1] }
      var offset = 0
      for other in contemporaries {
        if offset + size <= offsets[other] { break }
        offset = max(offset, offsets[other] + AlignedMemory.aligned(buffers[other].size))
      }
      offsets[index] = offset
      placed.append(index)
      end = max(end, offset + size)
    }
    self.offsets = offsets
    self.size = end
  }
}
