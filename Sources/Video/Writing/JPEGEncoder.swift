import CLibAV

/// Makes small JPEG pictures of frames, upright and no wider than asked, for pages to look at.
///
/// The first frame settles the size; later frames of another size are stretched to it.
package final class JPEGEncoder {
  private let widthLimit: Int
  private let importer = FrameImporter()
  private var stage: (canvas: Canvas, encoder: PictureEncoder)?
  private var count: Int64 = 0

  /// Creates an encoder.
  ///
  /// - Parameter widthLimit: The most columns that a picture gets; at least 1.
  package init(widthLimit: Int) {
    precondition(widthLimit > 0, "a picture has at least one column")
    self.widthLimit = widthLimit
  }

  /// The picture of a frame, as the bytes of a JPEG file.
  ///
  /// - Throws: ``VideoError`` where the frame's pixels cannot be converted,
  ///   ``VideoWritingError`` where the picture cannot be encoded.
  package func encode(_ frame: Frame) throws -> [UInt8] {
    do {
      let (canvas, encoder) = try stage ?? open(frame)
      try importer.draw(frame, on: canvas)
      var bytes: [UInt8] = []
      try encoder.encode(canvas, time: count, duration: 1) { packet in
        bytes.append(
          contentsOf: UnsafeBufferPointer(
            start: packet.pointee.data, count: Int(packet.pointee.size)))
      }
      count += 1
      return bytes
    } catch let failure as LibraryFailure {
      throw VideoWritingError.cannotWrite(
        path: "a JPEG picture", frame: frame.index, reason: failure.reason)
    }
  }

  private func open(_ frame: Frame) throws -> (Canvas, PictureEncoder) {
    silenceLibAV()
    let factor = min(1, Double(widthLimit) / Double(frame.width))
    let width = max(1, Int((Double(frame.width) * factor).rounded()))
    let height = max(1, Int((Double(frame.height) * factor).rounded()))
    let canvas = Canvas(width: width, height: height)
    let encoder = try PictureEncoder(
      .smallJPEG,
      for: EncoderInput(
        width: width, height: height, pixelAspectRatio: frame.pixelAspectRatio,
        frameRate: Ratio(numerator: 30, denominator: 1),
        timeBase: Ratio(numerator: 1, denominator: 30), colors: .init(), globalHeader: false))
    stage = (canvas, encoder)
    return (canvas, encoder)
  }
}
