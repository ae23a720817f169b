import CLibAV
import Foundation
import TestSupport
import Testing

@testable import Video

private let containers = ["mp4", "m4v", "mov", "mkv", "webm", "avi", "ts"]
private let sky = RGBColor(red: 90, green: 140, blue: 200)
private let orange = RGBColor(red: 240, green: 150, blue: 30)

@Suite struct VideoWriterTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(
    _ path: String, timestamps: [Double], like information: VideoReader.Information,
    annotations: [Annotation] = []
  ) throws {
    let writer = try VideoWriter(path, like: information)
    for (index, timestamp) in timestamps.enumerated() {
      let frame = try plainFrame(
        sky, width: information.width, height: information.height, index: index,
        timestamp: timestamp)
      try writer.write(frame, annotations: annotations)
    }
    try writer.finish()
    #expect(writer.frameCount == timestamps.count)
  }

  @Test(arguments: containers)
  func aVideoComesBackAsWritten(container: String) throws {
    let path = folder.file("clip." + container)
    let information = VideoReader.Information(
      width: 192, height: 108, frameRate: Ratio(numerator: 25, denominator: 1),
      pixelAspectRatio: Ratio(numerator: 4, denominator: 3))
    let box = Annotation(box: Box(x: 60, y: 40, width: 60, height: 40), color: orange)
    let timestamps = (0..<30).map { Double($0) / 25 }
    try write(path, timestamps: timestamps, like: information, annotations: [box])

    let reader = try VideoReader(path)
    #expect(reader.information.width == 192 && reader.information.height == 108)
    #expect(abs((reader.information.averageFrameRate ?? 0) - 25) < 0.1)
    #expect(reader.information.pixelAspectRatio.value == 4.0 / 3, "\(container)")
    #expect(reader.information.color.matrix == AVCOL_SPC_SMPTE170M.rawValue || container == "avi")
    let frames = try readFrames(path)
    #expect(frames.count == 30)
    for (frame, timestamp) in zip(frames, timestamps) {
      #expect(abs(frame.timestamp - timestamp) < 0.0006)
    }
    let last = try #require(frames.last)
    let (outside, inside) = try (pixelColor(of: last, 20, 20), pixelColor(of: last, 90, 60))
    #expect(largestDifference(outside, sky) <= 6 && largestDifference(inside, sky) <= 6)
    // A line of 1.5 pixels between others: luma is sharp, chroma is shared by two pixels.
    let line = try pixelColor(of: last, 90, 40)
    #expect(Int(line.red) > Int(sky.red) + 40)
  }

  @Test func highDefinitionIsTaggedAndConvertedAsBT709() throws {
    let path = folder.file("clip.mp4")
    let colors = [orange, RGBColor(red: 20, green: 200, blue: 40), sky]
    let writer = try VideoWriter(path, like: .init(width: 1280, height: 720))
    for (index, color) in colors.enumerated() {
      try writer.write(
        try plainFrame(color, width: 1280, height: 720, timestamp: Double(index) / 30))
    }
    try writer.finish()
    let color = try VideoReader(path).information.color
    #expect(color.matrix == AVCOL_SPC_BT709.rawValue)
    #expect(color.primaries == AVCOL_PRI_BT709.rawValue)
    #expect(color.transfer == AVCOL_TRC_BT709.rawValue)
    #expect(color.range == AVCOL_RANGE_MPEG.rawValue)
    for (frame, color) in zip(try readFrames(path), colors) {
      let found = try frame.meanColor()
      #expect(largestDifference(found, color) <= 3)
    }
  }

  @Test(arguments: ["mp4", "mkv", "webm", "ts"])
  func unevenTimestampsAreKept(container: String) throws {
    let path = folder.file("clip." + container)
    var timestamps = [0.0]
    for index in 1..<40 {
      timestamps.append(timestamps[index - 1] + [0.040, 0.011, 0.2, 0.033, 0.0167][index % 5])
    }
    try write(
      path, timestamps: timestamps.map { $0 + 7.25 }, like: .init(width: 64, height: 48))
    let found = try readFrames(path).map(\.timestamp)
    #expect(found.count == timestamps.count)
    let tolerance = ["mkv", "webm"].contains(container) ? 0.00051 : 0.00001
    for (timestamp, expected) in zip(found, timestamps) {
      #expect(abs(timestamp - expected) <= tolerance)
    }
  }

  /// Closer together than the container's clock ticks, not in order, or no numbers at all.
  @Test(arguments: ["mp4", "mkv", "avi", "ts"])
  func noFrameIsLostForItsTimestamp(container: String) throws {
    let path = folder.file("clip." + container)
    let timestamps = [0, 1e-7, 2e-7, 0.1, 0.05, .nan, 0.3, .infinity, 0.3, -5]
    try write(path, timestamps: timestamps, like: .init(width: 64, height: 48))
    let found = try readFrames(path).map(\.timestamp)
    #expect(found.count == timestamps.count)
    #expect(zip(found, found.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func theLastFrameIsShownAsLongAsTheOthers() throws {
    for container in ["mp4", "mkv"] {
      let path = folder.file("clip." + container)
      try write(
        path, timestamps: (0..<10).map { Double($0) / 10 },
        like: .init(width: 64, height: 48, frameRate: Ratio(numerator: 10, denominator: 1)))
      let duration = try VideoReader(path).information.duration ?? 0
      #expect(abs(duration - 1) < 0.002)
    }
  }

  @Test func theIndexComesBeforeThePictures() throws {
    let path = folder.file("clip.mp4")
    try write(path, timestamps: [0, 0.1], like: .init(width: 64, height: 48))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let index = try #require(bytes.range(of: Data("moov".utf8)))
    let pictures = try #require(bytes.range(of: Data("mdat".utf8)))
    #expect(index.lowerBound < pictures.lowerBound)
  }

  @Test(arguments: [(101, 67), (1, 1), (2, 3), (33, 2)])
  func oddSizesGetOneColumnOrRowMore(width: Int, height: Int) throws {
    for container in containers {
      let path = folder.file("clip." + container)
      try write(path, timestamps: [0, 0.1, 0.2], like: .init(width: width, height: height))
      let frames = try readFrames(path)
      #expect(frames.count == 3, "\(container)")
      let last = try #require(frames.last)
      #expect(last.width == width + width % 2 && last.height == height + height % 2)
      let corner = try pixelColor(of: last, last.width - 1, last.height - 1)
      #expect(largestDifference(corner, sky) <= 6)
    }
  }

  @Test func framesOfAnotherSizeAreScaledToTheFirst() throws {
    let path = folder.file("clip.mkv")
    let writer = try VideoWriter(path, like: .init(width: 0, height: 0))
    let box = Annotation(box: Box(x: 40, y: 30, width: 80, height: 60), color: orange)
    try writer.write(try plainFrame(sky, width: 320, height: 180), annotations: [box])
    let half = Annotation(box: Box(x: 20, y: 15, width: 40, height: 30), color: orange)
    try writer.write(
      try plainFrame(sky, width: 160, height: 90, timestamp: 0.1), annotations: [half])
    try writer.finish()
    let frames = try readFrames(path)
    #expect(frames.map(\.width) == [320, 320] && frames.map(\.height) == [180, 180])
    for (x, y) in [(80, 30), (80, 90), (40, 60), (120, 60), (10, 10), (80, 60)] {
      let (first, second) = try (pixelColor(of: frames[0], x, y), pixelColor(of: frames[1], x, y))
      #expect(largestDifference(first, second) <= 12)
    }
  }

  @Test func turnedFramesAreWrittenUpright() throws {
    let (width, height) = (6, 4)
    let values = (0..<width * height * 3).map { UInt8($0 * 3) }
    for orientation in Orientation.all {
      let picture = try allocatePicture(width: width, height: height, format: AV_PIX_FMT_RGB24)
      let plane = try #require(picture.pointee.data.0)
      for y in 0..<height {
        for x in 0..<width * 3 {
          plane[y * Int(picture.pointee.linesize.0) + x] = values[y * width * 3 + x]
        }
      }
      let frame = Frame(taking: picture, index: 0, timestamp: 0, orientation: orientation)
      let writer = try VideoWriter(
        folder.file("frames/"), like: .init(width: frame.width, height: frame.height))
      try writer.write(frame)
      try writer.finish()
      let written = try #require(try readFrames(folder.file("frames/000000.png")).first)
      #expect(written.width == frame.width && written.height == frame.height)
      let (found, expected) = try (written.rgbPixels(), frame.rgbPixels())
      #expect(found == expected, "\(orientation)")
    }
  }

  /// What a decoder gives goes through unchanged but for a level of rounding, on average.
  @Test(arguments: [
    "yuv420p", "yuvj420p", "yuv422p", "yuv444p", "nv12", "yuv420p10le", "gray", "bgra",
  ])
  func importingKeepsColors(format: String) throws {
    let format = av_get_pix_fmt(format)
    let source = try makeFrame(RGBPicture.waves(width: 128, height: 96), format: format)
    let canvas = Canvas(width: 128, height: 96)
    try FrameImporter().draw(source, on: canvas)
    let expected = try source.rgbPixels()
    var bias = 0
    var error = 0
    for (index, level) in expected.enumerated() {
      let (row, column) = (index / (128 * 3), index % (128 * 3))
      let difference = Int(canvas.pixels[row * canvas.bytesPerRow + column]) - Int(level)
      bias += difference
      error += abs(difference)
    }
    #expect(abs(Double(bias)) / Double(expected.count) < 0.5)
    #expect(Double(error) / Double(expected.count) < 2)
  }

  @Test func framesAreScaledWhileTheyAreImported() throws {
    let source = try plainFrame(orange, width: 31, height: 17)
    let canvas = Canvas(width: 64, height: 48)
    try FrameImporter().draw(source, on: canvas)
    for (x, y) in [(0, 0), (63, 0), (0, 47), (63, 47), (30, 20)] {
      #expect(largestDifference(canvas[x, y], orange) <= 1)
    }
  }
}
