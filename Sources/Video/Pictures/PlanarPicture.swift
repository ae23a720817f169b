/// A decoded picture in luma and chroma as JPEG has it (BT.601, full range, chroma centred between
/// the luma samples it stands for), in memory that somebody else owns.
package struct PlanarPicture {
  /// Luma, `height` rows of `width` samples.
  package var luma: UnsafePointer<UInt8>
  /// Bytes from row to row of luma.
  package var lumaStride: Int
  /// The two planes of chroma, centred on 128.
  package var blueness: UnsafePointer<UInt8>
  package var redness: UnsafePointer<UInt8>
  /// Bytes from row to row of chroma.
  package var chromaStride: Int
  /// The number of columns.
  package var width: Int
  /// The number of rows.
  package var height: Int
  /// Whether one chroma sample stands for 2 × 2 pixels (4:2:0), or each pixel has its own (4:4:4).
  package var hasHalvedChroma: Bool

  /// The number of chroma columns.
  package var chromaWidth: Int { hasHalvedChroma ? (width + 1) / 2 : width }
  /// The number of chroma rows.
  package var chromaHeight: Int { hasHalvedChroma ? (height + 1) / 2 : height }
}

/// JPEG's colours (ITU-T T.871): BT.601 with full range.
package enum JPEGColor {
  /// Added to a number from 0 to 2²² it leaves the number, rounded to the nearest whole, half to
  /// even, in the lowest bits: the fastest rounding that compilers turn into vector instructions.
  package static let rounding: Float = 12_582_912

  /// Turns a row of luma and chroma samples into red, green and blue levels.
  @inline(__always)
  package static func toRGB(
    luma: UnsafePointer<Float>, blueness: UnsafePointer<Float>, redness: UnsafePointer<Float>,
    count: Int, red: UnsafeMutablePointer<UInt8>, green: UnsafeMutablePointer<UInt8>,
    blue: UnsafeMutablePointer<UInt8>
  ) {
    for index in 0..<count {
      let (y, u, v) = (luma[index], blueness[index] - 128, redness[index] - 128)
      red[index] = level(y + 1.402 * v)
      green[index] = level(y - 0.344_136 * u - 0.714_136 * v)
      blue[index] = level(y + 1.772 * u)
    }
  }

  /// The whole level next to a value, within 0…255.
  @inline(__always)
  package static func level(_ value: Float) -> UInt8 {
    let clamped = value < 0 ? 0 : value > 255 ? 255 : value
    return UInt8(truncatingIfNeeded: (clamped + rounding).bitPattern)
  }
}
