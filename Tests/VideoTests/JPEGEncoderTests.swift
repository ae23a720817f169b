import Foundation
import TestSupport
import Testing

@testable import Video

@Suite struct JPEGEncoderTests {
  private let color = RGBColor(red: 200, green: 90, blue: 40)

  private func decoded(_ jpeg: [UInt8]) throws -> Frame {
    let folder = try TemporaryFolder()
    let path = try folder.write(Data(jpeg), to: "picture.jpg")
    return try #require(try readFrames(path).first)
  }

  @Test(arguments: [(200, 100, 50, 25), (33, 21, 33, 21), (1000, 1, 50, 1), (101, 7, 50, 3)])
  func picturesAreNoWiderThanAsked(width: Int, height: Int, wide: Int, high: Int) throws {
    let encoder = JPEGEncoder(widthLimit: 50)
    let jpeg = try encoder.encode(plainFrame(color, width: width, height: height, index: 0))
    #expect(jpeg.starts(with: [0xFF, 0xD8]))
    let picture = try decoded(jpeg)
    #expect((picture.width, picture.height) == (wide, high))
    let found = try picture.meanColor()
    #expect(largestDifference(found, color) <= 4)
  }

  @Test func everyFrameIsAPictureAtOnce() throws {
    let encoder = JPEGEncoder(widthLimit: 64)
    for level in [UInt8(0), 90, 255] {
      let grey = RGBColor(red: level, green: level, blue: level)
      let jpeg = try encoder.encode(plainFrame(grey, width: 64, height: 40, index: 0))
      let found = try decoded(jpeg).meanColor()
      #expect(largestDifference(found, grey) <= 3)
    }
  }

  @Test func framesOfAnotherSizeAreStretched() throws {
    let encoder = JPEGEncoder(widthLimit: 64)
    _ = try encoder.encode(plainFrame(color, width: 128, height: 64, index: 0))
    let second = try decoded(try encoder.encode(plainFrame(color, width: 20, height: 20, index: 1)))
    #expect((second.width, second.height) == (64, 32))
  }
}
