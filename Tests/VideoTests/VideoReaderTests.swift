import CLibAV
import TestSupport
import Testing

@testable import Video

@Suite struct VideoReaderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func framesComeInDisplayOrderWithTheirTimes() throws {
    var settings = TestVideo.Settings()
    settings.bFrames = 2
    for name in ["clip.mp4", "clip.mkv", "clip.avi", "clip.ts", "clip.mov", "clip.nut"] {
      let path = folder.file(name)
      try TestVideo.write(path, frames: 30, settings)
      let reader = try VideoReader(path)
      let frames = try allFrames(reader)
      #expect(frames.map(\.index) == Array(0..<30), "\(name)")
      for frame in frames {
        #expect(abs(frame.timestamp - Double(frame.index) / 25) < 0.002, "\(name) \(frame.index)")
        let level = Int(TestVideo.level(of: frame.index))
        #expect(abs(Int(firstSample(frame)) - level) <= 1, "\(name) \(frame.index)")
      }
      #expect(reader.statistics.framesDecoded == 30)
      #expect(reader.statistics.corruptPackets == 0, "\(name)")
      #expect(try reader.next() == nil)
    }
  }

  @Test func informationDescribesTheStream() throws {
    var settings = TestVideo.Settings()
    settings.adjust = {
      $0.pointee.sample_aspect_ratio = AVRational(num: 4, den: 3)
      $0.pointee.colorspace = AVCOL_SPC_BT709
      $0.pointee.color_primaries = AVCOL_PRI_BT709
      $0.pointee.color_trc = AVCOL_TRC_BT709
      $0.pointee.color_range = AVCOL_RANGE_MPEG
    }
    let path = folder.file("clip.mp4")
    try TestVideo.write(path, frames: 50, settings)
    let reader = try VideoReader(path)
    let information = reader.information
    #expect(information.width == 64)
    #expect(information.height == 48)
    #expect(information.frameCount == 50)
    #expect(information.codecName == "mpeg4")
    #expect(information.pixelFormatName == "yuv420p")
    #expect(information.averageFrameRate == 25)
    #expect(abs((information.duration ?? 0) - 2) < 0.05)
    #expect(information.pixelAspectRatio == Ratio(numerator: 4, denominator: 3))
    #expect(information.color.matrix == AVCOL_SPC_BT709.rawValue)
    #expect(!reader.isLive)
    #expect(try reader.next()?.pixelAspectRatio == Ratio(numerator: 4, denominator: 3))
  }

  @Test func variableFrameRatesKeepTheirTimes() throws {
    let times = [0, 40, 45, 1000, 1033, 1034, 5000]
    for name in ["clip.mkv", "clip.mp4"] {
      var settings = TestVideo.Settings()
      settings.ticksPerSecond = 1000
      let path = folder.file(name)
      let video = try TestVideo(path, settings)
      for time in times { try video.add(level: 90, at: time) }
      try video.finish()
      let stamps = try allFrames(try VideoReader(path)).map(\.timestamp)
      #expect(stamps.count == times.count)
      for (stamp, time) in zip(stamps, times) { #expect(abs(stamp - Double(time) / 1000) < 1e-9) }
    }
  }

  @Test func timesCountFromTheStreamsStart() throws {
    let path = folder.file("late.nut")
    let video = try TestVideo(path)
    for index in 0..<5 { try video.add(level: 90, at: 1000 + index) }
    try video.finish()
    let stamps = try allFrames(try VideoReader(path)).map(\.timestamp)
    #expect(stamps.count == 5)
    for (index, stamp) in stamps.enumerated() { #expect(abs(stamp - Double(index) / 25) < 1e-9) }
  }

  /// The matrices of ISO/IEC 14496-12 for phone videos, in the file's header.
  @Test(arguments: [
    ([1, 0, 0, 1], Orientation()),
    ([0, 1, -1, 0], Orientation(isTransposed: true, isMirroredVertically: true)),
    ([-1, 0, 0, -1], Orientation(isMirroredHorizontally: true, isMirroredVertically: true)),
    ([0, -1, 1, 0], Orientation(isTransposed: true, isMirroredHorizontally: true)),
    ([-1, 0, 0, 1], Orientation(isMirroredHorizontally: true)),
  ])
  func displayMatrixIsApplied(_ elements: [Int], _ orientation: Orientation) throws {
    let path = folder.file("clip.mp4")
    var settings = TestVideo.Settings()
    settings.adjust = { $0.pointee.sample_aspect_ratio = AVRational(num: 4, den: 3) }
    try TestVideo.write(path, frames: 2, settings)
    var bytes = try readBytes(path)
    // Behind the name `tkhd`: version and flags, times, track, durations, layer, volume; 40 bytes.
    let header = try #require(bytes.firstRange(of: Array("tkhd".utf8)))
    for (element, place) in zip(elements, [0, 1, 3, 4]) {
      let value = UInt32(bitPattern: Int32(element * 65536))
      for byte in 0..<4 {
        bytes[header.upperBound + 40 + place * 4 + byte] =
          UInt8(truncatingIfNeeded: value >> (24 - 8 * byte))
      }
    }
    try writeBytes(bytes, to: path)

    let reader = try VideoReader(path)
    let frame = try #require(try reader.next())
    #expect(frame.orientation == orientation)
    let turned = orientation.isTransposed
    #expect((frame.width, frame.height) == (turned ? (48, 64) : (64, 48)))
    #expect((reader.information.width, reader.information.height) == (frame.width, frame.height))
    let ratio = Ratio(numerator: turned ? 3 : 4, denominator: turned ? 4 : 3)
    #expect(frame.pixelAspectRatio == ratio)
    #expect(reader.information.pixelAspectRatio == ratio)
  }

  @Test func sizeMayChangeInTheMiddle() throws {
    // Two streams of JPEG pictures one behind the other.
    var bytes: [UInt8] = []
    for (width, height) in [(64, 48), (96, 80)] {
      var settings = TestVideo.Settings()
      settings.codec = AV_CODEC_ID_MJPEG
      settings.pixelFormat = AV_PIX_FMT_YUVJ420P
      (settings.width, settings.height) = (width, height)
      let path = folder.file("part.mjpeg")
      try TestVideo.write(path, frames: 10, settings)
      bytes += try readBytes(path)
    }
    let path = try folder.write(bytes, to: "both.mjpeg")
    let frames = try allFrames(try VideoReader(path))
    #expect(frames.count == 20)
    #expect(frames.prefix(10).allSatisfy { $0.width == 64 && $0.height == 48 })
    #expect(frames.suffix(10).allSatisfy { $0.width == 96 && $0.height == 80 })
    // One sampler serves both sizes.
    let sampler = RegionSampler()
    let region = SquareRegion(x: 40, y: 30, side: 50)
    let fill = RGBColor(red: 0, green: 0, blue: 0)
    for frame in frames {
      let values = try sample(frame, region, side: 20, fill: fill, with: sampler)
      let expected = try rgb(frame).sampled(region, side: 20, fill: fill)
      #expect(Difference(values, expected).largest < 3)
    }
    let stamps = frames.map(\.timestamp)
    #expect(zip(stamps, stamps.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func framesOutliveTheReader() throws {
    let path = folder.file("clip.mp4")
    try TestVideo.write(path, frames: 12)
    var frames: [Frame] = []
    do { frames = try allFrames(try VideoReader(path)) }
    for frame in frames {
      #expect(abs(Int(firstSample(frame)) - Int(TestVideo.level(of: frame.index))) <= 1)
    }
  }

  @Test func threadsGiveTheSameFrames() throws {
    let path = folder.file("clip.mkv")
    var settings = TestVideo.Settings()
    settings.bFrames = 1
    try TestVideo.write(path, frames: 40, settings)
    for threads in [1, 2, 4] {
      for readAhead in [1, 8] {
        var options = VideoReader.Options()
        options.decodingThreads = threads
        options.readAhead = readAhead
        let frames = try allFrames(try VideoReader(path, options: options))
        #expect(frames.map { firstSample($0) }.count == 40)
        #expect(
          frames.allSatisfy { abs(Int(firstSample($0)) - Int(TestVideo.level(of: $0.index))) <= 1 })
      }
    }
  }
}
