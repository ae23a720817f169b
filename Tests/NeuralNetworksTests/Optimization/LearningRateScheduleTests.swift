import Foundation
import Testing

@testable import NeuralNetworks

@Suite struct LearningRateScheduleTests {
  private static func rates(_ schedule: LearningRateSchedule, at steps: [Int]) -> [Double] {
    steps.map { (schedule.rate(at: $0) * 1e9).rounded() / 1e9 }
  }

  @Test func warmUpRisesInEqualParts() {
    let schedule = LearningRateSchedule(peak: 1, steps: 10, warmUpSteps: 3)
    #expect(Self.rates(schedule, at: [0, 1, 2, 3, 9, 100]) == [0.25, 0.5, 0.75, 1, 1, 1])
  }

  @Test func stepsMultiply() {
    let schedule = LearningRateSchedule(
      peak: 0.1, steps: 10, decay: .steps(at: [4, 8], factor: 0.1))
    #expect(Self.rates(schedule, at: [0, 3, 4, 7, 8, 9]) == [0.1, 0.1, 0.01, 0.01, 0.001, 0.001])
  }

  /// SiamFC's: 50 epochs from 1e-2 towards 1e-5, the same rate within an epoch.
  @Test func exponentialOfSiamFC() {
    let schedule = LearningRateSchedule(
      peak: 1e-2, steps: 50 * 1166, decay: .exponential(final: 1e-5, period: 1166))
    let factor = pow(1e-3, 1.0 / 50)
    #expect(abs(factor - 0.871) < 1e-3)
    for epoch in [0, 1, 17, 49] {
      let expected = 1e-2 * pow(factor, Double(epoch))
      for step in [0, 1165] {
        #expect(abs(schedule.rate(at: epoch * 1166 + step) / expected - 1) < 1e-12)
      }
    }
    #expect(abs(schedule.rate(at: 50 * 1166) / 1e-5 - 1) < 1e-12)
  }

  /// The rate is a number in any case, and nothing stays nothing.
  @Test func exponentialFromOrToNothing() {
    for final in [0, 1e-5] {
      let nothing = LearningRateSchedule(
        peak: 0, steps: 10, warmUpSteps: 2, decay: .exponential(final: final, period: 1))
      #expect((0...12).allSatisfy { nothing.rate(at: $0) == 0 })
    }
    let toNothing = LearningRateSchedule(
      peak: 1, steps: 10, decay: .exponential(final: 0, period: 5))
    #expect(Self.rates(toNothing, at: [0, 4, 5, 10]) == [1, 1, 0, 0])
  }

  @Test func cosineAfterWarmUp() {
    let schedule = LearningRateSchedule(
      peak: 1, steps: 110, warmUpSteps: 10, decay: .cosine(final: 0.2))
    #expect(Self.rates(schedule, at: [10, 60, 110, 500]) == [1, 0.6, 0.2, 0.2])
  }

  @Test func goesThroughJSON() throws {
    for decay in [
      LearningRateSchedule.Decay.constant, .steps(at: [1, 2], factor: 0.5),
      .exponential(final: 1e-5, period: 3), .cosine(final: 0),
    ] {
      let schedule = LearningRateSchedule(peak: 0.01, steps: 9, warmUpSteps: 2, decay: decay)
      let data = try JSONEncoder().encode(schedule)
      #expect(try JSONDecoder().decode(LearningRateSchedule.self, from: data) == schedule)
    }
  }
}
