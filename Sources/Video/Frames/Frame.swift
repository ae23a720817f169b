import CLibAV

/// One decoded picture: immutable, reference-counted, kept in its decoder's own pixel format.
///
/// Coordinates are display coordinates: stored pixels after the rotation or mirroring that the
/// container asks for (phone videos), without correction of the pixel aspect ratio. Nothing is
/// converted until it is asked for: ``RegionSampler`` converts only the pixels it looks at,
/// ``rgbPixels()`` the whole picture.
public final class Frame: Sendable {
  /// The frame's number in display order, counted from 0 at the source's beginning.
  public let index: Int
  /// When the frame is shown, in seconds from the stream's start.
  public let timestamp: Double

  /// How the stored picture is turned for display.
  let orientation: Orientation
  /// What the stored numbers mean.
  let colorEncoding: ColorEncoding
  /// The shape of a stored pixel; one to one when not known.
  let storedPixelAspectRatio: Ratio
  /// The picture and its reference-counted planes. Nobody writes to it after `init`, which is what
  /// makes sharing it between threads safe.
  nonisolated(unsafe) let picture: UnsafeMutablePointer<AVFrame>

  /// Takes over `picture`, which must have a positive size and planes in memory, and frees it in the
  /// end.
  init(
    taking picture: UnsafeMutablePointer<AVFrame>, index: Int, timestamp: Double,
    orientation: Orientation = .upright, pixelAspectRatio: Ratio = .one
  ) {
    self.picture = picture
    self.index = index
    self.timestamp = timestamp
    self.orientation = orientation
    self.storedPixelAspectRatio = pixelAspectRatio
    self.colorEncoding = ColorEncoding(of: picture.pointee)
  }

  deinit {
    var owned: UnsafeMutablePointer<AVFrame>? = picture
    av_frame_free(&owned)
  }

  /// The number of columns, as displayed.
  public var width: Int { orientation.isTransposed ? storedHeight : storedWidth }

  /// The number of rows, as displayed.
  public var height: Int { orientation.isTransposed ? storedWidth : storedHeight }

  /// A pixel's width to its height, as displayed; one to one when not known.
  public var pixelAspectRatio: Ratio {
    orientation.isTransposed ? storedPixelAspectRatio.inverse : storedPixelAspectRatio
  }

  var storedWidth: Int { Int(picture.pointee.width) }
  var storedHeight: Int { Int(picture.pointee.height) }
  var pixelFormat: AVPixelFormat { AVPixelFormat(rawValue: picture.pointee.format) }

  /// Creates a frame from RGB values.
  ///
  /// - Parameters:
  ///   - pixels: `height` × `width` × 3 levels (red, green, blue), row by row.
  ///   - width: The number of columns, at least 1.
  ///   - height: The number of rows, at least 1.
  ///   - index: The frame's number.
  ///   - timestamp: The frame's time in seconds.
  /// - Throws: ``VideoError/badPicture(width:height:values:)`` where the sizes do not fit together.
  public convenience init(
    rgb pixels: [UInt8], width: Int, height: Int, index: Int = 0, timestamp: Double = 0
  ) throws {
    // 2^15 a side keeps every product below within Int32, as libav wants its sizes.
    guard (1...32768).contains(width), (1...32768).contains(height),
      pixels.count == width * height * 3
    else { throw VideoError.badPicture(width: width, height: height, values: pixels.count) }
    let picture = try allocatePicture(width: width, height: height, format: AV_PIX_FMT_RGB24)
    guard let plane = picture.pointee.data.0 else {
      throw VideoError.outOfMemory(purpose: "a picture of \(width)x\(height) pixels")
    }
    let stride = Int(picture.pointee.linesize.0)
    pixels.withUnsafeBytes { values in
      for row in 0..<height {
        let line = UnsafeRawBufferPointer(rebasing: values[(row * width * 3)...].prefix(width * 3))
        UnsafeMutableRawBufferPointer(start: plane + row * stride, count: width * 3)
          .copyMemory(from: line)
      }
    }
    self.init(taking: picture, index: index, timestamp: timestamp)
  }
}

/// A picture of the given size and format, with planes of its own that hold nothing yet.
func allocatePicture(
  width: Int, height: Int, format: AVPixelFormat
) throws -> UnsafeMutablePointer<AVFrame> {
  let purpose = "a picture of \(width)x\(height) pixels"
  guard let picture = av_frame_alloc() else { throw VideoError.outOfMemory(purpose: purpose) }
  picture.pointee.width = Int32(width)
  picture.pointee.height = Int32(height)
  picture.pointee.format = format.rawValue
  guard av_frame_get_buffer(picture, 0) >= 0 else {
    var failed: UnsafeMutablePointer<AVFrame>? = picture
    av_frame_free(&failed)
    throw VideoError.outOfMemory(purpose: purpose)
  }
  return picture
}

extension Frame {
  /// The same picture, sharing its planes, under another number and time.
  func renumbered(index: Int, timestamp: Double) throws -> Frame {
    guard let copy = av_frame_clone(picture) else {
      throw VideoError.outOfMemory(purpose: "frame \(index)")
    }
    return Frame(
      taking: copy, index: index, timestamp: timestamp, orientation: orientation,
      pixelAspectRatio: storedPixelAspectRatio)
  }
}
