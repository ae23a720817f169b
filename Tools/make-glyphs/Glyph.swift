import Glibc
import Siamese

/// A place in the unit square.
struct Point {
  var x: Double
  var y: Double

  static func + (one: Point, other: Point) -> Point {
    Point(x: one.x + other.x, y: one.y + other.y)
  }
  static func * (one: Point, factor: Double) -> Point {
    Point(x: one.x * factor, y: one.y * factor)
  }
}

/// A sign as it is meant: two to four strokes, each a curve of Bézier with two control points.
struct Glyph {
  let strokes: [[Point]]

  /// Strokes begin and end on a grid, as those of most scripts do, so that glyphs resemble each other.
  init(using random: inout SplitMix64) {
    func place(_ random: inout SplitMix64) -> Point {
      Point(
        x: Double(Int.random(in: 0...3, using: &random)) / 3,
        y: Double(Int.random(in: 0...3, using: &random)) / 3)
    }
    var strokes: [[Point]] = []
    for _ in 0..<Int.random(in: 2...4, using: &random) {
      let begin =
        strokes.last.flatMap { Bool.random(using: &random) ? $0.last : nil } ?? place(&random)
      var end = place(&random)
      while abs(end.x - begin.x) + abs(end.y - begin.y) < 0.5 { end = place(&random) }
      let bend = Bool.random(using: &random) ? 0.5 : 0.05
      let controls = [1.0 / 3, 2.0 / 3].map { part in
        begin * (1 - part) + end * part
          + Point(x: random.nextSigned() * bend, y: random.nextSigned() * bend)
      }
      strokes.append([begin] + controls + [end])
    }
    self.strokes = strokes
  }
}

/// Somebody's hand.
struct Writer {
  private let slant: Double
  private let width: Double
  private let height: Double
  private let pen: Double
  private let carelessness: Double

  init(using random: inout SplitMix64) {
    slant = 0.45 * random.nextSigned()
    width = 1 + 0.3 * random.nextSigned()
    height = 1 + 0.25 * random.nextSigned()
    pen = 1.8 + 0.8 * random.nextSigned()
    carelessness = 0.08 + 0.03 * random.nextSigned()
  }

  /// Writes a glyph once: the next time it comes out a little different.
  func write(_ glyph: Glyph, using random: inout SplitMix64) -> Drawing {
    var drawing = Drawing()
    let turn = 0.25 * random.nextSigned()
    let move = Point(x: 4 * random.nextSigned(), y: 4 * random.nextSigned())
    for stroke in glyph.strokes {
      let points = stroke.map { point in
        let x = (point.x - 0.5 + carelessness * 1.7 * random.nextSigned()) * width
        let y = (point.y - 0.5 + carelessness * 1.7 * random.nextSigned()) * height
        let leaning = x - slant * y
        return Point(x: cos(turn) * leaning - sin(turn) * y, y: sin(turn) * leaning + cos(turn) * y)
          * 32 + Point(x: Double(Drawing.size) / 2, y: Double(Drawing.size) / 2) + move
      }
      drawing.draw(points, pen: pen)
    }
    drawing.blemish(using: &random)
    return drawing
  }
}

/// Dark ink on light paper.
struct Drawing {
  static let size = 64
  private var ink = [Double](repeating: 0, count: size * size)

  /// Draws a curve of Bézier of four points, in pixels, with a round pen.
  mutating func draw(_ points: [Point], pen: Double) {
    let parts = 60
    for part in 0...parts {
      let t = Double(part) / Double(parts)
      let weights = [
        (1 - t) * (1 - t) * (1 - t), 3 * (1 - t) * (1 - t) * t, 3 * (1 - t) * t * t, t * t * t,
      ]
      let centre = zip(points, weights).reduce(Point(x: 0, y: 0)) { $0 + $1.0 * $1.1 }
      let reach = Int(pen.rounded(.up)) + 1
      let (column, row) = (Int(centre.x), Int(centre.y))
      for y in max(row - reach, 0)..<max(min(row + reach + 1, Self.size), max(row - reach, 0)) {
        for x in max(
          column - reach, 0)..<max(min(column + reach + 1, Self.size), max(column - reach, 0))
        {
          let distance = hypot(Double(x) + 0.5 - centre.x, Double(y) + 0.5 - centre.y)
          // The pen's edge covers a pixel in part.
          let cover = min(max(pen - distance + 0.5, 0), 1)
          ink[y * Self.size + x] = max(ink[y * Self.size + x], cover)
        }
      }
    }
  }

  /// Uneven paper and a noisy camera.
  mutating func blemish(using random: inout SplitMix64) {
    let (right, down) = (0.1 * random.nextSigned(), 0.1 * random.nextSigned())
    for index in ink.indices {
      let (row, column) = index.quotientAndRemainder(dividingBy: Self.size)
      let place = (Double(column) / Double(Self.size) - 0.5, Double(row) / Double(Self.size) - 0.5)
      ink[index] += right * place.0 + down * place.1 + 0.06 * random.nextSigned()
    }
  }

  /// Row by row, 0…255.
  var levels: [UInt8] {
    ink.map { UInt8(min(max((225 - 190 * $0).rounded(), 0), 255)) }
  }
}
