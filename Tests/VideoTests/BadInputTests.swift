import CLibAV
import TestSupport
import Testing

@testable import Video

@Suite struct BadInputTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The error that opening `source` throws.
  private func failure(
    _ source: String, options: VideoReader.Options = .init(),
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) -> VideoError? {
    do {
      let reader = try VideoReader(source, options: options)
      while try reader.next() != nil {}
      Issue.record("\(source) was read", sourceLocation: sourceLocation)
    } catch let error as VideoError {
      // One line that names the source.
      #expect(!error.description.contains("\n"), sourceLocation: sourceLocation)
      #expect(error.description.contains(source), sourceLocation: sourceLocation)
      return error
    } catch {
      Issue.record(error, sourceLocation: sourceLocation)
    }
    return nil
  }

  @Test func missingFile() {
    let path = folder.file("none.mp4")
    #expect(failure(path) == .notFound(source: path))
    #expect(failure("/nowhere/at all/clip.mp4") == .notFound(source: "/nowhere/at all/clip.mp4"))
  }

  @Test func emptyFile() throws {
    let path = try folder.write([], to: "empty.mp4")
    #expect(failure(path) == .empty(source: path))
  }

  @Test func textNamedAsVideo() throws {
    let path = try folder.write("This is a letter, not a film.\n", to: "letter.mp4")
    guard case .notAVideo = failure(path) else {
      Issue.record("expected notAVideo")
      return
    }
  }

  @Test func textNamedAsPicture() throws {
    let path = try folder.write("This is a letter, not a painting.\n", to: "letter.png")
    guard case .notAVideo = failure(path) else {
      Issue.record("expected notAVideo")
      return
    }
  }

  @Test func audioOnly() throws {
    let path = try folder.write(wav(), to: "sound.wav")
    #expect(failure(path) == .noVideoStream(source: path, found: ["audio"]))
  }

  @Test func coverPictureIsNoVideo() throws {
    var settings = TestVideo.Settings()
    settings.codec = AV_CODEC_ID_MJPEG
    settings.pixelFormat = AV_PIX_FMT_YUVJ420P
    try TestVideo.write(folder.file("cover.mjpeg"), frames: 1, settings)
    let path = try folder.write(mp3(cover: readBytes(folder.file("cover.mjpeg"))), to: "song.mp3")
    #expect(failure(path) == .noVideoStream(source: path, found: ["audio", "a cover picture"]))
  }

  @Test func videoWithoutFramesIsNoErrorButGivesNone() throws {
    let path = try folder.write("YUV4MPEG2 W64 H48 F25:1 C420jpeg\n", to: "nothing.y4m")
    let reader = try VideoReader(path)
    #expect(try reader.next() == nil)
    #expect(reader.statistics.framesDecoded == 0)
  }

  @Test func movieWithoutItsIndex() throws {
    let path = folder.file("cut.mp4")
    try TestVideo.write(path, frames: 50)
    let bytes = try readBytes(path)
    try writeBytes(Array(bytes.prefix(bytes.count / 2)), to: path)
    #expect(failure(path) == .indexMissing(source: path))
  }

  @Test func truncatedMovieGivesAllItsWholeFrames() throws {
    let path = folder.file("cut.mp4")
    var settings = TestVideo.Settings()
    settings.muxerOptions = ["movflags": "+faststart"]
    try TestVideo.write(path, frames: 50, settings)
    let bytes = try readBytes(path)
    try writeBytes(Array(bytes.prefix(bytes.count * 7 / 10)), to: path)
    let reader = try VideoReader(path)
    let frames = try allFrames(reader)
    #expect((10..<50).contains(frames.count))
    for frame in frames {
      #expect(abs(Int(firstSample(frame)) - Int(TestVideo.level(of: frame.index))) <= 1)
    }
    let statistics = reader.statistics
    #expect(statistics.promisedFrames == 50)
    #expect(statistics.lostFrames == 50 - frames.count)
  }

  @Test func corruptPacketsAreSkippedAndCounted() throws {
    var settings = TestVideo.Settings()
    settings.codec = AV_CODEC_ID_PNG
    settings.pixelFormat = AV_PIX_FMT_RGB24
    let path = folder.file("pictures.mov")
    try TestVideo.write(path, frames: 20, settings)
    var bytes = try readBytes(path)
    // Every frame is a PNG file; spoil the type of the first chunk of three of them.
    var places: [Int] = []
    for place in bytes.indices.dropLast(4)
    where bytes[place..<(place + 4)].elementsEqual("IHDR".utf8) {
      places.append(place)
    }
    #expect(places.count == 20)
    for frame in [3, 7, 8] { bytes[places[frame]] = 0 }
    try writeBytes(bytes, to: path)
    let reader = try VideoReader(path)
    let frames = try allFrames(reader)
    #expect(frames.count == 17)
    #expect(frames.map(\.index) == Array(0..<17))
    // The frames that are left keep their times.
    let kept = (0..<20).filter { ![3, 7, 8].contains($0) }
    for (frame, number) in zip(frames, kept) {
      #expect(abs(frame.timestamp - Double(number) / 25) < 1e-6)
    }
    #expect(reader.statistics.corruptPackets == 3)
    #expect(reader.statistics.lostFrames == 3)
  }

  @Test func gapsInATransportStreamAreCounted() throws {
    let path = folder.file("gap.ts")
    var settings = TestVideo.Settings()
    settings.codec = AV_CODEC_ID_MPEG2VIDEO
    (settings.width, settings.height) = (320, 240)
    let video = try TestVideo(path, settings)
    for index in 0..<25 {
      let picture = try noisePicture(320, 240, seed: UInt64(index))
      try video.add(picture, at: index)
      var owned: UnsafeMutablePointer<AVFrame>? = picture
      av_frame_free(&owned)
    }
    try video.finish()
    var bytes = try readBytes(path)
    let middle = bytes.count / 188 / 2
    bytes.removeSubrange(middle * 188..<(middle + 2) * 188)
    try writeBytes(bytes, to: path)
    let reader = try VideoReader(path)
    let frames = try allFrames(reader)
    #expect((20...25).contains(frames.count))
    #expect(reader.statistics.corruptPackets + reader.statistics.damagedFrames > 0)
  }

  @Test func unknownSchemesAreRefused() {
    guard case .unsupportedScheme(_, "gopher", let supported) = failure("gopher://host/clip") else {
      Issue.record("expected unsupportedScheme")
      return
    }
    #expect(supported.contains("https"))
  }

  @Test func picturesBeyondTheLimitAreRefused() throws {
    let path = folder.file("clip.mkv")
    try TestVideo.write(path, frames: 3)
    var options = VideoReader.Options()
    options.maximumPixels = 64 * 48 - 1
    #expect(
      failure(path, options: options)
        == .tooManyPixels(source: path, size: "64x48", maximum: 64 * 48 - 1))
    options.maximumPixels = 64 * 48
    #expect(try allFrames(try VideoReader(path, options: options)).count == 3)
  }

  /// 65,000 × 65,000 pixels would be 12 GB in RGB.
  @Test func hugePicturesAreRefusedBeforeTheyAreAllocated() throws {
    let path = try folder.write(bmpHeader(width: 65000, height: 65000), to: "huge.bmp")
    // This decoder calls it damage.
    #expect(failure(path) == .noFrames(source: path))
    let video = try folder.write(
      "YUV4MPEG2 W12000 H12000 F25:1 C420jpeg\nFRAME\n" + "abc", to: "huge.y4m")
    guard case .tooManyPixels(_, "12000x12000", _) = failure(video) else {
      Issue.record("expected tooManyPixels")
      return
    }
  }

  /// Whatever is changed in a file: no crash, no hang, and errors that are ours.
  @Test(arguments: ["mp4", "mkv", "avi", "ts", "nut", "mjpeg"])
  func anyDamageEndsInFramesOrAnError(_ container: String) throws {
    var settings = TestVideo.Settings()
    settings.bFrames = 2
    if container == "mjpeg" {
      settings = TestVideo.Settings()
      settings.codec = AV_CODEC_ID_MJPEG
      settings.pixelFormat = AV_PIX_FMT_YUVJ420P
    }
    let path = folder.file("clip." + container)
    try TestVideo.write(path, frames: 12, settings)
    let whole = try readBytes(path)
    var random = SeededGenerator(seed: 7)
    var options = VideoReader.Options()
    options.maximumPixels = 1 << 20
    for _ in 0..<25 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...30, using: &random) {
        bytes[.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) {
        bytes.removeLast(.random(in: 0..<bytes.count, using: &random))
      }
      try writeBytes(bytes, to: path)
      do {
        let reader = try VideoReader(path, options: options)
        let sampler = RegionSampler()
        while let frame = try reader.next() {
          let region = SquareRegion(x: -5, y: -5, side: 90)
          _ = try sample(
            frame, region, side: 32, fill: RGBColor(red: 0, green: 0, blue: 0), with: sampler)
        }
      } catch is VideoError {
      }
    }
  }
}

/// A number in little-endian bytes.
private func number(_ value: Int, _ bytes: Int) -> [UInt8] {
  (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// The beginning of a BMP file in 24-bit RGB, and a few of its pixels.
private func bmpHeader(width: Int, height: Int) -> [UInt8] {
  let pixels = [UInt8](repeating: 0, count: 64)
  let header = number(40, 4) + number(width, 4) + number(height, 4) + number(1, 2) + number(24, 2)
  return Array("BM".utf8) + number(54 + pixels.count, 4) + number(0, 4) + number(54, 4) + header
    + [UInt8](repeating: 0, count: 24) + pixels
}

/// A tenth of a second of silence.
private func wav() -> [UInt8] {
  let samples = [UInt8](repeating: 128, count: 800)
  return Array("RIFF".utf8) + number(36 + samples.count, 4) + Array("WAVEfmt ".utf8)
    + number(16, 4) + number(1, 2) + number(1, 2) + number(8000, 4) + number(8000, 4)
    + number(1, 2) + number(8, 2) + Array("data".utf8) + number(samples.count, 4) + samples
}

/// Some silent MP3 frames behind an ID3 tag with a front cover.
private func mp3(cover: [UInt8]) -> [UInt8] {
  func sevenBits(_ value: Int) -> [UInt8] {
    [21, 14, 7, 0].map { UInt8(value >> $0 & 0x7F) }
  }
  let content = [0] + Array("image/jpeg".utf8) + [0, 3, 0] + cover
  let frame = Array("APIC".utf8) + sevenBits(content.count) + [0, 0] + content
  let tag = Array("ID3".utf8) + [4, 0, 0] + sevenBits(frame.count) + frame
  let silence: [UInt8] = [0xFF, 0xFB, 0x90, 0x00] + [UInt8](repeating: 0, count: 413)
  return tag + (0..<20).flatMap { _ in silence }
}

private func noisePicture(
  _ width: Int, _ height: Int, seed: UInt64
) throws -> UnsafeMutablePointer<AVFrame> {
  let picture = try allocatePicture(width: width, height: height, format: AV_PIX_FMT_YUV420P)
  fill(picture, with: 128)
  var random = SeededGenerator(seed: seed)
  guard let luma = picture.pointee.data.0 else { return picture }
  for place in 0..<Int(picture.pointee.linesize.0) * height {
    luma[place] = .random(in: 0...255, using: &random)
  }
  return picture
}
