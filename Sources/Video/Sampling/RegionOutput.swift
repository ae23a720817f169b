/// Where the rows of a region go: straight to the output, or through a row in between where the
/// picture is shown transposed and stored rows become columns.
struct RegionOutput {
  var target: UnsafeMutablePointer<Float>
  var side: Int
  var isTransposed: Bool
  /// Three rows, each of `side` rounded up to a multiple of four floats.
  var scratch: UnsafeMutablePointer<Float>

  @inline(__always)
  func rows(_ row: Int) -> ColorRows {
    let start = isTransposed ? scratch : target + row * side
    let distance = isTransposed ? (side + 3) & ~3 : side * side
    return ColorRows(red: start, green: start + distance, blue: start + 2 * distance)
  }

  @inline(__always)
  func finish(_ row: Int) {
    guard isTransposed else { return }
    let distance = (side + 3) & ~3
    for channel in 0..<3 {
      let values = scratch + channel * distance
      let column = target + channel * side * side + row
      for index in 0..<side { column[index * side] = values[index] }
    }
  }
}
