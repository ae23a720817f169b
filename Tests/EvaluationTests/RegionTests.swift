import Evaluation
import Testing
import Video

@Suite struct RegionTests {
  @Test func aPolygonsBoundsAreItsExtremes() {
    let corners = [(3.5, 1.0), (7.0, 4.0), (2.0, 9.25), (2.5, 2.0)].map { Point(x: $0.0, y: $0.1) }
    #expect(Region.polygon(corners).bounds == Box(x: 2, y: 1, width: 5, height: 8.25))
  }

  @Test func aMasksBoundsAreThoseOfItsPixels() throws {
    // Two pixels, (5, 10) and (6, 12), in a window of 4 × 4.
    let mask = try #require(Mask(x: 4, y: 10, width: 4, height: 4, runs: [1, 1, 8, 1]))
    #expect(mask.bounds == Box(x: 5, y: 10, width: 2, height: 3))
    // A run that goes on in the next row touches both edges of the window.
    let wrapped = try #require(Mask(x: 4, y: 10, width: 4, height: 4, runs: [3, 2]))
    #expect(wrapped.bounds == Box(x: 4, y: 10, width: 4, height: 2))
    #expect(Mask(x: 0, y: 0, width: 4, height: 4, runs: [16])?.bounds == nil)
    #expect(Mask(x: 0, y: 0, width: 4, height: 4, runs: [16, 1]) == nil)
    #expect(Mask(x: 0, y: 0, width: 4, height: 4, runs: [-1]) == nil)
  }
}
