import Foundation
import TestSupport
import Testing
import Video

@testable import Evaluation

@Suite struct TraXImageTests {
  @Test func pathsAndURLs() throws {
    #expect(try TraXImage("/a/b c.jpg") == .file("/a/b c.jpg"))
    #expect(try TraXImage("b.jpg") == .file("b.jpg"))
    #expect(
      try TraXImage("a long name with a colon:.jpg") == .file("a long name with a colon:.jpg"))
    #expect(try TraXImage("file:///a/é=1.jpg") == .file("/a/é=1.jpg"))
    #expect(try TraXImage("file:/a.jpg") == .file("/a.jpg"))
    #expect(try TraXImage("http://a/b.jpg") == .url("http://a/b.jpg"))
    #expect(try TraXImage("-") == .file("-"), "which is not standard input")
  }

  @Test func pixelsInMemory() throws {
    func pixels(_ format: String, _ bytes: [UInt8]) throws -> [UInt8] {
      let text = "image:2;1;\(format);\(Data(bytes).base64EncodedString())"
      let frame = try TraXImage(text).frame()
      #expect((frame.width, frame.height) == (2, 1))
      return try frame.rgbPixels()
    }
    #expect(try pixels("rgb", [1, 2, 3, 253, 254, 255]) == [1, 2, 3, 253, 254, 255])
    #expect(try pixels("gray8", [7, 200]) == [7, 7, 7, 200, 200, 200])
    // 0x0180 is 1.49 of 255 levels, 0xFFFF all of them.
    #expect(try pixels("gray16", [0x80, 0x01, 0xFF, 0xFF]) == [1, 1, 1, 255, 255, 255])
    #expect(try TraXImage("image://1;1;GRAY8;AA==").frame().rgbPixels() == [0, 0, 0])
  }

  @Test func encodedPicturesInMemoryAreThoseOfFiles() throws {
    let folder = try TemporaryFolder()
    let clip = try VideoReader(Checkout.file("SampleVideos/rover.mp4"))
    let first = try #require(try clip.next())
    for (type, name) in [("jpeg", "00000.jpg"), ("png", "00000.png")] {
      let writer = try VideoWriter(
        folder.file("%05d.\(name.suffix(3))"), like: clip.information)
      try writer.write(first)
      try writer.finish()
      let file = try TraXImage("file://" + folder.file(name)).frame().rgbPixels()
      let data = try Data(contentsOf: URL(filePath: folder.file(name))).base64EncodedString()
      for mark in ["", "base64;", "base64,"] {
        let frame = try TraXImage("data:image/\(type);\(mark)\(data)").frame()
        let pixels = try frame.rgbPixels()
        #expect(pixels == file, "\(type) \(mark)")
      }
    }
  }

  @Test(arguments: [
    "image:", "image:2;1;rgb", "image:2;1;bgr;AAAA", "image:0;1;rgb;", "image:-1;1;rgb;AAAA",
    "image:1;1;rgb;AA==", "image:1;1;gray8;A", "image:1;1;gray8;A*==",
    "image:99999999999999999999;1;rgb;AAAA", "image:32768;32768;gray8;AA==", "data:",
    "data:image/gif;AAAA", "data:image/png;", "data:image/png;base64,", "data:image/png;***",
  ])
  func whatIsNoImage(_ text: String) {
    let error = thrownError(TraXError.self) { _ = try TraXImage(text) }
    guard case .badImage = error else {
      Issue.record("\(text): \(error.map { "\($0)" } ?? "read")")
      return
    }
  }

  @Test func picturesThatCannotBeDecoded() throws {
    let folder = try TemporaryFolder()
    try folder.write(Data("no picture".utf8), to: "a.jpg")
    for text in [
      "file://" + folder.file("none.jpg"), folder.file("a.jpg"), "-", "foo:bar",
      "data:image/png;" + Data("no picture either".utf8).base64EncodedString(),
    ] {
      let image = try TraXImage(text)
      #expect(thrownError(VideoError.self) { _ = try image.frame() } != nil, "\(text)")
    }
  }

  @Test func brokenBytesOfPicturesAreErrorsOrPictures() throws {
    let folder = try TemporaryFolder()
    let clip = try VideoReader(Checkout.file("SampleVideos/rover.mp4"))
    let writer = try VideoWriter(folder.file("%05d.jpg"), like: clip.information)
    try writer.write(try #require(try clip.next()))
    try writer.finish()
    let whole = [UInt8](try Data(contentsOf: URL(filePath: folder.file("00000.jpg"))))
    var random = SeededGenerator(seed: 7)
    for _ in 0..<60 {
      var bytes = Array(whole.prefix(.random(in: 1...whole.count, using: &random)))
      for _ in 0..<10 {
        bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
      }
      _ = thrownError(VideoError.self) { _ = try TraXImage.encoded(bytes).frame().rgbPixels() }
    }
  }
}
