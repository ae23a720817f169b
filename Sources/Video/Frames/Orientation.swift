import CLibAV

/// How a stored picture is turned before it is shown: one of the eight ways to lay a rectangle on a
/// rectangle with sides along the axes.
///
/// The display pixel (x, y) is the stored pixel (u, v), where (u, v) is (x, y), or (y, x) when
/// `isTransposed`; then u counts from the right edge when `isMirroredHorizontally`, and v from the
/// bottom edge when `isMirroredVertically`.
struct Orientation: Hashable, Sendable {
  /// Whether display columns are stored rows.
  var isTransposed = false
  /// Whether stored columns are counted from the right.
  var isMirroredHorizontally = false
  /// Whether stored rows are counted from the bottom.
  var isMirroredVertically = false

  /// The picture as it is stored.
  static let upright = Orientation()

  /// All eight orientations.
  static let all: [Orientation] = (0..<8).map {
    Orientation(
      isTransposed: $0 & 4 != 0, isMirroredHorizontally: $0 & 2 != 0,
      isMirroredVertically: $0 & 1 != 0)
  }

  init(
    isTransposed: Bool = false, isMirroredHorizontally: Bool = false,
    isMirroredVertically: Bool = false
  ) {
    self.isTransposed = isTransposed
    self.isMirroredHorizontally = isMirroredHorizontally
    self.isMirroredVertically = isMirroredVertically
  }

  /// The orientation nearest to a display matrix (nine numbers, row by row, as libavutil/display.h
  /// describes them): the stored pixel (u, v) is shown at x = a·u + c·v, y = b·u + d·v, with
  /// a, b, c, d the elements 0, 1, 3, 4. Rotations by other angles and scales are not applied.
  init(displayMatrix matrix: UnsafePointer<Int32>) {
    let (a, b) = (Int(matrix[0]), Int(matrix[1]))
    let (c, d) = (Int(matrix[3]), Int(matrix[4]))
    isTransposed = abs(b) + abs(c) > abs(a) + abs(d)
    isMirroredHorizontally = (isTransposed ? b : a) < 0
    isMirroredVertically = (isTransposed ? c : d) < 0
  }

  /// The stored pixel that is shown at (`x`, `y`), in a picture stored with the given size.
  func storedPixel(x: Int, y: Int, storedWidth: Int, storedHeight: Int) -> (u: Int, v: Int) {
    let (u, v) = isTransposed ? (y, x) : (x, y)
    return (
      isMirroredHorizontally ? storedWidth - 1 - u : u,
      isMirroredVertically ? storedHeight - 1 - v : v
    )
  }
}
