import CLibAV

extension Frame {
  /// The whole picture in RGB, in display orientation: `height` × `width` × 3 levels, row by row,
  /// converted by swscale with the stream's own colour matrix and range. Costs a conversion of the
  /// whole picture; ``RegionSampler`` is the way to look at a part of it.
  ///
  /// - Throws: ``VideoError/unsupportedPixelFormat(name:reason:)`` or
  ///   ``VideoError/outOfMemory(purpose:)``.
  public func rgbPixels() throws -> [UInt8] {
    let (rows, columns) = (height, width)
    return try [UInt8](unsafeUninitializedCapacity: rows * columns * 3) { buffer, count in
      try rgbPixels(into: buffer, bytesPerRow: columns * 3)
      count = rows * columns * 3
    }
  }

  /// Writes the whole picture in RGB, in display orientation, into memory of the caller's.
  ///
  /// - Parameters:
  ///   - buffer: Takes `height` rows of `width` × 3 levels; bytes between rows are left alone.
  ///   - bytesPerRow: The distance from row to row, at least `width` × 3.
  /// - Throws: ``VideoError/badRegion(found:expected:)`` where the buffer is too small, else as
  ///   ``rgbPixels()``.
  public func rgbPixels(into buffer: UnsafeMutableBufferPointer<UInt8>, bytesPerRow: Int) throws {
    let needed = (height - 1) * bytesPerRow + width * 3
    guard let target = buffer.baseAddress, bytesPerRow >= width * 3, buffer.count >= needed else {
      throw VideoError.badRegion(
        found: "a buffer of \(buffer.count) bytes with rows of \(bytesPerRow)",
        expected: "\(height) rows of at least \(width * 3) bytes")
    }
    try withStoredRGB { stored, storedBytesPerRow in
      if orientation.isTransposed || orientation.isMirroredHorizontally {
        turn(stored, storedBytesPerRow, into: target, bytesPerRow)
        return
      }
      for row in 0..<height {
        let source = orientation.isMirroredVertically ? height - 1 - row : row
        UnsafeMutableRawPointer(target + row * bytesPerRow)
          .copyMemory(from: stored + source * storedBytesPerRow, byteCount: width * 3)
      }
    }
  }

  /// The mean of all pixels' colours, each channel rounded to the nearest level (half to even).
  ///
  /// - Throws: As ``rgbPixels()``.
  public func meanColor() throws -> RGBColor {
    try withStoredRGB { stored, bytesPerRow in
      var sums = (red: 0, green: 0, blue: 0)
      for row in 0..<storedHeight {
        var pixel = stored + row * bytesPerRow
        for _ in 0..<storedWidth {
          sums.red &+= Int(pixel[0])
          sums.green &+= Int(pixel[1])
          sums.blue &+= Int(pixel[2])
          pixel += 3
        }
      }
      let count = Double(storedWidth * storedHeight)
      func level(_ sum: Int) -> UInt8 { UInt8((Double(sum) / count).rounded(.toNearestOrEven)) }
      return RGBColor(red: level(sums.red), green: level(sums.green), blue: level(sums.blue))
    }
  }

  /// The whole picture in RGB as it is stored, with the bytes from row to row.
  private func withStoredRGB<Result>(
    _ body: (UnsafePointer<UInt8>, Int) throws -> Result
  ) throws -> Result {
    if pixelFormat == AV_PIX_FMT_RGB24, let plane = picture.pointee.data.0 {
      return try body(plane, Int(picture.pointee.linesize.0))
    }
    let converter = try RGBConverter(
      RGBConverter.Key(
        width: storedWidth, height: storedHeight, pixelFormat: pixelFormat.rawValue,
        encoding: colorEncoding))
    return try withExtendedLifetime(converter) {
      try body(try converter.convert(Planes(of: picture.pointee)), converter.bytesPerRow)
    }
  }

  private func turn(
    _ stored: UnsafePointer<UInt8>, _ storedBytesPerRow: Int,
    into target: UnsafeMutablePointer<UInt8>, _ bytesPerRow: Int
  ) {
    let (storedWidth, storedHeight) = (storedWidth, storedHeight)
    for y in 0..<height {
      var pixel = target + y * bytesPerRow
      for x in 0..<width {
        let (u, v) = orientation.storedPixel(
          x: x, y: y, storedWidth: storedWidth, storedHeight: storedHeight)
        let source = stored + v * storedBytesPerRow + u * 3
        pixel[0] = source[0]
        pixel[1] = source[1]
        pixel[2] = source[2]
        pixel += 3
      }
    }
  }
}
