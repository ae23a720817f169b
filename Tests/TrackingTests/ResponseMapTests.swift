import Glibc
import TestSupport
import Testing

@testable import Tracking

@Suite struct ResponseMapTests {
  /// The upsampled value by the textbook: cubic convolution with a = −0.75, borders replicated.
  private func cubic(_ map: [Float], side: Int, factor: Int, row: Int, column: Int) -> Double {
    func weight(_ distance: Double) -> Double {
      let a = -0.75
      let d = abs(distance)
      if d <= 1 { return ((a + 2) * d - (a + 3)) * d * d + 1 }
      if d < 2 { return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a }
      return 0
    }
    let y = (Double(row) + 0.5) / Double(factor) - 0.5
    let x = (Double(column) + 0.5) / Double(factor) - 0.5
    var sum = 0.0
    for j in Int(y.rounded(.down)) - 1...Int(y.rounded(.down)) + 2 {
      for i in Int(x.rounded(.down)) - 1...Int(x.rounded(.down)) + 2 {
        let value = map[min(max(j, 0), side - 1) * side + min(max(i, 0), side - 1)]
        sum += Double(value) * weight(y - Double(j)) * weight(x - Double(i))
      }
    }
    return sum
  }

  @Test(arguments: [(17, 16, 3), (5, 4, 1), (4, 3, 1), (25, 8, 5)])
  func upsamplingIsCubicConvolution(side: Int, factor: Int, count: Int) {
    var random = SeededGenerator(seed: 7)
    let scores = (0..<count * side * side).map { _ in Float.random(in: -3...5, using: &random) }
    let map = ResponseMap(side: side, factor: factor, count: count)
    _ = scores.withUnsafeBufferPointer {
      map.locate($0, scalePenalty: 1, windowInfluence: 0)
    }
    var worst = 0.0
    for index in 0..<count {
      let one = Array(scores[index * side * side..<(index + 1) * side * side])
      let upsampled = map.map(index)
      for row in 0..<side * factor {
        for column in 0..<side * factor {
          let expected = cubic(one, side: side, factor: factor, row: row, column: column)
          worst = max(
            worst, abs(Double(upsampled[row * side * factor + column]) - expected))
        }
      }
    }
    #expect(worst < 2e-5)
  }

  /// Every cell of the normalized map with its window, one after another.
  @Test(arguments: [0, 0.02, 0.176, 0.6, 1], [(17, 16), (5, 3), (9, 7)])
  func theWindowedPeakIsThatOfTheWholeMap(influence: Double, size: (side: Int, factor: Int)) {
    let (side, factor) = size
    var random = SeededGenerator(seed: 21)
    let map = ResponseMap(side: side, factor: factor, count: 1)
    let length = side * factor
    let hann = (0..<length).map { 0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(length - 1)) }
    let hannSum = hann.reduce(0, +)
    for trial in 0..<30 {
      // Some with one high peak, some with many.
      let scores = (0..<side * side).map { _ in
        pow(Float.random(in: 0...1, using: &random), trial.isMultiple(of: 2) ? 1 : 8)
      }
      let peak = scores.withUnsafeBufferPointer {
        map.locate($0, scalePenalty: 1, windowInfluence: influence)
      }
      let values = map.map(0).map(Double.init)
      let lowest = values.min() ?? 0
      let total = values.reduce(0) { $0 + $1 - lowest }
      func value(_ row: Int, _ column: Int) -> Double {
        (values[row * length + column] - lowest) / total * (1 - influence)
          + influence * hann[row] * hann[column] / (hannSum * hannSum)
      }
      let centre = Double(length - 1) / 2
      let (row, column) = (Int(peak.y + centre), Int(peak.x + centre))
      var highest = -Double.infinity
      for row in 0..<length {
        for column in 0..<length { highest = max(highest, value(row, column)) }
      }
      // Whichever of two that differ in their last digits.
      #expect(value(row, column) > highest * (1 - 1e-6))
    }
  }

  @Test(arguments: [3, 5], [0, 0.9745, 1])
  func theScaleIsThatOfTheHighestOfAllCells(count: Int, penalty: Double) {
    var random = SeededGenerator(seed: 41)
    let map = ResponseMap(side: 17, factor: 16, count: count)
    for _ in 0..<20 {
      let scores = (0..<count * 17 * 17).map { _ in Float.random(in: -2...1, using: &random) }
      let peak = scores.withUnsafeBufferPointer {
        map.locate($0, scalePenalty: penalty, windowInfluence: 0.176)
      }
      let highest = (0..<count).map { map.map($0).max() ?? 0 }
      #expect(peak.height == highest.max())
      #expect(peak.scaleIndex == highest.firstIndex(of: peak.height))
    }
  }

  @Test(arguments: [16, 7, 3])
  func anEmptyMapLeavesTheObjectWhereItIs(factor: Int) {
    let map = ResponseMap(side: 17, factor: factor, count: 3)
    let scores = [Float](repeating: 0, count: 3 * 17 * 17)
    let peak = scores.withUnsafeBufferPointer {
      map.locate($0, scalePenalty: 0.9745, windowInfluence: 0.5)
    }
    #expect(abs(peak.x) <= 0.5 && abs(peak.y) <= 0.5)
  }

  @Test func peakWithoutWindowIsTheHighestCell() {
    var random = SeededGenerator(seed: 11)
    let map = ResponseMap(side: 17, factor: 16, count: 1)
    for _ in 0..<20 {
      // At the border the replicated cells make a plateau.
      let row = Int.random(in: 1...15, using: &random)
      let column = Int.random(in: 1...15, using: &random)
      var scores = [Float](repeating: 0, count: 17 * 17)
      scores[row * 17 + column] = 1
      let peak = scores.withUnsafeBufferPointer {
        map.locate($0, scalePenalty: 0.9, windowInfluence: 0)
      }
      // A cell's centre lies between two cells of the finer map; the first of them wins.
      #expect(abs(peak.x - Double(column - 8) * 16) <= 0.5)
      #expect(abs(peak.y - Double(row - 8) * 16) <= 0.5)
    }
  }

  @Test func windowPullsTowardsTheCentre() {
    // Two equal peaks: without the window the first in reading order wins, with it the nearer one.
    var scores = [Float](repeating: 0, count: 17 * 17)
    scores[2 * 17 + 2] = 1
    scores[9 * 17 + 9] = 1
    let map = ResponseMap(side: 17, factor: 16, count: 1)
    scores.withUnsafeBufferPointer { scores in
      #expect(map.locate(scores, scalePenalty: 1, windowInfluence: 0).x < -90)
      #expect(abs(map.locate(scores, scalePenalty: 1, windowInfluence: 0.176).x - 16) <= 2)
    }
  }

  @Test func scalePenaltyDecidesBetweenEqualScales() {
    let area = 17 * 17
    var scores = [Float](repeating: 0, count: 3 * area)
    for index in 0..<3 { scores[index * area + area / 2] = 1 }
    scores[2 * area + area / 2] = 1.01
    let map = ResponseMap(side: 17, factor: 16, count: 3)
    scores.withUnsafeBufferPointer { scores in
      #expect(map.locate(scores, scalePenalty: 0.9745, windowInfluence: 0.176).scaleIndex == 1)
      #expect(map.locate(scores, scalePenalty: 1, windowInfluence: 0.176).scaleIndex == 2)
    }
  }

  @Test func shapeMeasuresHeightMarginAndSharpness() {
    var scores = [Float](repeating: 1, count: 17 * 17)
    scores[8 * 17 + 8] = 9
    scores[8 * 17 + 10] = 8  // too near to be another place
    scores[3 * 17 + 3] = 5
    let map = ResponseMap(side: 17, factor: 16, count: 1)
    scores.withUnsafeBufferPointer { scores in
      let shape = map.shape(
        of: scores, at: map.locate(scores, scalePenalty: 1, windowInfluence: 0))
      #expect(shape.height == 9)
      #expect(shape.margin == 4)
      let mean = (286.0 + 9 + 8 + 5) / 289
      let variance = (286.0 + 81 + 64 + 25) / 289 - mean * mean
      #expect(abs(shape.sharpness - (9 - mean) / variance.squareRoot()) < 1e-9)
    }
  }
}
