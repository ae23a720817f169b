import TestSupport
import Testing

@testable import Video

private let red = RGBColor(red: 255, green: 0, blue: 0)

extension SeededGenerator {
  /// Mostly near a picture of a few dozen pixels, at times far away or no number at all.
  fileprivate mutating func coordinate() -> Double {
    switch Int.random(in: 0..<20, using: &self) {
    case 0: [1e300, -1e300, 1e9, -1e9, 40_000, -40_000].randomElement(using: &self) ?? 0
    case 1: [.nan, .infinity, -.infinity].randomElement(using: &self) ?? 0
    case 2...5: Double(Int.random(in: -10..<60, using: &self))
    default: Double.random(in: -30..<80, using: &self)
    }
  }
}

extension Canvas {
  /// The rows of bytes behind the picture's own: what drawing must leave alone.
  fileprivate var bytesOutside: [UInt8] {
    (0..<paddedHeight).flatMap { y in
      let row = pixels[y * bytesPerRow..<(y + 1) * bytesPerRow]
      return y < height ? row.dropFirst(width * 3) : row
    }
  }

  fileprivate func setBytesOutside(to value: UInt8) {
    for y in 0..<paddedHeight {
      for x in (y < height ? width * 3 : 0)..<bytesPerRow { pixels[y * bytesPerRow + x] = value }
    }
  }
}

@Suite struct CanvasRectangleTests {
  /// Pixel (x, y) is covered by the rectangle's area in it, less the hole's.
  @Test func pixelsAreMixedByTheAreaCovered() {
    var dice = SeededGenerator(seed: 1)
    for _ in 0..<300 {
      let canvas = Canvas(width: 37, height: 23, evenSized: true)
      canvas.setBytesOutside(to: 77)
      let box = Box(
        x: dice.coordinate(), y: dice.coordinate(), width: dice.coordinate(),
        height: dice.coordinate())
      let thickness = Double.random(in: 0.5..<6, using: &dice)
      let hole = box.expanded(by: -thickness)
      canvas.fill(box, except: hole, red)
      let isDrawn = box.width > 0 && box.height > 0 && !box.right.isNaN && !box.bottom.isNaN
      var largest = 0.0
      for y in 0..<canvas.height {
        for x in 0..<canvas.width {
          let pixel = Box(x: Double(x), y: Double(y), width: 1, height: 1)
          let covered =
            isDrawn
            ? (pixel.intersection(box)?.area ?? 0) - (pixel.intersection(hole)?.area ?? 0) : 0
          let found = Double(canvas[x, y].red)
          largest = max(largest, abs(found - covered * 255))
        }
      }
      #expect(largest <= 1.5, "\(box), \(thickness)")
      #expect(canvas.bytesOutside.allSatisfy { $0 == 77 })
    }
  }

  @Test func opacityMixesWithWhatIsBelow() {
    let canvas = Canvas(width: 4, height: 4)
    canvas.fill(Box(x: 0, y: 0, width: 4, height: 4), .white)
    canvas.fill(Box(x: 1, y: 1, width: 1, height: 1), red, opacity: 0.5)
    #expect(canvas[1, 1] == RGBColor(red: 255, green: 128, blue: 128))
    #expect(canvas[2, 1] == .white)
  }

  @Test func paddingRepeatsTheLastColumnAndRow() {
    let canvas = Canvas(width: 3, height: 1, evenSized: true)
    canvas.fill(Box(x: 2, y: 0, width: 1, height: 1), red)
    canvas.replicateEdges()
    #expect((canvas.paddedWidth, canvas.paddedHeight) == (4, 2))
    #expect([canvas[3, 0], canvas[2, 1], canvas[3, 1]] == [red, red, red])
    #expect(canvas[1, 1] == .black)
  }
}

@Suite struct CanvasStrokeTests {
  private func style(width: Double, opacity: (Double, Double) = (1, 1)) -> StrokeStyle {
    StrokeStyle(color: red, width: (width, width), opacity: opacity)
  }

  /// How far a point is from a line between two points.
  private func distance(
    _ x: Double, _ y: Double, from start: (x: Double, y: Double), to end: (x: Double, y: Double)
  ) -> Double {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let length = dx * dx + dy * dy
    let part = length > 0 ? ((x - start.x) * dx + (y - start.y) * dy) / length : 0
    let clamped = min(max(part, 0), 1)
    let (ex, ey) = (start.x + dx * clamped - x, start.y + dy * clamped - y)
    return (ex * ex + ey * ey).squareRoot()
  }

  @Test func aLineCoversWhatIsNearIt() {
    var dice = SeededGenerator(seed: 2)
    for _ in 0..<200 {
      let canvas = Canvas(width: 41, height: 31)
      let points = (0..<2).map { _ in
        (
          x: Double.random(in: -300..<340, using: &dice),
          y: Double.random(in: -50..<80, using: &dice)
        )
      }
      let width = Double.random(in: 0.5..<6, using: &dice)
      canvas.stroke(points, style(width: width))
      var largest = 0.0
      for y in 0..<canvas.height {
        for x in 0..<canvas.width {
          let gap = distance(Double(x) + 0.5, Double(y) + 0.5, from: points[0], to: points[1])
          let expected = min(max(width / 2 + 0.5 - gap, 0), 1) * 255
          largest = max(largest, abs(Double(canvas[x, y].red) - expected))
        }
      }
      #expect(largest <= 2, "\(points), \(width)")
    }
  }

  @Test func anyCoordinatesStayInThePicture() {
    var dice = SeededGenerator(seed: 3)
    for _ in 0..<300 {
      let canvas = Canvas(width: 37, height: 23, evenSized: true)
      canvas.setBytesOutside(to: 77)
      let points = (0..<5).map { _ in (x: dice.coordinate(), y: dice.coordinate()) }
      canvas.stroke(points, style(width: 3))
      #expect(canvas.bytesOutside.allSatisfy { $0 == 77 })
      #expect(canvas.strokeMask.allSatisfy { $0 == 0 })
    }
  }

  @Test func partsThatOverlapDoNotAddUp() {
    let canvas = Canvas(width: 20, height: 5)
    let there = (x: 2.5, y: 2.5)
    let back = (x: 17.5, y: 2.5)
    canvas.stroke([there, back, there, back], style(width: 3, opacity: (0.5, 0.5)))
    #expect((125...129).contains(canvas[10, 2].red))
  }

  @Test func aTrailFadesTowardsItsOlderEnd() {
    let canvas = Canvas(width: 102, height: 5)
    let points = (0...10).map { (x: 1 + Double($0) * 10, y: 2.5) }
    canvas.stroke(points, style(width: 3, opacity: (0, 1)))
    let levels = (1..<101).map { canvas[$0, 2].red }
    #expect(levels == levels.sorted())
    #expect(levels[0] < 5 && levels[99] > 245)
  }

  @Test func aGapInTheTrailIsAGapInTheLine() {
    let canvas = Canvas(width: 40, height: 5)
    canvas.stroke(
      [(x: 1, y: 2.5), (x: 10, y: 2.5), (x: .nan, y: 2.5), (x: 30, y: 2.5), (x: 39, y: 2.5)],
      style(width: 3))
    #expect(canvas[5, 2] == red)
    #expect(canvas[20, 2] == .black)
    #expect(canvas[35, 2] == red)
  }
}

@Suite struct CanvasTextTests {
  private let font = BitmapFont.standard

  private func dots(_ character: Unicode.Scalar) -> [Bool] {
    let glyph = font.glyph(for: character)
    return (0..<BitmapFont.glyphHeight).flatMap { row in
      (0..<BitmapFont.glyphWidth).map { font.isSet(glyph, column: $0, row: row) }
    }
  }

  @Test func everyPrintableCharacterHasAGlyphOfItsOwn() {
    #expect(font.glyphCount == 96)
    let glyphs = (32...126).compactMap { Unicode.Scalar($0) }.map(dots)
    #expect(Set(glyphs).count == 95)
    #expect(glyphs.filter { !$0.contains(true) }.count == 1)
    #expect(dots("é") == dots("漢") && !glyphs.contains(dots("é")))
    #expect(dots("\n") == dots(" "))
  }

  @Test func dotsAreSquaresOfWholePixels() {
    let canvas = Canvas(width: 40, height: 40)
    canvas.write("T", x: 3, y: 5, scale: 2, red)
    // The bar of a T is its top row, its stem the middle column.
    #expect((3..<13).allSatisfy { canvas[$0, 5] == red && canvas[$0, 6] == red })
    #expect(canvas[2, 5] == .black && canvas[13, 5] == .black)
    #expect((5..<19).allSatisfy { canvas[7, $0] == red && canvas[8, $0] == red })
    #expect(canvas[7, 19] == .black && canvas[6, 7] == .black && canvas[9, 7] == .black)
    #expect(Canvas.textSize("TT", scale: 2) == (22, 16))
    #expect(Canvas.textSize("", scale: 2) == (0, 16))
  }

  @Test func textIsClipped() {
    let canvas = Canvas(width: 21, height: 11, evenSized: true)
    canvas.setBytesOutside(to: 77)
    for x in [-1000, -3, 0, 18, 1000] {
      for y in [-1000, -3, 0, 9, 1000] {
        canvas.write("WW@@", x: x, y: y, scale: 3, red)
      }
    }
    #expect(canvas.bytesOutside.allSatisfy { $0 == 77 })
  }
}

@Suite struct CanvasAnnotationTests {
  private let green = RGBColor(red: 0, green: 255, blue: 0)

  @Test func theOutlineLiesOnTheBoxsEdge() {
    let canvas = Canvas(width: 640, height: 360)
    let style = AnnotationStyle(width: 640, height: 360)
    #expect(style.lineWidth == 2)
    canvas.draw([Annotation(box: Box(x: 100, y: 80, width: 60, height: 40), color: green)], style)
    for x in [99, 100, 159, 160] { #expect(canvas[x, 100] == green, "column \(x)") }
    for y in [79, 80, 119, 120] { #expect(canvas[130, y] == green, "row \(y)") }
    for x in [96, 104, 130, 155, 164] { #expect(canvas[x, 100] == .black, "column \(x)") }
  }

  @Test func theOutlineHasADarkBorder() {
    let canvas = Canvas(width: 640, height: 360)
    canvas.fill(Box(x: 0, y: 0, width: 640, height: 360), .white)
    canvas.draw(
      [Annotation(box: Box(x: 100, y: 80, width: 60, height: 40), color: green)],
      AnnotationStyle(width: 640, height: 360))
    for x in [98, 101, 158, 161] { #expect(canvas[x, 100].green < 160, "column \(x)") }
    for x in [97, 102, 157, 162] { #expect(canvas[x, 100] == .white, "column \(x)") }
  }

  /// A label is in the picture wherever its box is, and covers other boxes' lines.
  @Test(arguments: [(-500.0, -500.0), (300, -500), (2000, 2000), (100, 3), (620, 340), (-500, 100)])
  func theLabelStaysInThePicture(x: Double, y: Double) {
    let canvas = Canvas(width: 640, height: 360)
    let style = AnnotationStyle(width: 640, height: 360)
    let box = Box(x: x, y: y, width: 50, height: 30)
    canvas.draw([Annotation(box: box, color: .white, label: "lost 0.08")], style)
    let size = Canvas.textSize("lost 0.08", scale: style.textScale)
    let lit = (0..<360 * 640).map { canvas[$0 % 640, $0 / 640].red > 200 }
    // The background without the text's dots, which are black.
    #expect(lit.count { $0 } > size.width * size.height / 2)
  }

  @Test func anyAnnotationStaysInThePicture() {
    var dice = SeededGenerator(seed: 4)
    for size in [(1, 1), (2, 7), (37, 23), (64, 64)] {
      let canvas = Canvas(width: size.0, height: size.1, evenSized: true)
      canvas.setBytesOutside(to: 77)
      let style = AnnotationStyle(width: size.0, height: size.1)
      for _ in 0..<200 {
        let box = Box(
          x: dice.coordinate(), y: dice.coordinate(), width: dice.coordinate(),
          height: dice.coordinate())
        let trail = (0..<4).map { _ in (x: dice.coordinate(), y: dice.coordinate()) }
        canvas.draw([Annotation(box: box, color: red, label: "#1 0.5", trail: trail)], style)
      }
      #expect(canvas.bytesOutside.allSatisfy { $0 == 77 })
    }
  }

  @Test func sizesFollowThePicture() {
    let styles = [(320, 180), (640, 360), (1280, 720), (1920, 1080), (3840, 2160)].map {
      AnnotationStyle(width: $0.0, height: $0.1)
    }
    #expect(styles.map(\.textScale) == [1, 2, 3, 3, 5])
    #expect(styles.map(\.lineWidth) == styles.map(\.lineWidth).sorted())
  }
}
