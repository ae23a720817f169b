/// A picture of packed 8-bit RGB to draw on, kept for a whole video so that frames cost no memory.
///
/// Drawing is clipped to the picture: coordinates may be anything, NaN and infinity included.
/// An encoder's chroma planes want even sizes, so a canvas can own one column and one row more
/// than the picture has; ``replicateEdges()`` fills them.
final class Canvas {
  /// The picture's width, in pixels.
  let width: Int
  /// The picture's height, in pixels.
  let height: Int
  /// The width with the padding column, in pixels.
  let paddedWidth: Int
  /// The height with the padding row, in pixels.
  let paddedHeight: Int
  /// The distance between two rows, in bytes.
  let bytesPerRow: Int
  /// `paddedHeight` rows of `bytesPerRow` bytes.
  ///
  /// Manual memory, for libav reads and writes it through pointers between drawing.
  let pixels: UnsafeMutableBufferPointer<UInt8>
  /// One byte a pixel of the picture, all zero between two calls of `stroke`.
  let strokeMask: UnsafeMutableBufferPointer<UInt8>

  /// swscale's vector code may read and write a little past the end of a row.
  private static let slack = 64

  /// Creates a black picture of at least 1 × 1 pixels.
  init(width: Int, height: Int, evenSized: Bool = false) {
    precondition(width > 0 && height > 0, "a canvas has at least one pixel")
    self.width = width
    self.height = height
    paddedWidth = evenSized ? width + width % 2 : width
    paddedHeight = evenSized ? height + height % 2 : height
    bytesPerRow = (paddedWidth * 3 + Self.slack - 1) / Self.slack * Self.slack
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: bytesPerRow * paddedHeight + Self.slack, alignment: Self.slack)
    raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytesPerRow * paddedHeight)
    pixels = UnsafeMutableBufferPointer(
      start: raw.assumingMemoryBound(to: UInt8.self), count: bytesPerRow * paddedHeight)
    strokeMask = .allocate(capacity: width * height)
    strokeMask.initialize(repeating: 0)
  }

  deinit {
    pixels.deallocate()
    strokeMask.deallocate()
  }

  /// The colour of a pixel inside the padded picture.
  subscript(x: Int, y: Int) -> RGBColor {
    let offset = y * bytesPerRow + x * 3
    return RGBColor(red: pixels[offset], green: pixels[offset + 1], blue: pixels[offset + 2])
  }

  /// Copies the picture's last column and row into the padding.
  func replicateEdges() {
    if paddedWidth > width {
      for y in 0..<height {
        let last = y * bytesPerRow + (width - 1) * 3
        for channel in 0..<3 { pixels[last + 3 + channel] = pixels[last + channel] }
      }
    }
    if paddedHeight > height {
      let last = (height - 1) * bytesPerRow
      for byte in 0..<paddedWidth * 3 { pixels[last + bytesPerRow + byte] = pixels[last + byte] }
    }
  }

  /// Mixes `color` into a pixel that must lie in the picture; `opacity` counts in 256ths.
  @inline(__always)
  func blend(x: Int, y: Int, _ color: RGBColor, opacity: Int) {
    let offset = y * bytesPerRow + x * 3
    pixels[offset] = Self.mix(pixels[offset], color.red, opacity)
    pixels[offset + 1] = Self.mix(pixels[offset + 1], color.green, opacity)
    pixels[offset + 2] = Self.mix(pixels[offset + 2], color.blue, opacity)
  }

  @inline(__always)
  private static func mix(_ below: UInt8, _ above: UInt8, _ opacity: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: (Int(below) * (256 - opacity) + Int(above) * opacity + 128) >> 8)
  }

  /// The pixels from `low` to `high` along an axis of `length` pixels; none where either is NaN.
  static func pixelRange(from low: Double, to high: Double, length: Int) -> Range<Int> {
    guard low < high, high > 0, low < Double(length) else { return 0..<0 }
    return Int(max(low, 0).rounded(.down))..<Int(min(high, Double(length)).rounded(.up))
  }
}
