import TestSupport

@testable import Video

extension TemporaryFolder {
  /// The names of what the folder holds, in order.
  var names: [String] { (try? namesInFolder(path))?.sorted() ?? [] }
}

/// A frame of one colour.
func plainFrame(
  _ color: RGBColor, width: Int, height: Int, index: Int = 0, timestamp: Double = 0
) throws -> Frame {
  let pixels = (0..<width * height).flatMap { _ in [color.red, color.green, color.blue] }
  return try Frame(rgb: pixels, width: width, height: height, index: index, timestamp: timestamp)
}

/// Reads all frames of a source.
func readFrames(_ source: String) throws -> [Frame] {
  try allFrames(try VideoReader(source))
}

/// The colour of one of a frame's pixels.
func pixelColor(of frame: Frame, _ x: Int, _ y: Int) throws -> RGBColor {
  let pixels = try frame.rgbPixels()
  let offset = (y * frame.width + x) * 3
  return RGBColor(red: pixels[offset], green: pixels[offset + 1], blue: pixels[offset + 2])
}

/// The largest difference between two colours' levels.
func largestDifference(_ left: RGBColor, _ right: RGBColor) -> Int {
  zip([left.red, left.green, left.blue], [right.red, right.green, right.blue])
    .map { abs(Int($0) - Int($1)) }.max() ?? 0
}

/// What `body` throws, nil where it does not.
func thrownError(_ body: () throws -> Void) -> (any Error)? {
  do {
    try body()
    return nil
  } catch {
    return error
  }
}
