import Evaluation
import TestSupport
import Testing
import Video

@Suite struct TraXRegionTests {
  @Test func rectanglesPolygonsAndMasks() throws {
    #expect(
      try Region(traX: "10.5,-20,30,4e1") == .box(Box(x: 10.5, y: -20, width: 30, height: 40)))
    #expect(try Region(traX: "rect: 1, 2 ,3,4") == .box(Box(x: 1, y: 2, width: 3, height: 4)))
    let polygon = try Region(traX: "1,2,7.5,2,7.5,9")
    #expect(
      polygon == .polygon([Point(x: 1, y: 2), Point(x: 7.5, y: 2), Point(x: 7.5, y: 9)]))
    #expect(polygon.bounds == Box(x: 1, y: 2, width: 6.5, height: 7))
    // Two pixels, (5, 10) and (6, 12), in a window of 4 × 4 at (4, 10).
    let mask = try Region(traX: "mask:4,10,4,4,1,1,8,1")
    #expect(mask.bounds == Box(x: 5, y: 10, width: 2, height: 3))
  }

  @Test(arguments: [
    "", "0", "1,2,3", "1,2,3,4,5", "1,2,3,nan", "1,2,3,inf", "1,2,,4", "a,b,c,d",
    "special:1", "mask:", "mask:1,2,3", "mask:0,0,2,2,5", "mask:0,0,-1,2,1", "mask:0,0,2,2,1.5",
    "mask:0,0,99999999999,9,1",
  ])
  func whatIsNoRegion(_ text: String) {
    let error = thrownError(TraXError.self) { _ = try Region(traX: text) }
    guard case .badRegion(let found, _) = error else {
      Issue.record("\(text): \(error.map { "\($0)" } ?? "read")")
      return
    }
    #expect(found == text)
  }

  @Test func anyTextIsARegionOrAnError() {
    var random = SeededGenerator(seed: 6)
    let alphabet = Array("0123456789,,,,.-e:nm ").map(String.init)
    let beginnings = ["", "mask:", "mask:0,0,3,3,", "mask:2147483647,1,2147483647,2147483647,"]
    for _ in 0..<20_000 {
      let text =
        beginnings.randomElement(using: &random)!
        + (0..<Int.random(in: 0...20, using: &random))
        .map { _ in alphabet.randomElement(using: &random)! }.joined()
      _ = thrownError(TraXError.self) { _ = try Region(traX: text).bounds }
    }
  }
}
