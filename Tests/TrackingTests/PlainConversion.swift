import CLibAV
import Testing

@testable import Video

extension Frame {
  /// What 8-bit 4:2:0 in limited range means (ITU-R BT.709), in whole numbers, exactly as
  /// `Peers/pictures.py` has it: chroma is interpolated linearly from where its samples lie, on every
  /// other column and between two rows.
  ///
  /// Video libraries differ from each other by a level here and there, which after an occlusion is
  /// another track.
  func plainlyConverted() throws -> Frame {
    let picture = picture.pointee
    try #require(picture.format == AV_PIX_FMT_YUV420P.rawValue && width % 2 == 0 && height % 2 == 0)
    let luma = try #require(picture.data.0)
    let (u, v) = (try #require(picture.data.1), try #require(picture.data.2))
    let lumaStride = Int(picture.linesize.0)
    let (uStride, vStride) = (Int(picture.linesize.1), Int(picture.linesize.2))
    let (columns, rows) = (width / 2, height / 2)
    var pixels = [UInt8](repeating: 0, count: 3 * width * height)

    for y in 0..<height {
      let near = y / 2
      let far = y % 2 == 0 ? max(near - 1, 0) : min(near + 1, rows - 1)
      for x in 0..<width {
        let left = x / 2
        let right = x % 2 == 0 ? left : min(left + 1, columns - 1)
        /// Times 8, without the offset of 128.
        func chroma(_ plane: UnsafeMutablePointer<UInt8>, _ stride: Int) -> Int {
          func across(_ row: Int) -> Int {
            Int(plane[row * stride + left]) + Int(plane[row * stride + right])
          }
          return 3 * across(near) + across(far) - 8 * 128
        }
        let (blueness, redness) = (chroma(u, uStride), chroma(v, vStride))
        let light = 76309 * 8 * (Int(luma[y * lumaStride + x]) - 16)
        let place = 3 * (y * width + x)
        pixels[place] = Self.level(light + 117489 * redness)
        pixels[place + 1] = Self.level(light - 13975 * blueness - 34925 * redness)
        pixels[place + 2] = Self.level(light + 138438 * blueness)
      }
    }
    return try Frame(
      rgb: pixels, width: width, height: height, index: index, timestamp: timestamp)
  }

  private static func level(_ value: Int) -> UInt8 {
    UInt8(min(max((value + (1 << 18)) >> 19, 0), 255))
  }
}
