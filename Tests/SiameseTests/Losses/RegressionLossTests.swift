import TestSupport
import Testing

@testable import Siamese

@Suite struct RegressionLossTests {
  private static func random(_ count: Int, using random: inout SeededGenerator) -> [Float] {
    (0..<count).map { _ in Float.random(in: -2...2, using: &random) }
  }

  private static func evaluate(
    _ student: [Float],
    _ loss: (UnsafeBufferPointer<Float>, UnsafeMutableBufferPointer<Float>) -> Double
  ) -> (value: Double, gradient: [Float]) {
    var gradient = [Float](repeating: .nan, count: student.count)
    let value = student.withUnsafeBufferPointer { student in
      gradient.withUnsafeMutableBufferPointer { loss(student, $0) }
    }
    return (value, gradient)
  }

  private static func features(
    _ loss: FeatureRegressionLoss, _ student: [Float], _ teacher: [Float], _ shape: [Int],
    weight: Double = 1
  ) -> (value: Double, gradient: [Float]) {
    teacher.withUnsafeBufferPointer { teacher in
      evaluate(student) {
        loss(student: $0, teacher: teacher, shape: shape, weight: weight, gradient: $1)
      }
    }
  }

  private static func maps(
    _ student: [Float], _ teacher: [Float], weight: Double = 1
  ) -> (value: Double, gradient: [Float]) {
    teacher.withUnsafeBufferPointer { teacher in
      evaluate(student) {
        ScoreMapRegressionLoss()(student: $0, teacher: teacher, weight: weight, gradient: $1)
      }
    }
  }

  private static func spreads(_ teacher: [Float], _ shape: [Int]) -> FeatureRegressionLoss {
    teacher.withUnsafeBufferPointer { FeatureRegressionLoss(spreadsOf: $0, shape: shape) }
  }

  @Test func copiesAndMeans() {
    var random = SeededGenerator(seed: 1)
    let shape = [3, 4, 5, 7]
    var teacher = Self.random(shape.reduce(1, *), using: &random)
    // Channels of other units, the second one far from zero.
    for index in teacher.indices {
      let channel = index / 35 % 4
      teacher[index] = teacher[index] * [1, 0.01, 100, 3][channel] + [0, 1000, -5, 2][channel]
    }
    let loss = Self.spreads(teacher, shape)
    #expect(Self.features(loss, teacher, teacher, shape).value == 0)
    var means = [Float](repeating: 0, count: 4)
    for index in teacher.indices { means[index / 35 % 4] += teacher[index] / 105 }
    let student = teacher.indices.map { means[$0 / 35 % 4] }
    #expect(abs(Self.features(loss, student, teacher, shape).value - 1) < 1e-3)
    #expect(Self.maps(teacher, teacher).value == 0)
    let plain = Self.random(500, using: &random)
    let mean = plain.reduce(0, +) / 500
    let value = Self.maps(Array(repeating: mean, count: 500), plain).value
    #expect(abs(value - 1) < 1e-5)
  }

  @Test func byHand() {
    let loss = FeatureRegressionLoss(spreads: [2, 4])
    let result = Self.features(
      loss, [1, 2, 3, 4], [1, 4, 3, 0], [1, 2, 2], weight: 3)
    // (2 / 2)² and (4 / 4)², of four values.
    #expect(abs(result.value - 3 * 2.0 / 4) < 1e-12)
    #expect(result.gradient == [0, -0.75, 0, 0.375])
    // Teacher's variance 4, mean square 1.
    let maps = Self.maps([1, 3], [0, 4])
    #expect(abs(maps.value - 0.25) < 1e-12)
    #expect(maps.gradient == [0.25, -0.25])
  }

  @Test func gradientsAreCentralDifferences() {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<20 {
      let shape = (0..<4).map { _ in Int.random(in: 1...5, using: &random) }
      let count = shape.reduce(1, *)
      let (student, teacher) = (
        Self.random(count, using: &random), Self.random(count, using: &random)
      )
      let loss = FeatureRegressionLoss(
        spreads: (0..<shape[1]).map { _ in Float.random(in: 0.5...2, using: &random) })
      let direction = Self.random(count, using: &random)
      func moved(_ step: Float) -> [Float] { zip(student, direction).map { $0 + step * $1 } }
      // A square's central difference is exact, so that a step may be long.
      func expect(_ loss: ([Float]) -> (value: Double, gradient: [Float])) {
        let expected = (loss(moved(0.5)).value - loss(moved(-0.5)).value)
        let found = zip(loss(student).gradient, direction).reduce(0.0) {
          $0 + Double($1.0) * Double($1.1)
        }
        #expect(abs(found - expected) <= 1e-5 * max(1, abs(expected)), "\(shape)")
      }
      expect { Self.features(loss, $0, teacher, shape, weight: 0.7) }
      if count > 1 { expect { Self.maps($0, teacher, weight: 0.7) } }
    }
  }

  @Test func aChannelThatNeverChangesDoesNotOutweighTheOthers() {
    let shape = [1, 2, 2]
    let loss = Self.spreads([1, 3, 5, 5], shape)
    #expect(loss.spreads == [1, 0.00001])
    let constant = Self.spreads([5, 5, 5, 5], shape)
    let value = Self.features(constant, [5, 5, 5, 5], [5, 5, 5, 5], shape).value
    #expect(value == 0)
  }
}
