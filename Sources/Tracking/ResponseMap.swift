import Glibc

/// Turns the small score maps of one frame into the place of the object: upsampling, choice of the
/// scale, window and peak (steps 2 to 5 of SiamFC's tracking, Bertinetto et al. 2016, with the
/// arithmetic of the published PyTorch implementation).
///
/// Holds scratch memory: one thread at a time, no allocation in ``locate(_:scalePenalty:windowInfluence:)``.
package final class ResponseMap {
  /// The place of the object in the upsampled map.
  package struct Peak: Equatable {
    /// Which score map won, an index into the batch.
    package var scaleIndex: Int
    /// The displacement from the map's centre, in cells of the upsampled map.
    package var x: Double
    package var y: Double
    /// The winning map's highest value before normalization, penalty included.
    package var height: Float
  }

  /// Rows and columns of a score map.
  let side: Int
  /// How many cells of the upsampled map one cell of the score map becomes, each way.
  let factor: Int
  /// Score maps in a batch.
  let count: Int
  /// Rows and columns of the upsampled map.
  var upsampledSide: Int { side * factor }

  /// The four weights of every phase of the cubic, phase after phase.
  private let weights: [Float]
  /// One Hann window divided so that the outer product with itself sums to one.
  private let window: [Double]
  private let windowPeak: Double
  private let widened: UnsafeMutableBufferPointer<Float>
  private let maps: UnsafeMutableBufferPointer<Float>
  /// What is known of each row of each map.
  private let rows: UnsafeMutableBufferPointer<Row>

  /// One row of an upsampled map.
  private struct Row {
    var highest: Float = 0
    var lowest: Float = 0
    var sum: Float = 0
  }

  /// Prepares for `count` score maps of `side` × `side`, each upsampled by `factor`.
  package init(side: Int, factor: Int, count: Int) {
    self.side = side
    self.factor = factor
    self.count = count
    weights = Self.cubicWeights(factor: factor)
    let upsampled = side * factor
    let hann = (0..<upsampled).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(upsampled - 1)) }
    let sum = hann.reduce(0, +)
    window = hann.map { $0 / sum }
    windowPeak = window.max() ?? 0
    widened = .allocate(capacity: side * upsampled)
    widened.initialize(repeating: 0)
    maps = .allocate(capacity: count * upsampled * upsampled)
    maps.initialize(repeating: 0)
    rows = .allocate(capacity: count * upsampled)
    rows.initialize(repeating: Row())
  }

  deinit {
    widened.deallocate()
    maps.deallocate()
    rows.deallocate()
  }

  /// Finds the object.
  ///
  /// - Parameters:
  ///   - scores: (count, 1, side, side), the middle one at the current scale.
  ///   - scalePenalty: What the maps of the other scales are multiplied with.
  ///   - windowInfluence: The share of the Hann window in the map whose peak decides, 0 to 1.
  package func locate(
    _ scores: UnsafeBufferPointer<Float>, scalePenalty: Double, windowInfluence: Double
  ) -> Peak {
    precondition(scores.count == count * side * side)
    var best = (index: 0, height: -Float.infinity)
    for index in 0..<count {
      let isOuter = index != count / 2
      let highest = upsample(
        UnsafeBufferPointer(rebasing: scores[index * side * side..<(index + 1) * side * side]),
        times: isOuter ? Float(scalePenalty) : 1, into: map(index), rows: rows(of: index))
      if highest > best.height { best = (index, highest) }
    }
    let (row, column) = windowedPeak(of: best.index, influence: windowInfluence)
    let centre = Double(upsampledSide - 1) / 2
    return Peak(
      scaleIndex: best.index, x: Double(column) - centre, y: Double(row) - centre,
      height: best.height)
  }

  /// The upsampled map of one scale, as the last call of ``locate(_:scalePenalty:windowInfluence:)``
  /// left it: penalty applied, neither normalized nor windowed.
  func map(_ index: Int) -> UnsafeMutableBufferPointer<Float> {
    let area = upsampledSide * upsampledSide
    return UnsafeMutableBufferPointer(rebasing: maps[index * area..<(index + 1) * area])
  }

  private func rows(of index: Int) -> UnsafeMutableBufferPointer<Row> {
    UnsafeMutableBufferPointer(rebasing: rows[index * upsampledSide..<(index + 1) * upsampledSide])
  }

  // MARK: - Upsampling

  /// Weights of the cubic convolution with a = −0.75 at half-pixel centres: OpenCV's INTER_CUBIC.
  private static func cubicWeights(factor: Int) -> [Float] {
    let a: Float = -0.75
    return (0..<factor).flatMap { phase in
      let (_, fraction) = source(of: phase, factor: factor)
      let t = fraction
      let outerLeft = ((a * (t + 1) - 5 * a) * (t + 1) + 8 * a) * (t + 1) - 4 * a
      let innerLeft = ((a + 2) * t - (a + 3)) * t * t + 1
      let innerRight = ((a + 2) * (1 - t) - (a + 3)) * (1 - t) * (1 - t) + 1
      return [outerLeft, innerLeft, innerRight, 1 - outerLeft - innerLeft - innerRight]
    }
  }

  /// The cell left of upsampled cell `index`'s centre, and how far beyond that cell's centre it is.
  private static func source(of index: Int, factor: Int) -> (cell: Int, fraction: Float) {
    let position = (Float(index) + 0.5) / Float(factor) - 0.5
    let cell = position.rounded(.down)
    return (Int(cell), position - cell)
  }

  /// Upsamples one map, multiplies it and returns the highest value.
  private func upsample(
    _ scores: UnsafeBufferPointer<Float>, times multiplier: Float,
    into output: UnsafeMutableBufferPointer<Float>, rows: UnsafeMutableBufferPointer<Row>
  ) -> Float {
    let length = upsampledSide
    let last = side - 1
    for column in 0..<length {
      let cell = Self.source(of: column, factor: factor).cell
      let phase = 4 * (column % factor)
      let columns = (
        max(cell - 1, 0), max(cell, 0), min(cell + 1, last), min(cell + 2, last)
      )
      let (w0, w1, w2, w3) = (
        weights[phase], weights[phase + 1], weights[phase + 2], weights[phase + 3]
      )
      for row in 0..<side {
        let line = row * side
        widened[row * length + column] =
          scores[line + columns.0] * w0 + scores[line + columns.1] * w1
          + scores[line + columns.2] * w2 + scores[line + columns.3] * w3
      }
    }
    var highest = -Float.infinity
    guard let base = UnsafePointer(widened.baseAddress), let target = output.baseAddress else {
      return highest
    }
    for row in 0..<length {
      let cell = Self.source(of: row, factor: factor).cell
      let phase = 4 * (row % factor)
      let (w0, w1, w2, w3) = (
        weights[phase], weights[phase + 1], weights[phase + 2], weights[phase + 3]
      )
      let r0 = base + max(cell - 1, 0) * length
      let r1 = base + max(cell, 0) * length
      let r2 = base + min(cell + 1, last) * length
      let r3 = base + min(cell + 2, last) * length
      let line = target + row * length
      var column = 0
      var highs = SIMD8<Float>(repeating: -.infinity)
      var lows = SIMD8<Float>(repeating: .infinity)
      var sums = SIMD8<Float>.zero
      while column + 8 <= length {
        var sum = load(r0 + column) * w0
        sum += load(r1 + column) * w1
        sum += load(r2 + column) * w2
        sum += load(r3 + column) * w3
        sum *= multiplier
        UnsafeMutableRawPointer(line + column).storeBytes(of: sum, as: SIMD8<Float>.self)
        highs = pointwiseMax(highs, sum)
        lows = pointwiseMin(lows, sum)
        sums += sum
        column += 8
      }
      var whole = Row(highest: highs.max(), lowest: lows.min(), sum: sums.sum())
      while column < length {
        let sum =
          (r0[column] * w0 + r1[column] * w1 + r2[column] * w2 + r3[column] * w3) * multiplier
        line[column] = sum
        whole.highest = max(whole.highest, sum)
        whole.lowest = min(whole.lowest, sum)
        whole.sum += sum
        column += 1
      }
      rows[row] = whole
      highest = max(highest, whole.highest)
    }
    return highest
  }

  private func load(_ pointer: UnsafePointer<Float>) -> SIMD8<Float> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
  }

  // MARK: - Window and peak

  /// How a map is brought to the range of the window: minus its minimum, divided by its sum.
  private struct Normalization {
    var lowest: Float
    var total: Float

    func value(_ response: Float, share: Float, window: Double) -> Double {
      // The published implementation keeps the map in 32-bit floats and the window in 64-bit ones.
      Double((response - lowest) / total * share) + window
    }
  }

  private func normalization(of index: Int) -> Normalization {
    let length = upsampledSide
    var lowest = Float.infinity
    var sum = 0.0
    for row in rows(of: index) {
      lowest = min(lowest, row.lowest)
      sum += Double(row.sum)
    }
    let total = Float(sum - Double(lowest) * Double(length * length)) + 1e-16
    return Normalization(lowest: lowest, total: total)
  }

  /// Normalizes the map, adds the window and finds the first highest cell. Rows that cannot have it,
  /// even if their highest value lay where the window is highest, are left out: most of them.
  private func windowedPeak(of index: Int, influence: Double) -> (row: Int, column: Int) {
    let length = upsampledSide
    let (map, rows) = (map(index), rows(of: index))
    let normalization = normalization(of: index)
    let share = Float(1 - influence)
    var best = (row: 0, column: 0)
    var highest = -Double.infinity
    // From the row where the window is highest outwards, so that high values come early.
    for distance in 0..<length {
      let row =
        distance.isMultiple(of: 2)
        ? length / 2 + distance / 2 : length / 2 - (distance + 1) / 2
      guard rows.indices.contains(row) else { continue }
      let rowInfluence = influence * window[row]
      let bound = normalization.value(
        rows[row].highest, share: share, window: rowInfluence * windowPeak)
      guard bound >= highest else { continue }
      for column in 0..<length {
        let value = normalization.value(
          map[row * length + column], share: share, window: rowInfluence * window[column])
        if value > highest || (value == highest && row < best.row) {
          highest = value
          best = (row, column)
        }
      }
    }
    return best
  }

  /// How much higher the windowed map is at `peak` than at another place, as a share of the peak.
  ///
  /// - Parameters:
  ///   - peak: What ``locate(_:scalePenalty:windowInfluence:)`` found last.
  ///   - place: Cells of the upsampled map from its centre.
  func margin(
    of peak: Peak, over place: (x: Double, y: Double), windowInfluence: Double
  ) -> Double {
    let map = map(peak.scaleIndex)
    let normalization = normalization(of: peak.scaleIndex)
    func value(_ place: (x: Double, y: Double)) -> Double {
      let centre = Double(upsampledSide - 1) / 2
      let row = Int((centre + place.y).rounded().clamped(to: 0...2 * centre))
      let column = Int((centre + place.x).rounded().clamped(to: 0...2 * centre))
      return normalization.value(
        map[row * upsampledSide + column], share: Float(1 - windowInfluence),
        window: windowInfluence * window[row] * window[column])
    }
    let highest = value((peak.x, peak.y))
    return (highest - value(place)) / highest
  }
}
