import CLibAV

/// Brings frames onto a canvas: converted to RGB, turned upright and scaled to its size.
///
/// Made for speed, where ``Frame/rgbPixels()`` is made for accuracy: chroma is not interpolated
/// for the common formats, which is what turning the canvas back to 4:2:0 undoes exactly.
final class FrameImporter {
  /// Owned by libswscale's cache, made anew where frames change.
  private var context: OpaquePointer?
  /// What `context` was made for.
  private var key: Key?
  /// Holds pictures that must be turned, in their stored orientation.
  private var storedCanvas: Canvas?

  private struct Key: Equatable {
    var width: Int
    var height: Int
    var format: AVPixelFormat
    var encoding: ColorEncoding
    var targetWidth: Int
    var targetHeight: Int
  }

  deinit { sws_freeContext(context) }

  /// Fills the canvas's picture with a frame, stretched where the sizes differ.
  ///
  /// - Throws: ``VideoError`` for pictures that swscale cannot read.
  func draw(_ frame: Frame, on canvas: Canvas) throws {
    guard frame.orientation != .upright else {
      try convert(frame, onto: canvas)
      return
    }
    let isTransposed = frame.orientation.isTransposed
    let width = isTransposed ? canvas.height : canvas.width
    let height = isTransposed ? canvas.width : canvas.height
    let stored =
      if let storedCanvas, storedCanvas.width == width, storedCanvas.height == height {
        storedCanvas
      } else { Canvas(width: width, height: height) }
    storedCanvas = stored
    try convert(frame, onto: stored)
    canvas.copy(stored, frame.orientation)
  }

  private func convert(_ frame: Frame, onto canvas: Canvas) throws {
    let key = Key(
      width: frame.storedWidth, height: frame.storedHeight, format: frame.pixelFormat,
      encoding: frame.colorEncoding, targetWidth: canvas.width, targetHeight: canvas.height)
    if key != self.key {
      try makeContext(key)
      self.key = key
    }
    let rows = clibav_scale_to_packed(
      context, frame.picture, canvas.pixels.baseAddress, Int32(canvas.bytesPerRow))
    guard rows == Int32(canvas.height) else {
      throw VideoError.unsupportedPixelFormat(
        name: Self.name(key.format), reason: libavReason(rows))
    }
  }

  private func makeContext(_ key: Key) throws {
    self.key = nil
    context = sws_getCachedContext(
      context, Int32(key.width), Int32(key.height), key.format.withoutRange,
      Int32(key.targetWidth), Int32(key.targetHeight), AV_PIX_FMT_RGB24,
      SWS_BILINEAR | SWS_FULL_CHR_H_INT, nil, nil, nil)
    guard let context else {
      throw VideoError.unsupportedPixelFormat(
        name: Self.name(key.format), reason: "swscale does not read it")
    }
    let coefficients = sws_getCoefficients(key.encoding.matrix)
    // Refused (-1) for RGB, where there is nothing to set.
    sws_setColorspaceDetails(
      context, coefficients, key.encoding.isFullRange ? 1 : 0, coefficients, 1,
      Self.brightness(key), 1 << 16, 1 << 16)
  }

  /// What swscale is to add to all levels, in 65 536ths of the range.
  ///
  /// swscale's vector code for these formats rounds down, which makes pictures one level too
  /// dark on average; all its other ways round to the nearest level.
  private static func brightness(_ key: Key) -> Int32 {
    let oneLevel: Int32 = 256
    let isScaled = key.width != key.targetWidth || key.height != key.targetHeight
    let roundsDown = [AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV422P].contains(key.format.withoutRange)
    return roundsDown && !isScaled && key.height % 2 == 0 ? oneLevel : 0
  }

  private static func name(_ format: AVPixelFormat) -> String {
    av_get_pix_fmt_name(format).map { String(cString: $0) } ?? "\(format.rawValue)"
  }
}

extension Canvas {
  /// Copies a stored picture, turned upright; the sizes fit together.
  fileprivate func copy(_ stored: Canvas, _ orientation: Orientation) {
    // The stored pixel's offset is linear in x and in y.
    func offset(_ x: Int, _ y: Int) -> Int {
      let (u, v) = orientation.storedPixel(
        x: x, y: y, storedWidth: stored.width, storedHeight: stored.height)
      return v * stored.bytesPerRow + u * 3
    }
    let origin = offset(0, 0)
    let columnStep = width > 1 ? offset(1, 0) - origin : 0
    let rowStep = height > 1 ? offset(0, 1) - origin : 0
    // Tiles keep the rows of both pictures in the cache where columns become rows.
    let tile = 32
    for top in stride(from: 0, to: height, by: tile) {
      for left in stride(from: 0, to: width, by: tile) {
        for y in top..<min(top + tile, height) {
          var source = origin + y * rowStep + left * columnStep
          var target = y * bytesPerRow + left * 3
          for _ in left..<min(left + tile, width) {
            pixels[target] = stored.pixels[source]
            pixels[target + 1] = stored.pixels[source + 1]
            pixels[target + 2] = stored.pixels[source + 2]
            source += columnStep
            target += 3
          }
        }
      }
    }
  }
}
