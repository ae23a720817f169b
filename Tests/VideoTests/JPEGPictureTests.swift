import Testing

@testable import Video

@Suite("JPEG pictures in memory")
struct JPEGPictureTests {
  /// A smooth picture, (3, height, width).
  private func levels(width: Int, height: Int) -> [UInt8] {
    (0..<3).flatMap { channel in
      (0..<height).flatMap { y in
        (0..<width).map { x in
          UInt8(clamping: (channel == 1 ? 255 - x * 2 : x * 2) + (channel == 2 ? 40 - y : y))
        }
      }
    }
  }

  @Test(
    "Comes back nearly as it was, in 4:2:0 and 4:4:4, picture after picture",
    arguments: [true, false])
  func roundTrip(hasHalvedChroma: Bool) throws {
    let (width, height) = (96, 64)
    let encoder = try JPEGPictureEncoder(
      width: width, height: height, hasHalvedChroma: hasHalvedChroma)
    let decoder = try JPEGPictureDecoder()
    let original = levels(width: width, height: height)
    var first: [UInt8] = []
    for quantizer in [1, 2, 31, 2] {
      var bytes: [UInt8] = []
      try encoder.encode(rgb: original, quantizer: quantizer) { bytes = Array($0) }
      if quantizer == 2 {
        // The same bytes, whatever was encoded between.
        if first.isEmpty { first = bytes } else { #expect(bytes == first) }
      }
      let picture = try bytes.withUnsafeBytes { try decoder.decode($0, named: "picture") }
      #expect(picture.width == width && picture.height == height)
      #expect(picture.hasHalvedChroma == hasHalvedChroma)
      let pixels = try Frame.decoding(picture: bytes, named: "picture").rgbPixels()
      var worst = 0
      for index in 0..<width * height {
        for channel in 0..<3 {
          let difference =
            Int(pixels[3 * index + channel]) - Int(original[channel * width * height + index])
          worst = max(worst, abs(difference))
        }
      }
      #expect(worst <= (quantizer > 2 ? 60 : 8), "\(worst) at \(quantizer)")
    }
  }

  @Test("A picture that is cut short, and what is none, are errors; the next picture decodes")
  func damage() throws {
    let encoder = try JPEGPictureEncoder(width: 64, height: 64, hasHalvedChroma: true)
    let decoder = try JPEGPictureDecoder()
    var whole: [UInt8] = []
    try encoder.encode(rgb: levels(width: 64, height: 64), quantizer: 2) { whole = Array($0) }
    for bytes in [Array(whole.prefix(whole.count / 2)), [], [1, 2, 3], Array("nonsense".utf8)] {
      #expect(throws: VideoError.self) {
        _ = try bytes.withUnsafeBytes { try decoder.decode($0, named: "picture") }
      }
      let picture = try whole.withUnsafeBytes { try decoder.decode($0, named: "picture") }
      #expect(picture.width == 64)
    }
  }
}
