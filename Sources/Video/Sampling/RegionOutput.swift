/// Where the rows of a region go: straight to planes of floats, or through rows in between where what
/// is wanted are bytes, or where the picture is shown transposed and stored rows become columns.
struct RegionOutput {
  /// What is written.
  enum Target {
    /// Red, green and blue planes.
    case planes(UnsafeMutablePointer<Float>)
    /// Pixels of red, green and blue.
    case pixels(UnsafeMutablePointer<UInt8>)
  }

  var target: Target
  var side: Int
  var isTransposed: Bool
  /// Three rows, each of `side` rounded up to a multiple of four floats.
  var scratch: UnsafeMutablePointer<Float>

  /// Where a row is to be written to before it is finished.
  @inline(__always)
  func rows(_ row: Int) -> ColorRows {
    if case .planes(let planes) = target, !isTransposed {
      let start = planes + row * side
      return ColorRows(red: start, green: start + side * side, blue: start + 2 * side * side)
    }
    let distance = (side + 3) & ~3
    return ColorRows(
      red: scratch, green: scratch + distance, blue: scratch + 2 * distance)
  }

  @inline(__always)
  func finish(_ row: Int) {
    let distance = (side + 3) & ~3
    switch target {
    case .planes(let planes):
      guard isTransposed else { return }
      for channel in 0..<3 {
        let values = scratch + channel * distance
        let column = planes + channel * side * side + row
        for index in 0..<side { column[index * side] = values[index] }
      }
    case .pixels(let pixels):
      var pixel = pixels + 3 * (isTransposed ? row : row * side)
      let step = 3 * (isTransposed ? side : 1)
      for index in 0..<side {
        // Whole numbers from 0 to 255 by now.
        pixel[0] = UInt8(truncatingIfNeeded: Int32(scratch[index]))
        pixel[1] = UInt8(truncatingIfNeeded: Int32(scratch[distance + index]))
        pixel[2] = UInt8(truncatingIfNeeded: Int32(scratch[2 * distance + index]))
        pixel += step
      }
    }
  }
}
