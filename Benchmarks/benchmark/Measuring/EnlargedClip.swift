import Glibc
import Video

/// A sample clip in another size, encoded as H.264: what cameras deliver.
enum EnlargedClip {
  /// Where ``make(of:height:frames:in:)`` writes.
  static func path(height: Int, frames: Int, in folder: String) -> String {
    "\(folder)/clip-\(height)p-\(frames).mp4"
  }

  /// Writes the first frames of a clip, enlarged, and returns the path. After its last frame the clip
  /// begins again.
  ///
  /// - Parameters:
  ///   - clip: The clip to enlarge.
  ///   - height: The wanted height; the width follows.
  ///   - frames: How many frames.
  ///   - folder: Where to write; a file that is there already is taken as it is.
  static func make(of clip: String, height: Int, frames: Int, in folder: String) throws -> String {
    let path = path(height: height, frames: frames, in: folder)
    guard access(path, R_OK) != 0 else { return path }
    var reader = try VideoReader(clip)
    var information = reader.information
    let factor = Double(height) / Double(information.height)
    // H.264 wants even sides.
    let width = Int((Double(information.width) * factor / 2).rounded()) * 2
    information.width = width
    information.height = height
    let writer = try VideoWriter(path + ".partial.mp4", like: information)
    while writer.frameCount < frames {
      guard let frame = try reader.next() else {
        reader = try VideoReader(clip)
        continue
      }
      let large = enlarge(try frame.rgbPixels(), frame.width, frame.height, to: width, height)
      try writer.write(
        Frame(
          rgb: large, width: width, height: height, index: writer.frameCount,
          timestamp: Double(writer.frameCount) / 30), annotations: [])
    }
    try writer.finish()
    guard rename(path + ".partial.mp4", path) == 0 else {
      throw ProgramMeasurement.Failure(program: path, reason: "cannot be renamed")
    }
    return path
  }

  /// Bilinear, half-pixel centres.
  private static func enlarge(
    _ pixels: [UInt8], _ width: Int, _ height: Int, to newWidth: Int, _ newHeight: Int
  ) -> [UInt8] {
    func taps(_ count: Int, _ newCount: Int) -> [(first: Int, second: Int, weight: Int)] {
      (0..<newCount).map { index in
        let place = (Double(index) + 0.5) * Double(count) / Double(newCount) - 0.5
        let clamped = min(max(place, 0), Double(count - 1))
        let first = Int(clamped)
        return (first, min(first + 1, count - 1), Int((clamped - Double(first)) * 256))
      }
    }
    let columns = taps(width, newWidth)
    let rows = taps(height, newHeight)
    return pixels.withUnsafeBufferPointer { source in
      [UInt8](unsafeUninitializedCapacity: 3 * newWidth * newHeight) { target, count in
        for (y, row) in rows.enumerated() {
          for (x, column) in columns.enumerated() {
            for channel in 0..<3 {
              func pixel(_ y: Int, _ x: Int) -> Int { Int(source[3 * (y * width + x) + channel]) }
              let top =
                pixel(row.first, column.first) * (256 - column.weight)
                + pixel(row.first, column.second) * column.weight
              let bottom =
                pixel(row.second, column.first) * (256 - column.weight)
                + pixel(row.second, column.second) * column.weight
              let value = (top * (256 - row.weight) + bottom * row.weight + (1 << 15)) >> 16
              target[3 * (y * newWidth + x) + channel] = UInt8(clamping: value)
            }
          }
        }
        count = 3 * newWidth * newHeight
      }
    }
  }
}
