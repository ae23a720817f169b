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
  /// The stored rows that are computed.
  var range: Range<Int>
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
    switch target {
    case .planes(let planes):
      guard isTransposed else { return }
      let distance = (side + 3) & ~3
      for channel in 0..<3 {
        let values = scratch + channel * distance
        let column = planes + channel * side * side + row
        for index in 0..<side { column[index * side] = values[index] }
      }
    case .pixels(let pixels):
      let start = UnsafeMutableRawPointer(pixels + 3 * (isTransposed ? row : row * side))
      let step = 3 * (isTransposed ? side : 1)
      let together = isTransposed ? 0 : side & ~3
      for index in stride(from: 0, to: together, by: 4) {
        store(fourPixels(index), to: start + 3 * index)
      }
      for first in stride(from: together, to: side, by: 4) {
        let packed = fourPixels(first)
        for lane in 0..<min(4, side - first) {
          store(packed[lane], to: start + step * (first + lane))
        }
      }
    }
  }

  /// Four pixels, each with red in its lowest byte, then green, then blue.
  @inline(__always)
  private func fourPixels(_ index: Int) -> SIMD4<UInt32> {
    let distance = (side + 3) & ~3
    return level(scratch, index) | level(scratch + distance, index) &<< 8
      | level(scratch + 2 * distance, index) &<< 16
  }

  /// Four whole levels from 0 to 255. With 1.5 · 2²³ added, the last bits of a float are the number.
  @inline(__always)
  private func level(_ row: UnsafeMutablePointer<Float>, _ index: Int) -> SIMD4<UInt32> {
    let levels = UnsafeRawPointer(row + index).loadUnaligned(as: SIMD4<Float>.self)
    return unsafeBitCast(levels + 12_582_912, to: SIMD4<UInt32>.self) & 255
  }

  /// Writes the three bytes of each of four pixels, one after another.
  @inline(__always)
  private func store(_ packed: SIMD4<UInt32>, to pixels: UnsafeMutableRawPointer) {
    let (a, b, c, d) = (packed[0], packed[1], packed[2], packed[3])
    pixels.storeBytes(of: (a | b &<< 24).littleEndian, as: UInt32.self)
    pixels.storeBytes(of: (b &>> 8 | c &<< 16).littleEndian, toByteOffset: 4, as: UInt32.self)
    pixels.storeBytes(of: (c &>> 16 | d &<< 8).littleEndian, toByteOffset: 8, as: UInt32.self)
  }

  /// Writes the three bytes of a pixel.
  @inline(__always)
  private func store(_ packed: UInt32, to pixel: UnsafeMutableRawPointer) {
    pixel.storeBytes(of: UInt16(truncatingIfNeeded: packed).littleEndian, as: UInt16.self)
    pixel.storeBytes(
      of: UInt8(truncatingIfNeeded: packed &>> 16), toByteOffset: 2, as: UInt8.self)
  }
}
