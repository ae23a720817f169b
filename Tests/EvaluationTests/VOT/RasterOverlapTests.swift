import Evaluation
import TestSupport
import Testing
import Video

@Suite struct RasterOverlapTests {
  private let picture = PictureSize(width: 50, height: 40)

  @Test func aRectangleHasAsManyColumnsAsItsWidth() {
    let wide = Region.box(Box(x: 5, y: 5, width: 10, height: 10))
    let narrow = Region.box(Box(x: 5, y: 5, width: 5, height: 10))
    #expect(wide.rasterOverlap(narrow, in: picture) == 0.5)
    // A polygon has the pixels of its border, too.
    let corners = [(5.0, 5.0), (14.0, 5.0), (14.0, 14.0), (5.0, 14.0)]
    let polygon = Region.polygon(corners.map { Point(x: $0.0, y: $0.1) })
    #expect(wide.rasterOverlap(polygon, in: picture) == 1)
  }

  @Test func onlyThePictureCounts() {
    let inside = Region.box(Box(x: 40, y: 0, width: 10, height: 10))
    let across = Region.box(Box(x: 40, y: -30, width: 400, height: 40))
    #expect(inside.rasterOverlap(across, in: picture) == 1)
  }

  @Test func nothingAndNothingAreEqual() {
    #expect(Region.absent.rasterOverlap(.unknown, in: picture) == 1)
    #expect(Region.polygon([]).rasterOverlap(.absent, in: picture) == 1)
    let box = Region.box(Box(x: 3, y: 3, width: 9, height: 9))
    #expect(Region.absent.rasterOverlap(box, in: picture) == 0)
    #expect(Region.polygon([]).rasterOverlap(box, in: picture) == 0)
  }

  @Test func numbersThatNoPictureHas() throws {
    var generator = SeededGenerator(seed: 8)
    let odd = [
      0, -0.0, 0.5, 1, 17.25, 1e9, -1e9, 1e300, -1e300, .nan, .infinity, -.infinity, .ulpOfOne,
    ]
    func number() -> Double { odd.randomElement(using: &generator) ?? 0 }
    func region() -> Region {
      switch Int.random(in: 0..<3, using: &generator) {
      case 0: return .box(Box(x: number(), y: number(), width: number(), height: number()))
      case 1:
        let corners = Int.random(in: 0..<6, using: &generator)
        return .polygon((0..<corners).map { _ in Point(x: number(), y: number()) })
      default:
        let places = [0, 5, -3, 1 << 31, -1 << 31]
        let place = { places.randomElement(using: &generator) ?? 0 }
        let mask = Mask(
          x: place(), y: place(), width: abs(place()), height: abs(place()), runs: [2, 9, 0, 4])
        return mask.map { .mask($0) } ?? .absent
      }
    }
    for _ in 0..<5000 {
      let (one, other) = (region(), region())
      let overlap = one.rasterOverlap(other, in: picture)
      let reverse = other.rasterOverlap(one, in: picture)
      #expect((0...1).contains(overlap), "\(one) \(other)")
      #expect(overlap == reverse, "\(one) \(other)")
    }
    #expect(Mask(x: 1 << 40, y: 0, width: 1, height: 1, runs: []) == nil)
    #expect(Mask(x: 0, y: 0, width: 1 << 40, height: 1 << 40, runs: []) == nil)
  }
}
