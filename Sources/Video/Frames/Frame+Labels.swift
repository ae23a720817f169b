import CLibAV

extension Frame {
  /// The numbers that a picture of labels stores, one a pixel, row by row as stored: the index into
  /// its palette, the level of a grey picture, 0 or 1 of a picture of single bits.
  ///
  /// - Throws: ``VideoError/unsupportedPixelFormat(name:reason:)`` for a picture of any other kind.
  package func labels() throws -> [UInt8] {
    let isBits = pixelFormat == AV_PIX_FMT_MONOBLACK
    guard isBits || pixelFormat == AV_PIX_FMT_PAL8 || pixelFormat == AV_PIX_FMT_GRAY8,
      let plane = picture.pointee.data.0
    else {
      throw VideoError.unsupportedPixelFormat(
        name: av_get_pix_fmt_name(pixelFormat).map { String(cString: $0) } ?? "unknown",
        reason: "a picture of labels has a palette or levels of grey")
    }
    let (width, height, bytesPerRow) = (
      storedWidth, storedHeight, Int(picture.pointee.linesize.0)
    )
    return [UInt8](unsafeUninitializedCapacity: width * height) { labels, count in
      for row in 0..<height {
        let line = plane + row * bytesPerRow
        for column in 0..<width {
          // The first pixel of eight is the highest bit.
          labels[row * width + column] =
            isBits ? line[column / 8] >> (7 - column % 8) & 1 : line[column]
        }
      }
      count = width * height
    }
  }
}
