import Video

/// A square picture of 8-bit levels in memory of its own: red, green and blue planes.
///
/// A class, because the memory is written to in place again and again. For one thread at a time.
final class LevelPicture {
  /// The number of pixels each way.
  let side: Int
  /// (3, side, side), with room behind it for reading whole vectors.
  let levels: UnsafeMutablePointer<UInt8>

  /// Pixels of one plane.
  var area: Int { side * side }

  init(side: Int) {
    self.side = side
    let count = 3 * side * side + 64
    levels = .allocate(capacity: count)
    levels.initialize(repeating: 0, count: count)
  }

  deinit { levels.deallocate() }

  /// Copies the levels as floats.
  func copy(to target: UnsafeMutablePointer<Float>) {
    for index in 0..<3 * area { target[index] = Float(levels[index]) }
  }
}
