import CLibAV
import TestSupport
import Testing

@testable import Video

@Suite struct RegionSamplerTests {
  private let fill = RGBColor(red: 200, green: 17, blue: 90)

  /// Any region of a picture of the given size: inside, across the border or far outside.
  private func region(
    width: Int, height: Int, using random: inout SeededGenerator
  ) -> SquareRegion {
    let reach = max(width, height)
    return SquareRegion(
      x: .random(in: -2 * reach...2 * reach, using: &random),
      y: .random(in: -2 * reach...2 * reach, using: &random),
      side: .random(in: 1...3 * reach, using: &random))
  }

  @Test func anyRegionOfAnyEightBitRGBPictureIsWhatOpenCVGives() throws {
    var random = SeededGenerator(seed: 1)
    let sampler = RegionSampler()
    let formats = [AV_PIX_FMT_RGB24, AV_PIX_FMT_BGRA, AV_PIX_FMT_GBRP, AV_PIX_FMT_0RGB]
    for trial in 0..<400 {
      let (width, height) = (
        Int.random(in: 1...40, using: &random), Int.random(in: 1...40, using: &random)
      )
      let picture = RGBPicture.noise(width: width, height: height, using: &random)
      let frame = try makeFrame(picture, format: formats[trial % formats.count])
      let region = region(width: width, height: height, using: &random)
      let side = Int.random(in: 1...37, using: &random)
      let values = try sample(frame, region, side: side, fill: fill, with: sampler)
      let expected = picture.resizedByOpenCV(region, side: side, fill: fill)
      #expect(values == expected, "\(width)x\(height) \(region) to \(side)")
      // OpenCV drops some fractions on its way.
      let exact = picture.sampled(region, side: side, fill: fill)
      #expect(Difference(values, exact).largest <= 0.9)
    }
  }

  @Test(arguments: Orientation.all)
  func bytesInPartsAreTheLevelsOfFloats(_ orientation: Orientation) throws {
    var random = SeededGenerator(seed: 9)
    let sampler = RegionSampler()
    for format in [AV_PIX_FMT_RGB24, AV_PIX_FMT_GRAY8, AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV444P] {
      for _ in 0..<8 {
        let (width, height) = (
          Int.random(in: 1...40, using: &random), Int.random(in: 1...40, using: &random)
        )
        let frame = try makeFrame(
          .noise(width: width, height: height, using: &random), format: format,
          orientation: orientation)
        let region = region(width: width, height: height, using: &random)
        let side = Int.random(in: 1...37, using: &random)
        let levels = try sample(frame, region, side: side, fill: fill, with: sampler)
        var pixels = [UInt8](repeating: 1, count: 3 * side * side)
        let parts = Int.random(in: 1...4, using: &random)
        for part in (0..<parts).shuffled(using: &random) {
          try pixels.withUnsafeMutableBufferPointer {
            try sampler.sample(
              frame, region, side: side, fill: fill, part: (part, parts), into: $0)
          }
        }
        let planes = (0..<3).flatMap { channel in
          (0..<side * side).map { Float(pixels[3 * $0 + channel]) }
        }
        #expect(planes == levels)
      }
    }
  }

  @Test func greyAndPalettesAndMirroredPicturesAreWhatOpenCVGives() throws {
    var random = SeededGenerator(seed: 4)
    for orientation in Orientation.all where !orientation.isTransposed {
      for _ in 0..<10 {
        let (width, height) = (
          Int.random(in: 1...60, using: &random), Int.random(in: 1...60, using: &random)
        )
        let palette = try paletteFrame(width: width, height: height, orientation, using: &random)
        let grey = try makeFrame(
          .noise(width: width, height: height, using: &random), format: AV_PIX_FMT_GRAY8,
          orientation: orientation)
        for stored in [palette, grey] {
          let region = region(width: width, height: height, using: &random)
          let values = try sample(stored, region, side: 21, fill: fill)
          let whole = try rgb(stored)
          #expect(values == whole.resizedByOpenCV(region, side: 21, fill: fill))
        }
      }
    }
  }

  @Test func placesBeyondAnyPictureAreFilled() throws {
    let frame = try Frame(rgb: [1, 2, 3], width: 1, height: 1)
    for (x, y) in [(Int.max, 0), (Int.min, 0), (0, Int.max - 3), (Int.min, Int.max)] {
      for side in [1, 7, Int(Int32.max), Int.max] {
        for format in [AV_PIX_FMT_RGB24, AV_PIX_FMT_YUV420P] {
          let stored =
            format == AV_PIX_FMT_RGB24
            ? frame : try makeFrame(.waves(width: 6, height: 6), format: format)
          let values = try sample(stored, SquareRegion(x: x, y: y, side: side), side: 2, fill: fill)
          #expect(values == [200, 200, 200, 200, 17, 17, 17, 17, 90, 90, 90, 90])
        }
      }
    }
  }

  @Test func senselessRequestsAreErrors() throws {
    let frame = try Frame(rgb: [1, 2, 3], width: 1, height: 1)
    var values = [Float](repeating: 0, count: 11)
    for (region, side) in [(1, 2), (0, 1), (-4, 1), (4, 0), (4, -1)] {
      #expect(throws: VideoError.self) {
        try values.withUnsafeMutableBufferPointer {
          try RegionSampler().sample(
            frame, SquareRegion(x: 0, y: 0, side: region), side: side, fill: fill, into: $0)
        }
      }
    }
    #expect(throws: VideoError.self) { try Frame(rgb: [1, 2], width: 1, height: 1) }
    #expect(throws: VideoError.self) { try Frame(rgb: [], width: 0, height: 1) }
    #expect(throws: VideoError.self) { try Frame(rgb: [], width: -1, height: -3) }
  }

  @Test(arguments: Orientation.all)
  func orientationIsAppliedAsToTheWholePicture(_ orientation: Orientation) throws {
    var random = SeededGenerator(seed: 2)
    for format in [AV_PIX_FMT_RGB24, AV_PIX_FMT_YUV444P, AV_PIX_FMT_YUV420P, AV_PIX_FMT_PAL8] {
      for _ in 0..<6 {
        // Even, because swscale stretches the chroma of odd sizes a little.
        let (width, height) = (
          2 * Int.random(in: 1...20, using: &random), 2 * Int.random(in: 1...20, using: &random)
        )
        let stored =
          format == AV_PIX_FMT_PAL8
          ? try paletteFrame(width: width, height: height, orientation, using: &random)
          : try makeFrame(
            .waves(width: width, height: height), format: format, orientation: orientation)
        let region = region(width: stored.width, height: stored.height, using: &random)
        let values = try sample(stored, region, side: 19, fill: fill)
        let expected = try rgb(stored).sampled(region, side: 19, fill: fill)
        #expect(Difference(values, expected).largest <= 3, "\(format) \(region)")
      }
    }
  }

  /// The formats that swscale writes, so that pictures in them can be made here; luma and chroma,
  /// RGB and grey, with 8 to 16 bits, planar and packed, in both byte orders.
  private static let formats: [AVPixelFormat] = [
    AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV422P, AV_PIX_FMT_YUV444P, AV_PIX_FMT_YUV410P,
    AV_PIX_FMT_YUV411P, AV_PIX_FMT_YUV440P, AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P,
    AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_NV12, AV_PIX_FMT_NV21, AV_PIX_FMT_NV24, AV_PIX_FMT_YUYV422,
    AV_PIX_FMT_UYVY422, AV_PIX_FMT_YUVA420P, AV_PIX_FMT_YUV420P10LE, AV_PIX_FMT_YUV422P10LE,
    AV_PIX_FMT_YUV444P10LE, AV_PIX_FMT_YUV420P12LE, AV_PIX_FMT_YUV444P16LE, AV_PIX_FMT_P010LE,
    AV_PIX_FMT_P016LE, AV_PIX_FMT_YUV420P10BE, AV_PIX_FMT_RGB24, AV_PIX_FMT_BGR24,
    AV_PIX_FMT_RGBA, AV_PIX_FMT_ARGB, AV_PIX_FMT_BGRA, AV_PIX_FMT_GBRP, AV_PIX_FMT_GBRP10LE,
    AV_PIX_FMT_GBRP12LE, AV_PIX_FMT_RGB48LE, AV_PIX_FMT_RGB48BE, AV_PIX_FMT_RGBA64LE,
    AV_PIX_FMT_GRAY8, AV_PIX_FMT_GRAY10LE, AV_PIX_FMT_GRAY16LE, AV_PIX_FMT_GRAY16BE,
    AV_PIX_FMT_YA8, AV_PIX_FMT_RGB565LE, AV_PIX_FMT_RGB444LE, AV_PIX_FMT_RGB8,
    AV_PIX_FMT_GBRPF32LE, AV_PIX_FMT_MONOWHITE, AV_PIX_FMT_MONOBLACK, AV_PIX_FMT_X2RGB10LE,
  ]

  @Test(arguments: formats)
  func everyPixelFormatAgreesWithConvertingTheWholePicture(_ format: AVPixelFormat) throws {
    var random = SeededGenerator(seed: 3)
    let name = String(cString: av_get_pix_fmt_name(format))
    // swscale rounds more than once on its way. Where it converts the region, odd sizes are its own.
    let isExact = PixelLayout(format) != nil && format != AV_PIX_FMT_YUV410P
    let (largest, mean) = isExact ? (2.5, 1.001) : (5, 1.2)
    for (width, height) in [(64, 48), (101, 77), (13, 9), (1, 1)] {
      let (stored, whole) = try pictureOfAnySize(width: width, height: height, format: format)
      for _ in 0..<6 {
        let reach = max(width, height)
        let region = SquareRegion(
          x: .random(in: -reach...reach, using: &random),
          y: .random(in: -reach...reach, using: &random),
          side: .random(in: 1...2 * reach, using: &random))
        let difference = Difference(
          try sample(stored, region, side: 31, fill: fill),
          whole.sampled(region, side: 31, fill: fill))
        #expect(difference.largest <= largest, "\(name) \(width)x\(height) \(region)")
        #expect(difference.mean <= mean, "\(name) \(width)x\(height) \(region)")
      }
    }
  }

  /// A frame and its whole picture in RGB.
  ///
  /// swscale stretches the chroma of sizes that are no multiple of the subsampling. So the frame is
  /// the corner of a larger one with as many chroma samples, and the picture the corner of its picture.
  private func pictureOfAnySize(
    width: Int, height: Int, format: AVPixelFormat
  ) throws -> (Frame, RGBPicture) {
    let descriptor = try #require(av_pix_fmt_desc_get(format))
    func rounded(_ size: Int, _ shift: UInt8) -> Int { -(-size >> Int(shift)) << Int(shift) }
    let larger = try makeFrame(
      .waves(
        width: rounded(width, descriptor.pointee.log2_chroma_w),
        height: rounded(height, descriptor.pointee.log2_chroma_h)), format: format)
    let picture = try #require(av_frame_clone(larger.picture))
    picture.pointee.width = Int32(width)
    picture.pointee.height = Int32(height)
    return (Frame(taking: picture, index: 0, timestamp: 0), try rgb(larger).corner(width, height))
  }

  private func paletteFrame(
    width: Int, height: Int, _ orientation: Orientation, using random: inout SeededGenerator
  ) throws -> Frame {
    let picture = try allocatePicture(width: width, height: height, format: AV_PIX_FMT_PAL8)
    let palette = try #require(picture.pointee.data.1)
    let indices = try #require(picture.pointee.data.0)
    for entry in 0..<256 {
      for byte in 0..<4 {
        palette[entry * 4 + byte] = byte == 3 ? 255 : .random(in: 0...255, using: &random)
      }
    }
    for y in 0..<height {
      for x in 0..<width {
        indices[y * Int(picture.pointee.linesize.0) + x] = .random(in: 0...255, using: &random)
      }
    }
    return Frame(taking: picture, index: 0, timestamp: 0, orientation: orientation)
  }
}
