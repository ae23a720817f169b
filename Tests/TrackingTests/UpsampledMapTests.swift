import TestSupport
import Testing

@testable import Tracking

/// What is known of a map without all of its rows, against all of its rows.
@Suite struct UpsampledMapTests {
  /// Scores with many peaks, with one, with a plateau, and negative ones.
  private func scores(_ side: Int, trial: Int, _ random: inout SeededGenerator) -> [Float] {
    (0..<side * side).map { _ in
      let value = Float.random(in: 0...1, using: &random)
      switch trial % 4 {
      case 0: return value
      case 1: return value * value * value * value * 20
      case 2: return value < 0.9 ? 0 : 1
      default: return -3 + value / 100
      }
    }
  }

  @Test(arguments: [(17, 16), (5, 3), (9, 7), (4, 1)])
  func extremesAndSumAreThoseOfAllRows(side: Int, factor: Int) {
    var random = SeededGenerator(seed: 31)
    let tables = UpsampledMap.Tables(side: side, factor: factor)
    let (lazy, whole) = (UpsampledMap(tables), UpsampledMap(tables))
    for trial in 0..<40 {
      let multiplier: Float = trial.isMultiple(of: 3) ? 0.9745 : 1
      scores(side, trial: trial, &random).withUnsafeBufferPointer {
        lazy.load($0, times: multiplier)
        whole.load($0, times: multiplier)
      }
      let all = Array(whole.all)
      #expect(lazy.highest(above: -.infinity) == all.max())
      #expect(lazy.lowest == all.min())
      #expect(lazy.highest(above: all.max() ?? 0) == nil)
      let sum = all.reduce(0.0) { $0 + Double($1) }
      let magnitude = all.reduce(0.0) { $0 + Double(abs($1)) }
      #expect(abs(lazy.sum - sum) <= 1e-6 * magnitude)
      for row in 0..<side * factor {
        let cells = all[row * side * factor..<(row + 1) * side * factor]
        #expect(cells.allSatisfy { $0 <= lazy.bound(ofRow: row) })
        #expect(lazy.row(row).elementsEqual(cells))
      }
    }
  }

  @Test func theHighestValueIsGivenWhereItIsAboveWhatWasAsked() {
    let tables = UpsampledMap.Tables(side: 17, factor: 16)
    let map = UpsampledMap(tables)
    var scores = [Float](repeating: 0, count: 17 * 17)
    scores[8 * 17 + 8] = 1
    scores.withUnsafeBufferPointer { map.load($0, times: 1) }
    #expect(map.highest(above: 2) == nil)
    #expect(map.computedRows == 0)
    #expect(map.highest(above: 0.5).map { $0 > 0.9 } == true)
    #expect((1...40).contains(map.computedRows))
    #expect(map.bound(ofRow: 0) < 0.01)
  }
}
