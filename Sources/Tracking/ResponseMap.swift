import Glibc

/// Turns the small score maps of one frame into the place of the object: upsampling, choice of the
/// scale, window and peak (steps 2 to 5 of SiamFC's tracking, Bertinetto et al. 2016, with the
/// arithmetic of the published PyTorch implementation). Of the upsampled maps, only what could have
/// the peak is computed.
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
  /// Rows and columns of the upsampled map.
  private let length: Int
  /// One for each score map of a batch.
  private let maps: [UpsampledMap]
  /// One Hann window divided so that the outer product with itself sums to one.
  private let window: [Double]
  private let windowPeak: Double

  /// Prepares for `count` score maps of `side` × `side`, each upsampled by `factor`.
  package init(side: Int, factor: Int, count: Int) {
    self.side = side
    self.factor = factor
    let tables = UpsampledMap.Tables(side: side, factor: factor)
    let length = tables.length
    self.length = length
    maps = (0..<count).map { _ in UpsampledMap(tables) }
    let hann = (0..<length).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(length - 1)) }
    let sum = hann.reduce(0, +)
    window = hann.map { $0 / sum }
    windowPeak = window.max() ?? 0
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
    precondition(scores.count == maps.count * side * side)
    var best = (index: 0, height: -Float.infinity)
    for (index, map) in maps.enumerated() {
      let isOuter = index != maps.count / 2
      map.load(
        UnsafeBufferPointer(rebasing: scores[index * side * side..<(index + 1) * side * side]),
        times: isOuter ? Float(scalePenalty) : 1)
      if let highest = map.highest(above: best.height) { best = (index, highest) }
    }
    let (row, column) = windowedPeak(of: maps[best.index], influence: windowInfluence)
    let centre = Double(length - 1) / 2
    return Peak(
      scaleIndex: best.index, x: Double(column) - centre, y: Double(row) - centre,
      height: best.height)
  }

  /// The upsampled map of one scale, of the last call of ``locate(_:scalePenalty:windowInfluence:)``:
  /// penalty applied, neither normalized nor windowed.
  func map(_ index: Int) -> UnsafeBufferPointer<Float> { maps[index].all }

  // MARK: - Window and peak

  /// How a map is brought to the range of the window: minus its minimum, divided by its sum.
  private struct Normalization {
    let lowest: Float
    let total: Float

    init(of map: UpsampledMap, cells: Int) {
      lowest = map.lowest
      // Of a flat map, all that is left of the sum may be rounding.
      let height = Double((map.highest(above: -.infinity) ?? lowest) - lowest)
      total = Float(max(map.sum - Double(lowest) * Double(cells), height)) + 1e-16
    }

    func value(_ response: Float, share: Float, window: Double) -> Double {
      // The published implementation keeps the map in 32-bit floats and the window in 64-bit ones.
      Double((response - lowest) / total * share) + window
    }
  }

  /// Normalizes the map, adds the window and finds the first highest cell. Rows that cannot have it,
  /// even if their highest value lay where the window is highest, are left out: most of them.
  private func windowedPeak(of map: UpsampledMap, influence: Double) -> (row: Int, column: Int) {
    let normalization = Normalization(of: map, cells: length * length)
    let share = Float(1 - influence)
    var best = (row: 0, column: 0)
    var highest = -Double.infinity
    // From the row where the window is highest outwards, so that high values come early.
    for distance in 0..<length {
      let row =
        distance.isMultiple(of: 2)
        ? length / 2 + distance / 2 : length / 2 - (distance + 1) / 2
      guard (0..<length).contains(row) else { continue }
      let rowInfluence = influence * window[row]
      let bound = normalization.value(
        map.bound(ofRow: row), share: share, window: rowInfluence * windowPeak)
      guard bound >= highest else { continue }
      let cells = map.row(row)
      for column in 0..<length {
        let value = normalization.value(
          cells[column], share: share, window: rowInfluence * window[column])
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
    let map = maps[peak.scaleIndex]
    let normalization = Normalization(of: map, cells: length * length)
    func value(_ place: (x: Double, y: Double)) -> Double {
      let centre = Double(length - 1) / 2
      let row = Int((centre + place.y).rounded().clamped(to: 0...2 * centre))
      let column = Int((centre + place.x).rounded().clamped(to: 0...2 * centre))
      return normalization.value(
        map.row(row)[column], share: Float(1 - windowInfluence),
        window: windowInfluence * window[row] * window[column])
    }
    let highest = value((peak.x, peak.y))
    return (highest - value(place)) / highest
  }
}
