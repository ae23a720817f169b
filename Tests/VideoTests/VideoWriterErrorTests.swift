import Foundation
import TestSupport
import Testing

@testable import Video

@Suite struct VideoWriterErrorTests {
  let folder: TemporaryFolder
  private let small = VideoReader.Information(width: 64, height: 48)

  init() throws { folder = try TemporaryFolder() }

  /// The error of writing some frames, and of finishing afterwards.
  private func errors(writingTo path: String) throws -> (first: (any Error)?, finish: (any Error)?)
  {
    let writer = try VideoWriter(path, like: small)
    let first = thrownError {
      for index in 0..<3 {
        try writer.write(
          try plainFrame(.white, width: 64, height: 48, timestamp: Double(index) / 30))
      }
    }
    return (first, thrownError { try writer.finish() })
  }

  @Test(arguments: ["clip.mp4", "%05d.png"])
  func aMissingFolderIsNamed(name: String) {
    let path = folder.file("none/" + name)
    #expect(throws: VideoWritingError.folderNotFound(path: path, folder: folder.file("none"))) {
      try VideoWriter(path, like: small)
    }
  }

  @Test func aFolderIsNotMadeInsideAMissingOne() {
    #expect(throws: VideoWritingError.self) {
      try VideoWriter(folder.file("none/frames/"), like: small)
    }
    #expect(folder.names.isEmpty)
  }

  @Test func aFileIsNoFolder() throws {
    let path = try folder.write("text", to: "frames") + "/"
    let error = thrownError { _ = try VideoWriter(path, like: small) }
    #expect(
      error as? VideoWritingError == .cannotCreate(path: path, reason: "Not a directory"))
  }

  @Test(arguments: ["clip", "clip.", "clip.txt", ".mp3", "a.mp4.old"])
  func anUnknownExtensionIsNamedWithTheKnownOnes(name: String) throws {
    let error = try #require(thrownError { _ = try VideoWriter(folder.file(name), like: small) })
    guard case VideoWritingError.unknownExtension = error else {
      Issue.record("\(error)")
      return
    }
    let description = "\(error)"
    #expect(description.hasPrefix(folder.file(name)) && description.contains("mp4, m4v, mov"))
    #expect(!description.contains("\n"))
  }

  @Test func onePictureIsNotAVideo() {
    #expect(throws: VideoWritingError.noFrameNumber(path: folder.file("clip.png"))) {
      try VideoWriter(folder.file("clip.png"), like: small)
    }
  }

  @Test func aFileThatCannotBeMadeIsAnErrorBeforeTheFirstFrame() {
    let error = thrownError { _ = try VideoWriter("/proc/clip.mp4", like: small) }
    guard case VideoWritingError.cannotCreate("/proc/clip.mp4", _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func aSizeThatNoEncoderTakesIsAnError() throws {
    let information = VideoReader.Information(width: 40_000, height: 2)
    let path = folder.file("clip.mp4")
    let error = try #require(thrownError { _ = try VideoWriter(path, like: information) })
    #expect(error is VideoWritingError)
    #expect("\(error)".contains("40000×2") && "\(error)".contains("libx264"))
    #expect(folder.names.isEmpty)
  }

  /// `/dev/full` takes no byte: whatever was written, the video is not complete.
  @Test(arguments: ["mp4", "mkv", "webm", "avi", "ts"])
  func aFullDiskIsReported(container: String) throws {
    let path = folder.file("clip." + container)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/full")
    let (first, finish) = try errors(writingTo: path)
    let error = try #require(finish as? VideoWritingError)
    #expect("\(error)".contains("No space left on device") && "\(error)".hasPrefix(path))
    #expect(first == nil || first as? VideoWritingError == error)
  }

  @Test func aFullDiskIsReportedForPictures() throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("2.png"), withDestinationPath: "/dev/full")
    let error = try #require(try errors(writingTo: folder.file("%d.png")).finish)
    #expect("\(error)".contains("No space left on device"))
    #expect(folder.names.starts(with: ["0.png", "1.png"]))
  }

  @Test(arguments: ["clip.mp4", "clip.mkv", "clip.webm", "frames/", "%d.jpg"])
  func noFramesLeaveNoFile(name: String) throws {
    let writer = try VideoWriter(folder.file(name), like: small)
    try writer.finish()
    try writer.finish()
    #expect(folder.names.isEmpty)
    #expect(throws: VideoWritingError.alreadyFinished(path: folder.file(name))) {
      try writer.write(try plainFrame(.white, width: 64, height: 48))
    }
  }

  @Test(arguments: ["clip.mp4", "clip.mkv", "clip.webm", "clip.avi", "clip.ts"])
  func oneFrameMakesAPlayableFileAndFinishingTwiceIsOnce(name: String) throws {
    let writer = try VideoWriter(folder.file(name), like: small)
    try writer.write(try plainFrame(.white, width: 64, height: 48, timestamp: 3))
    try writer.finish()
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file(name)))
    try writer.finish()
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file(name))) == bytes)
    #expect(try readFrames(folder.file(name)).count == 1)
    #expect(throws: VideoWritingError.alreadyFinished(path: folder.file(name))) {
      try writer.write(try plainFrame(.white, width: 64, height: 48))
    }
  }

  @Test func aWriterThatIsDroppedClosesItsFile() throws {
    for name in ["a.mp4", "b.mkv"] {
      let writer = try VideoWriter(folder.file(name), like: small)
      try writer.write(try plainFrame(.white, width: 64, height: 48))
    }
    #expect(folder.names == ["a.mp4", "b.mkv"])
  }

  @Test func aColonInANameIsNoProtocol() throws {
    let path = folder.file("http:clip.mp4")
    let writer = try VideoWriter(path, like: small)
    try writer.write(try plainFrame(.white, width: 64, height: 48))
    try writer.finish()
    #expect(folder.names == ["http:clip.mp4"])
  }
}
