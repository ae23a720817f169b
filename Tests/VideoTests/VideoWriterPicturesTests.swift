import Foundation
import TestSupport
import Testing

@testable import Video

@Suite struct VideoWriterPicturesTests {
  let folder: TemporaryFolder
  private let colors = (0..<4).map { RGBColor(red: UInt8(40 * $0), green: 120, blue: 60) }

  init() throws { folder = try TemporaryFolder() }

  private func write(_ path: String, indices: [Int]) throws {
    let writer = try VideoWriter(path, like: .init(width: 33, height: 21))
    for (index, color) in zip(indices, colors) {
      try writer.write(try plainFrame(color, width: 33, height: 21, index: index))
    }
    try writer.finish()
  }

  @Test func aFolderGetsPNGPictures() throws {
    try write(folder.file("frames/"), indices: [0, 1, 2, 3])
    let frames = try readFrames(folder.file("frames"))
    #expect(frames.map(\.width) == [33, 33, 33, 33])
    #expect(frames.map(\.height) == [21, 21, 21, 21])
    for (frame, color) in zip(frames, colors) {
      #expect(try pixelColor(of: frame, 32, 20) == color)
    }
  }

  @Test func aFolderThatExistsNeedsNoSlash() throws {
    try write(folder.path, indices: [0, 1, 2, 3])
    #expect(folder.names == ["000000.png", "000001.png", "000002.png", "000003.png"])
  }

  @Test(arguments: ["jpg", "JPEG", "png"])
  func aPatternNamesThePictures(fileExtension: String) throws {
    try write(folder.file("100%% f%03d." + fileExtension), indices: [0, 1, 2, 3])
    #expect(folder.names == (0..<4).map { "100% f00\($0)." + fileExtension })
    for (name, color) in zip(folder.names, colors) {
      let frame = try #require(try readFrames(folder.file(name)).first)
      #expect(frame.width == 33 && frame.height == 21)
      let found = try frame.meanColor()
      #expect(largestDifference(found, color) <= 3)
    }
  }

  @Test func picturesAreNumberedLikeTheirFrames() throws {
    try write(folder.file("%d.png"), indices: [7, 9, 10, 120])
    #expect(Set(folder.names) == ["7.png", "9.png", "10.png", "120.png"])
  }

  @Test func framesWithoutNumbersOfTheirOwnAreCounted() throws {
    try write(folder.file("%2d.png"), indices: [0, 0, -3, 0])
    #expect(folder.names == ["00.png", "01.png", "02.png", "03.png"])
  }

  @Test(arguments: ["a%05d-%d.png", "a%s.png", "a%.png", "a%-3d.png", "a%.3d.png"])
  func otherPatternsAreRefused(name: String) {
    #expect(throws: VideoWritingError.badPattern(path: folder.file(name))) {
      try VideoWriter(folder.file(name), like: .init(width: 8, height: 8))
    }
  }
}
