import CLibAV

/// The part of a frame around a region, converted to RGB by swscale: the way for pixel formats whose
/// samples cannot be read one by one (palettes, single bits, big-endian numbers, Bayer patterns,
/// floating point).
///
/// Setting swscale up is costly, so sizes are rounded up to multiples of 64 pixels and the converters
/// of the last few sizes are kept.
final class ConvertedRegion {
  private var converters: [RGBConverter] = []
  private static let kept = 6

  /// Converts what lies between the given stored columns and rows, and some pixels around it.
  func image(of frame: Frame, columns: ClosedRange<Int>, rows: ClosedRange<Int>) throws
    -> StoredImage
  {
    guard let layout = PixelLayout.rgb24 else {
      throw VideoError.unsupportedPixelFormat(name: "rgb24", reason: "libav does not describe it")
    }
    let x = span(columns, extent: frame.storedWidth)
    let y = span(rows, extent: frame.storedHeight)
    let converter = try converter(
      RGBConverter.Key(
        width: x.count, height: y.count, pixelFormat: frame.pixelFormat.rawValue,
        encoding: frame.colorEncoding))
    let rgb = try converter.convert(planes(of: frame, x: x.lowerBound, y: y.lowerBound))
    var planes = Planes(of: AVFrame())
    planes.data.0 = UnsafeMutablePointer(mutating: rgb)
    planes.stride.0 = Int32(converter.bytesPerRow)
    return StoredImage(
      planes: planes, layout: layout, width: x.count, height: y.count, originX: x.lowerBound,
      originY: y.lowerBound)
  }

  /// The pixels to convert for the pixels looked at: with room for chroma interpolation on both
  /// sides, starting at a multiple of 16 so that every plane has a whole byte there, and as long as a
  /// multiple of 64 where the picture is.
  private func span(_ looked: ClosedRange<Int>, extent: Int) -> Range<Int> {
    let start = max(looked.lowerBound - 16, 0) / 16 * 16
    let end = min(looked.upperBound + 17, extent)
    let length = (end - start + 63) / 64 * 64
    return start..<min(start + length, extent)
  }

  private func converter(_ key: RGBConverter.Key) throws -> RGBConverter {
    if let index = converters.firstIndex(where: { $0.key == key }) {
      let found = converters[index]
      if index > 0 {
        converters.remove(at: index)
        converters.insert(found, at: 0)
      }
      return found
    }
    let made = try RGBConverter(key)
    if converters.count == ConvertedRegion.kept { converters.removeLast() }
    converters.insert(made, at: 0)
    return made
  }

  /// The planes of a frame from the given column and row on, both multiples of 16.
  private func planes(of frame: Frame, x: Int, y: Int) -> Planes {
    var planes = Planes(of: frame.picture.pointee)
    guard let descriptor = av_pix_fmt_desc_get(frame.pixelFormat) else { return planes }
    let chromaRow = y >> Int(descriptor.pointee.log2_chroma_h)
    // A picture's palette is its second plane, and is the same everywhere.
    let hasPalette = descriptor.pointee.flags & UInt64(AV_PIX_FMT_FLAG_PAL) != 0
    func move(
      _ data: inout UnsafeMutablePointer<UInt8>?, _ stride: Int32, plane: Int32, row: Int
    ) {
      guard let start = data else { return }
      let column = Int(av_image_get_linesize(frame.pixelFormat, Int32(x), plane))
      data = start + row * Int(stride) + column
    }
    move(&planes.data.0, planes.stride.0, plane: 0, row: y)
    guard !hasPalette else { return planes }
    move(&planes.data.1, planes.stride.1, plane: 1, row: chromaRow)
    move(&planes.data.2, planes.stride.2, plane: 2, row: chromaRow)
    move(&planes.data.3, planes.stride.3, plane: 3, row: y)
    return planes
  }
}
