import Evaluation
import Foundation
import TestSupport
import Testing
import Video

@Suite struct CalibrationTests {
  private func sample(_ score: Double, right: Bool = false, present: Bool = true)
    -> Calibration.Sample
  {
    Calibration.Sample(score: score, isRight: right, isPresent: present)
  }

  @Test func binsHoldWhatTheirScoresPromise() throws {
    let calibration = try #require(
      Calibration([
        sample(0.7, right: true), sample(0.75, right: true), sample(0.79), sample(0.76),
        sample(1, right: true), sample(0.3),
      ]))
    let bins = try #require(calibration.bins)
    #expect(bins.count == 10)
    #expect(bins[7].lower == 0.7)
    #expect(bins[7].upper == 0.8)
    #expect(bins[7].count == 4)
    #expect(abs(bins[7].meanScore - 0.75) < 1e-12)
    #expect(bins[7].rightShare == 0.5)
    #expect(bins[9].count == 1)
    #expect(bins[3].count == 1)
    #expect(bins[0].count == 0)
    let error = try #require(calibration.expectedCalibrationError)
    // Four frames are off by 0.25, one by 0.3, one by nothing.
    #expect(abs(error - 1.3 / 6) < 1e-12)
  }

  @Test func aScoreThatIsTheProbabilityIsCalibrated() throws {
    var dice = SeededGenerator(seed: 9)
    let honest = (0..<20_000).map { _ in
      let score = Double.random(in: 0...1, using: &dice)
      return sample(score, right: Double.random(in: 0..<1, using: &dice) < score)
    }
    let error = try #require(Calibration(honest)?.expectedCalibrationError)
    #expect(error < 0.02)
    let boastful = honest.map { sample($0.score.squareRoot(), right: $0.isRight) }
    let boast = try #require(Calibration(boastful)?.expectedCalibrationError)
    // The mean of √x − x over 0 … 1.
    #expect(abs(boast - 1.0 / 6) < 0.02)
  }

  @Test func scoresThatAreNoProbabilitiesHaveNoBins() throws {
    let calibration = try #require(
      Calibration([sample(12, right: true), sample(-3, present: false), sample(.nan)]))
    #expect(calibration.frames == 2)
    #expect(calibration.bins == nil)
    #expect(calibration.expectedCalibrationError == nil)
    #expect(calibration.presence?.area == 1)
    #expect(Calibration([sample(.nan)]) == nil)
    #expect(Calibration([]) == nil)
  }

  @Test func presenceIsAskedOnlyWhereTheObjectIsSometimesAway() throws {
    #expect(Calibration([sample(0.2), sample(0.9)])?.presence == nil)
    #expect(Calibration([sample(0.2, present: false)])?.presence == nil)
    let presence = try #require(
      Calibration([
        sample(0.9), sample(0.8, present: false), sample(0.8), sample(0.1, present: false),
      ])?.presence)
    #expect(presence.present == 2)
    #expect(presence.absent == 2)
    // Of four pairs three are in order and one is a tie.
    #expect(presence.area == 3.5 / 4)
    #expect(presence.points.map(\.truePositiveRate) == [0, 0.5, 1, 1])
    #expect(presence.points.map(\.falsePositiveRate) == [0, 0, 0.5, 1])
  }

  @Test(arguments: 1...20)
  func theAreaIsTheShareOfPairsInOrder(seed: UInt64) throws {
    var dice = SeededGenerator(seed: seed)
    let samples = (0..<Int.random(in: 20...600, using: &dice)).map { index in
      let score = Double(Int.random(in: 0...40, using: &dice)) / 40
      return sample(score, present: index == 0 || (index > 1 && Bool.random(using: &dice)))
    }
    let presence = try #require(Calibration(samples)?.presence)
    var inOrder = 0.0
    for seen in samples where seen.isPresent {
      for away in samples where !away.isPresent {
        inOrder += seen.score > away.score ? 1 : seen.score == away.score ? 0.5 : 0
      }
    }
    #expect(abs(presence.area - inOrder / Double(presence.present * presence.absent)) < 1e-12)
  }

  @Test func aCurveOfManyFramesKeepsFewPoints() throws {
    var dice = SeededGenerator(seed: 21)
    let samples = (0..<50_000).map { _ in
      let isPresent = Bool.random(using: &dice)
      return sample(.random(in: 0...1, using: &dice) + (isPresent ? 0.3 : 0), present: isPresent)
    }
    let presence = try #require(Calibration(samples)?.presence)
    #expect(presence.points.count <= PresenceROC.mostPoints)
    #expect(presence.points.count > PresenceROC.mostPoints / 2)
    let last = try #require(presence.points.last)
    #expect(last.truePositiveRate == 1)
    #expect(last.falsePositiveRate == 1)
    // The trapezoids below the kept points.
    var area = 0.0
    for (point, next) in zip(presence.points, presence.points.dropFirst()) {
      let width = next.falsePositiveRate - point.falsePositiveRate
      area += width * (next.truePositiveRate + point.truePositiveRate) / 2
    }
    #expect(abs(area - presence.area) < 1e-3)
  }

  @Test func samplesAreTheFramesInWhichTheTrackerWasAsked() {
    let box = Box(x: 10, y: 10, width: 20, height: 20)
    let half = Box(x: 10, y: 10, width: 10, height: 20)
    let less = Box(x: 10, y: 10, width: 9, height: 20)
    let sequence = BenchmarkSequence(
      name: "s", frames: .pictures([]),
      truth: [.box(box), .box(box), .box(box), .absent, .unknown, .box(box), .box(box), .box(box)],
      ignored: [false, false, false, false, false, false, true, false])
    let outcomes: [(Trajectory.Outcome, Double?)] = [
      (.initialized, 1), (.region(.box(half)), 0.9), (.region(.box(less)), 0.8),
      (.region(.box(box)), 0.7), (.region(.box(box)), 0.6), (.region(.absent), 0.5),
      (.region(.box(box)), 0.4), (.region(.box(box)), nil),
    ]
    let trajectory = Trajectory(steps: outcomes.map { .init($0.0, score: $0.1) })
    let samples = Calibration.samples(of: trajectory, in: sequence)
    #expect(
      samples == [
        sample(0.9, right: true), sample(0.8), sample(0.7, present: false), sample(0.5),
      ])
  }

  @Test func calibrationsComeBackFromJSON() throws {
    let calibration = try #require(
      Calibration([sample(0.9, right: true), sample(0.1, present: false)]))
    let text = try JSONEncoder().encode(calibration)
    let read = try JSONDecoder().decode(Calibration.self, from: text)
    #expect(read == calibration)
  }
}
