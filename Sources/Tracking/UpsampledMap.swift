/// One score map, upsampled by cubic convolution as OpenCV's INTER_CUBIC does it, row by row and only
/// the rows that somebody asks for: what a row can be at most is known before it is computed.
///
/// Holds scratch memory: one thread at a time, no allocation once it is made.
final class UpsampledMap {
  /// What does not change from map to map of one size.
  struct Tables {
    /// Rows and columns of the score map.
    let side: Int
    /// How many cells one cell of the score map becomes, each way.
    let factor: Int
    /// The four weights of every cell, cell after cell.
    fileprivate let weights: [SIMD4<Float>]
    /// The four cells of the score map that those belong to, borders replicated.
    fileprivate let sources: [SIMD4<Int>]
    /// How much of each cell of the score map is in the sum of a row of the upsampled one.
    fileprivate let shares: [Double]

    /// The upsampled map's rows and columns.
    var length: Int { side * factor }

    init(side: Int, factor: Int) {
      self.side = side
      self.factor = factor
      let places = (0..<side * factor).map { Self.place(of: $0, factor: factor) }
      // As many different weights as phases, so that all cells of a phase have the very same.
      weights = (0..<side * factor).map { Self.cubicWeights(places[$0 % factor].fraction) }
      sources = places.map { place in
        let neighbours = SIMD4(place.cell - 1, place.cell, place.cell + 1, place.cell + 2)
        return neighbours.clamped(lowerBound: .zero, upperBound: .init(repeating: side - 1))
      }
      var shares = [Double](repeating: 0, count: side)
      for (weights, sources) in zip(weights, sources) {
        for tap in 0..<4 { shares[sources[tap]] += Double(weights[tap]) }
      }
      self.shares = shares
    }

    /// The cell left of upsampled cell `index`'s centre, and how far beyond that cell's centre it is.
    private static func place(of index: Int, factor: Int) -> (cell: Int, fraction: Float) {
      let position = (Float(index) + 0.5) / Float(factor) - 0.5
      let cell = position.rounded(.down)
      return (Int(cell), position - cell)
    }

    /// Cubic convolution with a = −0.75.
    private static func cubicWeights(_ t: Float) -> SIMD4<Float> {
      let a: Float = -0.75
      let outerLeft = ((a * (t + 1) - 5 * a) * (t + 1) + 8 * a) * (t + 1) - 4 * a
      let innerLeft = ((a + 2) * t - (a + 3)) * t * t + 1
      let innerRight = ((a + 2) * (1 - t) - (a + 3)) * (1 - t) * (1 - t) + 1
      return SIMD4(outerLeft, innerLeft, innerRight, 1 - outerLeft - innerLeft - innerRight)
    }
  }

  private let tables: Tables
  private var multiplier: Float = 1
  /// The score map with its rows upsampled: (side, length).
  private let widened: UnsafeMutableBufferPointer<Float>
  /// What the values of each of those rows lie between.
  private let widenedBounds: UnsafeMutableBufferPointer<Bounds>
  /// (length, length); rows that were not asked for hold what they held before.
  private let cells: UnsafeMutableBufferPointer<Float>
  /// What the values of each row lie between: exactly where the row is computed, at most elsewhere.
  private let bounds: UnsafeMutableBufferPointer<Bounds>
  private let isComputed: UnsafeMutableBufferPointer<Bool>
  /// Of all cells.
  private(set) var sum = 0.0

  private struct Bounds {
    var lowest: Float = 0
    var highest: Float = 0
  }

  init(_ tables: Tables) {
    self.tables = tables
    let length = tables.length
    widened = .filled(tables.side * length, 0)
    widenedBounds = .filled(tables.side, Bounds())
    cells = .filled(length * length, 0)
    bounds = .filled(length, Bounds())
    isComputed = .filled(length, false)
  }

  deinit {
    widened.deallocate()
    widenedBounds.deallocate()
    cells.deallocate()
    bounds.deallocate()
    isComputed.deallocate()
  }

  /// Takes a score map, (side, side), whose upsampled values are multiplied.
  func load(_ scores: UnsafeBufferPointer<Float>, times multiplier: Float) {
    self.multiplier = multiplier
    var sum = 0.0
    for row in 0..<tables.side {
      let line = UnsafeBufferPointer(
        rebasing: scores[row * tables.side..<(row + 1) * tables.side])
      widen(line, row: row)
      var lineSum = 0.0
      for column in line.indices { lineSum += Double(line[column]) * tables.shares[column] }
      sum += lineSum * tables.shares[row]
    }
    self.sum = sum * Double(multiplier)
    for row in 0..<tables.length { bounds[row] = estimate(row) }
    isComputed.update(repeating: false)
  }

  /// The highest value of all.
  ///
  /// - Parameter least: Nil is returned if no value is higher than this.
  func highest(above least: Float) -> Float? {
    var promising = 0
    for row in 0..<tables.length where bounds[row].highest > bounds[promising].highest {
      promising = row
    }
    guard bounds[promising].highest > least else { return nil }
    compute(promising)
    var highest = max(bounds[promising].highest, least)
    for row in 0..<tables.length where bounds[row].highest > highest {
      compute(row)
      highest = max(highest, bounds[row].highest)
    }
    return highest > least ? highest : nil
  }

  /// The lowest value of all.
  var lowest: Float {
    var promising = 0
    for row in 0..<tables.length where bounds[row].lowest < bounds[promising].lowest {
      promising = row
    }
    compute(promising)
    var lowest = bounds[promising].lowest
    for row in 0..<tables.length where bounds[row].lowest < lowest {
      compute(row)
      lowest = min(lowest, bounds[row].lowest)
    }
    return lowest
  }

  /// What no value of a row exceeds.
  func bound(ofRow row: Int) -> Float { bounds[row].highest }

  /// The values of a row.
  func row(_ row: Int) -> UnsafeBufferPointer<Float> {
    compute(row)
    return UnsafeBufferPointer(
      rebasing: cells[row * tables.length..<(row + 1) * tables.length])
  }

  /// All values, row after row.
  var all: UnsafeBufferPointer<Float> {
    for row in 0..<tables.length { compute(row) }
    return UnsafeBufferPointer(cells)
  }

  /// How many rows were computed since the map was loaded.
  var computedRows: Int { isComputed.count { $0 } }

  // MARK: Computing

  private func widen(_ line: UnsafeBufferPointer<Float>, row: Int) {
    let length = tables.length
    let output = UnsafeMutableBufferPointer(rebasing: widened[row * length..<(row + 1) * length])
    var range = Bounds(lowest: .infinity, highest: -.infinity)
    tables.weights.withUnsafeBufferPointer { weights in
      tables.sources.withUnsafeBufferPointer { sources in
        for column in 0..<length {
          let (w, s) = (weights[column], sources[column])
          let value = line[s.x] * w.x + line[s.y] * w.y + line[s.z] * w.z + line[s.w] * w.w
          output[column] = value
          range.lowest = min(range.lowest, value)
          range.highest = max(range.highest, value)
        }
      }
    }
    widenedBounds[row] = range
  }

  /// What the values of a row lie between, without computing them.
  private func estimate(_ row: Int) -> Bounds {
    let (weights, sources) = (tables.weights[row], tables.sources[row])
    var range = Bounds()
    var magnitude: Float = 0
    for tap in 0..<4 {
      let (weight, source) = (weights[tap] * multiplier, widenedBounds[sources[tap]])
      let ends = (weight * source.lowest, weight * source.highest)
      range.lowest += min(ends.0, ends.1)
      range.highest += max(ends.0, ends.1)
      magnitude += max(abs(ends.0), abs(ends.1))
    }
    // Sums of four round by less.
    range.lowest -= magnitude * 1e-6
    range.highest += magnitude * 1e-6
    return range
  }

  private func compute(_ row: Int) {
    guard !isComputed[row] else { return }
    isComputed[row] = true
    let length = tables.length
    let (weights, sources) = (tables.weights[row], tables.sources[row])
    guard let base = UnsafePointer(widened.baseAddress), let target = cells.baseAddress else {
      return
    }
    let r0 = base + sources.x * length
    let r1 = base + sources.y * length
    let r2 = base + sources.z * length
    let r3 = base + sources.w * length
    let line = target + row * length
    var column = 0
    var highs = SIMD8<Float>(repeating: -.infinity)
    var lows = SIMD8<Float>(repeating: .infinity)
    while column + 8 <= length {
      var sum = eight(r0 + column) * weights.x
      sum += eight(r1 + column) * weights.y
      sum += eight(r2 + column) * weights.z
      sum += eight(r3 + column) * weights.w
      sum *= multiplier
      UnsafeMutableRawPointer(line + column).storeBytes(of: sum, as: SIMD8<Float>.self)
      highs = pointwiseMax(highs, sum)
      lows = pointwiseMin(lows, sum)
      column += 8
    }
    var range = Bounds(lowest: lows.min(), highest: highs.max())
    while column < length {
      let sum =
        (r0[column] * weights.x + r1[column] * weights.y + r2[column] * weights.z + r3[column]
          * weights.w) * multiplier
      line[column] = sum
      range.highest = max(range.highest, sum)
      range.lowest = min(range.lowest, sum)
      column += 1
    }
    bounds[row] = range
  }

  private func eight(_ pointer: UnsafePointer<Float>) -> SIMD8<Float> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
  }
}

extension UnsafeMutableBufferPointer {
  /// New memory that holds `count` times the same.
  fileprivate static func filled(_ count: Int, _ value: Element) -> Self {
    let memory = Self.allocate(capacity: count)
    memory.initialize(repeating: value)
    return memory
  }
}
