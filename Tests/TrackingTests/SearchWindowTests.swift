import Siamese
import TestSupport
import Testing
import Video

@testable import Tracking

@Suite struct SearchWindowTests {
  private let settings = SiamFCSettings(confidence: .siamFCAlexNet)

  @Test func startsAsThePublishedFormulasSay() {
    // 66 × 55: context 60.5, exemplar side √(126.5 · 115.5), search side that · 255/127.
    let window = SearchWindow(around: Box(x: 22, y: 87, width: 66, height: 55), settings: settings)
    #expect(window.centreX == 54.5)
    #expect(window.centreY == 114)
    #expect(abs(window.searchSide - 242.70164187881784) < 1e-12)
    #expect(window.box == Box(x: 22, y: 87, width: 66, height: 55))
  }

  @Test func roundsHalfToEven() {
    let window = SearchWindow(around: Box(x: 10, y: 11, width: 4, height: 4), settings: settings)
    // Centre 11.5 and 12.5; a side of 3 reaches 1 to the left: 10.5 → 10 and 11.5 → 12.
    #expect(window.region(side: 3) == SquareRegion(x: 10, y: 12, side: 3))
    #expect(window.region(side: 2.5).side == 2)
    #expect(window.region(side: 3.5).side == 4)
    #expect(window.region(side: 0.1).side == 1)
  }

  @Test func boundsHoldWhateverIsAsked() {
    var random = SeededGenerator(seed: 3)
    let first = SearchWindow(around: Box(x: 50, y: 50, width: 40, height: 20), settings: settings)
    var window = first
    for _ in 0..<2000 {
      window.move(
        x: .random(in: -500...500, using: &random), y: .random(in: -500...500, using: &random),
        inPictureOfWidth: 320, height: 240)
      window.resize(
        by: .random(in: 0.7...1.4, using: &random), first: first, bounds: 0.2...5)
      let ratio = window.searchSide / first.searchSide
      #expect((0.2...5).contains(ratio))
      #expect(abs(window.width / 40 - ratio) < 1e-9)
      let centre = window.box.x + window.box.width / 2
      #expect((0...320).contains(centre))
    }
  }

  @Test func scalesWithThePicture() {
    let window = SearchWindow(around: Box(x: 30, y: 60, width: 40, height: 20), settings: settings)
    let half = window.scaled(x: 0.5, y: 0.5)
    #expect(half.box == Box(x: 15, y: 30, width: 20, height: 10))
    #expect(half.searchSide == window.searchSide / 2)
    #expect(window.scaled(x: 2, y: 1).box == Box(x: 60, y: 60, width: 80, height: 20))
  }
}
