import CLibAV
import Synchronization
import TestSupport
import Testing

@testable import Video

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite struct SourceTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  // MARK: Pictures

  @Test func naturalOrderComparesNumbers() {
    let ordered = [
      "1.png", "2.png", "10.png", "a", "a1", "a1b", "a2", "a002", "a10", "a10b2", "a10b10", "b",
    ]
    #expect(
      ordered.reversed().sorted(by: naturallyPrecedes) == ordered.sorted(by: naturallyPrecedes))
    #expect(
      ["frame10", "frame2", "frame1"].sorted(by: naturallyPrecedes) == [
        "frame1", "frame2", "frame10",
      ])
    let long = String(repeating: "9", count: 400)
    #expect(naturallyPrecedes("f" + long, "f1" + long))
    for left in ordered {
      #expect(!naturallyPrecedes(left, left))
      for right in ordered where left != right {
        #expect(naturallyPrecedes(left, right) != naturallyPrecedes(right, left))
      }
    }
  }

  @Test func folderOfPicturesComesInNaturalOrder() throws {
    let pictures = folder.makeFolder("pictures")
    for number in 1...12 {
      let picture = plain(width: 10 + number, height: 20, UInt8(number * 10), 0, 0)
      try writeBytes(ppm(picture), to: "\(pictures)/frame\(number).ppm")
    }
    try writeBytes(Array("notes".utf8), to: pictures + "/README.txt")
    let reader = try VideoReader(pictures)
    #expect(reader.information.frameCount == 12)
    #expect(reader.information.averageFrameRate == 25)
    let frames = try allFrames(reader)
    #expect(frames.map(\.width) == Array(11...22))
    #expect(frames.map(\.index) == Array(0..<12))
    #expect(abs(frames[5].timestamp - 0.2) < 1e-12)
    for frame in frames {
      let color = RGBColor(red: UInt8((frame.index + 1) * 10), green: 0, blue: 0)
      #expect(try frame.meanColor() == color)
    }
    #expect(reader.statistics.lostFrames == 0)
    #expect(!reader.isLive)
  }

  @Test func pictureKindsAreRecognizedByTheirBytes() throws {
    let pictures = folder.makeFolder("pictures")
    let color = plain(width: 16, height: 16, 200, 100, 50)
    // One is named as something else, which happens in data sets.
    let kinds: [(String, AVCodecID, AVPixelFormat)] = [
      ("1.png", AV_CODEC_ID_PNG, AV_PIX_FMT_RGB24), ("2.bmp", AV_CODEC_ID_BMP, AV_PIX_FMT_BGR24),
      ("3.jpg", AV_CODEC_ID_MJPEG, AV_PIX_FMT_YUVJ444P),
      ("4.tif", AV_CODEC_ID_TIFF, AV_PIX_FMT_RGB24), ("5.JPG", AV_CODEC_ID_PNG, AV_PIX_FMT_RGB24),
    ]
    for (name, codec, format) in kinds {
      try writePicture(color, to: pictures + "/" + name, codec: codec, format: format)
    }
    let reader = try VideoReader(pictures)
    let frames = try allFrames(reader)
    #expect(frames.count == kinds.count)
    #expect(reader.statistics.corruptPackets == 0)
    for frame in frames {
      let mean = try frame.meanColor()
      #expect(abs(Int(mean.red) - 200) <= 2 && abs(Int(mean.green) - 100) <= 2, "\(frame.index)")
    }
  }

  @Test func damagedPicturesAreSkippedAndOthersKeepTheirNumbers() throws {
    let pictures = folder.makeFolder("pictures")
    for number in 0..<4 {
      let bytes = number == 2 ? [1, 2, 3] : ppm(plain(width: 8, height: 8, 9, 9, 9))
      try writeBytes(bytes, to: "\(pictures)/\(number).ppm")
    }
    let reader = try VideoReader(pictures)
    #expect(try allFrames(reader).map(\.index) == [0, 1, 3])
    #expect(reader.statistics.corruptPackets == 1)
    #expect(reader.statistics.lostFrames == 1)
  }

  @Test func patternsFindTheirFilesByNumber() throws {
    for name in ["img_007.ppm", "img_008.ppm", "img_0100.ppm", "img_1000.ppm", "img_9.ppm"] {
      try folder.write(ppm(plain(width: 4, height: 4, 1, 2, 3)), to: name)
    }
    let all = try PictureFiles.matching(folder.file("img_%03d.ppm"))
    #expect(all == ["img_007.ppm", "img_008.ppm", "img_1000.ppm"].map { folder.file($0) })
    #expect(try allFrames(try VideoReader(folder.file("img_%03d.ppm"))).count == 3)
    #expect(try PictureFiles.matching(folder.file("img_%d.ppm")).count == 2)
    #expect(throws: VideoError.self) { try VideoReader(folder.file("other_%03d.ppm")) }
    #expect(throws: VideoError.self) { try VideoReader(folder.file("img_%s.ppm")) }
    #expect(throws: VideoError.self) { try VideoReader(folder.file("img_%d_%d.ppm")) }
    #expect(throws: VideoError.self) { try VideoReader(folder.file("%d/a.ppm")) }
    #expect(NumberPattern("100%%_%d.png")?.matches("100%_5.png") == true)
  }

  @Test func folderWithoutPicturesSaysSo() throws {
    let empty = folder.makeFolder("empty")
    let error = thrownError { _ = try VideoReader(empty) }
    guard case VideoError.noPictures(empty, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  // MARK: Names

  @Test func namesWithColonsAndPercentSignsAreFiles() throws {
    try TestVideo.write(folder.file("clip.mkv"), frames: 2)
    let bytes = try readBytes(folder.file("clip.mkv"))
    for name in ["12:30:00.mkv", "http:clip.mkv", "100%d.mkv", "-.mkv", "a b?c#d&e.mkv"] {
      try folder.write(bytes, to: name)
      #expect(try allFrames(try VideoReader(folder.file(name))).count == 2, "\(name)")
    }
    #expect(try allFrames(try VideoReader("file:" + folder.file("clip.mkv"))).count == 2)
    #expect(try allFrames(try VideoReader("file://" + folder.file("clip.mkv"))).count == 2)
  }

  // MARK: Streams

  @Test func namedPipesAreReadAsTheyAreWritten() throws {
    try TestVideo.write(folder.file("clip.ts"), frames: 20)
    let bytes = try readBytes(folder.file("clip.ts"))
    let pipe = folder.file("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let writer = try Background { try? writeBytes(bytes, to: pipe) }
    let reader = try VideoReader(pipe)
    #expect(reader.isLive)
    #expect(try allFrames(reader).count == 20)
    writer.join()
  }

  @Test func standardInputIsReadAndMayBeSeekable() throws {
    // An index behind the frames needs seeking, which standard input can do where it is a file.
    let path = folder.file("clip.mp4")
    try TestVideo.write(path, frames: 20)
    let saved = dup(0)
    defer {
      dup2(saved, 0)
      close(saved)
    }
    let file = open(path, O_RDONLY)
    dup2(file, 0)
    close(file)
    let reader = try VideoReader("-")
    #expect(reader.isLive)
    #expect(try allFrames(reader).count == 20)
  }

  @Test func cancellingFreesWhoWaits() throws {
    try TestVideo.write(folder.file("clip.ts"), frames: 200)
    let bytes = try readBytes(folder.file("clip.ts"))
    let pipe = folder.file("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    // The writer keeps the pipe open and stays silent, as a camera may.
    let silence = DispatchGate()
    let writer = try Background {
      guard let file = fopen(pipe, "wb") else { return }
      _ = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
      fflush(file)
      silence.wait()
      fclose(file)
    }
    var reader: VideoReader? = try VideoReader(pipe)
    let canceller = try Background { [reader] in
      usleep(300_000)
      reader?.cancel()
    }
    var count = 0
    while try reader?.next() != nil { count += 1 }
    #expect(count < 201)
    canceller.join()
    // Going away joins the decoding thread, which must not wait for the silent writer.
    reader = nil
    silence.open()
    writer.join()
  }

  @Test func readersThatAreDroppedEarlyEndTheirThreads() throws {
    let path = folder.file("clip.mkv")
    try TestVideo.write(path, frames: 60)
    for _ in 0..<20 {
      let reader = try VideoReader(path)
      _ = try reader.next()
    }
    let reader = try VideoReader(path)
    reader.cancel()
    #expect(try reader.next() == nil)
    reader.cancel()
  }

  @Test func memoryStaysFlat() throws {
    var settings = TestVideo.Settings()
    (settings.width, settings.height) = (640, 480)
    let path = folder.file("clip.mkv")
    try TestVideo.write(path, frames: 400, settings)
    let reader = try VideoReader(path)
    for _ in 0..<20 { _ = try reader.next() }
    let before = residentBytes()
    while let frame = try reader.next() { _ = frame.width }
    // All frames together are 184 MB.
    #expect(residentBytes() - before < 80 << 20)
  }
}

/// A thread that runs something.
final class Background: Sendable {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
  private let thread: pthread_t

  init(_ body: @escaping @Sendable () -> Void) throws {
    var started = pthread_t()
    let status = pthread_create(
      &started, nil,
      { opaque in
        guard let opaque else { return nil }
        Unmanaged<Body>.fromOpaque(opaque).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(Body(body)).toOpaque())
    guard status == 0 else { throw LibAVFailure(description: "no thread: \(status)") }
    thread = started
  }

  func join() { pthread_join(thread, nil) }
}

/// Lets nobody pass until it is opened.
final class DispatchGate: Sendable {
  private let isOpen = Atomic(false)
  func open() { isOpen.store(true, ordering: .releasing) }
  func wait() { while !isOpen.load(ordering: .acquiring) { usleep(1000) } }
}

private func residentBytes() -> Int {
  let text = (try? readBytes("/proc/self/statm", size: 200)) ?? []
  let fields = String(decoding: text, as: UTF8.self).split(separator: " ")
  return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * sysconf(Int32(_SC_PAGESIZE))
}
