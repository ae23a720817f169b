import Testing

@testable import Video

@Suite struct BoxTests {
  @Test func overlapOfHalvesIsOneThird() {
    let left = Box(x: 0, y: 0, width: 2, height: 1)
    let right = Box(x: 1, y: 0, width: 2, height: 1)
    #expect(abs(left.intersectionOverUnion(right) - 1.0 / 3) < 1e-15)
    #expect(left.intersection(right) == Box(x: 1, y: 0, width: 1, height: 1))
  }

  @Test func touchingBoxesShareNothing() {
    let box = Box(x: -3, y: 4, width: 2, height: 5)
    let neighbour = Box(x: -1, y: 4, width: 2, height: 5)
    #expect(box.intersection(neighbour) == nil)
    #expect(box.intersectionOverUnion(neighbour) == 0)
    #expect(box.intersectionOverUnion(box) == 1)
  }
}
