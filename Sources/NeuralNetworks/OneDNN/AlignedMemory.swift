import Glibc

/// Memory that begins where a cache line and a vector register begin.
final class AlignedMemory: @unchecked Sendable {
  // Unchecked: it is a region of memory and no more. Packed weights are written before they are
  // shared and never again; a plan's arena is used by one thread at a time.

  /// Bytes; every buffer within an arena begins at a multiple of it.
  static let alignment = 64

  let start: UnsafeMutableRawPointer

  /// Gets memory; its contents are undefined.
  ///
  /// - Throws: ``OneDNNError`` when there is none. `node` is what it is for.
  init(size: Int, node: String) throws {
    var start: UnsafeMutableRawPointer?
    guard posix_memalign(&start, Self.alignment, max(size, Self.alignment)) == 0, let start else {
      throw OneDNNError(
        node: node, action: "be given \(size) bytes of memory", status: .outOfMemory)
    }
    self.start = start
  }

  deinit {
    free(start)
  }

  /// `size`, rounded up to a multiple of the alignment.
  static func aligned(_ size: Int) -> Int {
    (size + alignment - 1) / alignment * alignment
  }
}
