import CLibAV

@testable import Video

/// All frames of a video.
func allFrames(_ reader: VideoReader) throws -> [Frame] {
  var frames: [Frame] = []
  while let frame = try reader.next() { frames.append(frame) }
  return frames
}

/// The first luma (or other first component's) sample of a frame, stored in bytes.
func firstSample(_ frame: Frame) -> UInt8 { frame.picture.pointee.data.0?[0] ?? 0 }

/// A picture file in the PPM format: a header and RGB values.
func ppm(_ picture: RGBPicture) -> [UInt8] {
  Array("P6\n\(picture.width) \(picture.height)\n255\n".utf8) + picture.pixels
}

/// A picture of one colour.
func plain(width: Int, height: Int, _ red: UInt8, _ green: UInt8, _ blue: UInt8) -> RGBPicture {
  RGBPicture(
    width: width, height: height,
    pixels: (0..<width * height).flatMap { _ in [red, green, blue] })
}
