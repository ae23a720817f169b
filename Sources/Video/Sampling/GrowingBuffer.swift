/// Memory that grows to the largest size asked for and stays, so that using it again and again
/// allocates nothing. Its contents are not kept when it grows.
final class GrowingBuffer<Element: BitwiseCopyable> {
  private(set) var start: UnsafeMutablePointer<Element>
  private var capacity: Int

  init() {
    capacity = 64
    start = GrowingBuffer.allocate(capacity)
  }

  deinit { UnsafeMutableRawPointer(start).deallocate() }

  /// Makes room for `count` elements.
  @discardableResult
  func reserve(_ count: Int) -> UnsafeMutablePointer<Element> {
    if count > capacity {
      UnsafeMutableRawPointer(start).deallocate()
      capacity = count
      start = GrowingBuffer.allocate(capacity)
    }
    return start
  }

  /// Aligned to cache lines, which also suits every SIMD type.
  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
    UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Element>.stride, alignment: 64
    ).bindMemory(to: Element.self, capacity: count)
  }
}
