import Evaluation
import Foundation
import TestSupport
import Testing
import Video

/// VOT's measures of runs that are short enough to be reckoned by hand.
@Suite struct VOTMeasuresTests {
  private let picture = PictureSize(width: 100, height: 100)
  private let box = Region.box(Box(x: 10, y: 10, width: 20, height: 20))
  /// Half of ``box``.
  private let half = Region.box(Box(x: 10, y: 10, width: 10, height: 20))
  private let far = Region.box(Box(x: 60, y: 60, width: 20, height: 20))

  @Test func aRunWithOneFailure() throws {
    var outcomes = Array(repeating: Trajectory.Outcome.region(box), count: 40)
    outcomes[0] = .initialized
    outcomes[15] = .failed
    for frame in 16..<20 { outcomes[frame] = .skipped }
    outcomes[20] = .initialized
    for frame in 21..<40 { outcomes[frame] = .region(half) }
    let tags = ["occlusion": (0..<40).map { 12...15 ~= $0 }, "never": []]
    let sequence = try SupervisedSequence(
      truth: truth(40), picture: picture, runs: [run(outcomes)], tags: tags)
    #expect(sequence.failures == 1)
    // The frames 10 to 14 and 30 to 39 count.
    expectNear(sequence.accuracy, (5 * 1 + 10 * 0.5) / 15)
    #expect(sequence.overlaps[14] == 1)
    #expect(sequence.overlaps[15] == nil)

    let measures = try SupervisedMeasures(of: [sequence], sensitivity: 20)
    expectNear(measures.robustness, exp(-0.5))
    let curve = measures.expectedOverlap.curve
    #expect(curve.count == 20)
    expectNear(curve[10], (1 + 0.5) / 2)
    // The first part failed after 14 frames with the object.
    expectNear(curve[19], (14.0 / 19 + 0.5) / 2)
    let score = try #require(measures.expectedOverlap.score(over: 18...25))
    expectNear(score, (curve[18] + curve[19]) / 2)
    #expect(measures.expectedOverlap.score(over: 20...25) == nil)

    let occlusion = try #require(measures.tags["occlusion"])
    #expect(occlusion.frames == 4)
    #expect(occlusion.accuracy == 1)
    #expect(occlusion.failures == 1)
    expectNear(occlusion.robustness, exp(-5))
    // Only the first part has frames with the tag.
    expectNear(occlusion.expectedOverlap.curve[19], 14.0 / 19)
    #expect(measures.tags["never"]?.frames == 0)
    #expect(measures.tags["never"]?.expectedOverlap.curve == [])
  }

  @Test func sequencesWeighByTheirLength() throws {
    let short = try SupervisedSequence(
      truth: truth(20), picture: picture, runs: [followed(20, by: half)])
    let long = try SupervisedSequence(
      truth: truth(60), picture: picture, runs: [followed(60, by: box), followed(60, by: half)])
    #expect(long.accuracy == 0.75)
    let measures = try SupervisedMeasures(of: [short, long])
    expectNear(measures.accuracy, (20 * 0.5 + 60 * 0.75) / 80)
    #expect(measures.robustness == 1)
  }

  @Test func runsFromAnchors() throws {
    var forward = followed(40, by: box)
    for frame in 25..<40 { forward.steps[frame].outcome = .region(far) }
    var backward = followed(31, by: half)
    backward.start = 30
    backward.isBackward = true
    // Nine frames are not lost yet.
    for step in 5..<14 { backward.steps[step].outcome = .region(.absent) }
    let tags = ["blur": (0..<40).map { $0 >= 20 }]
    let sequence = try MultiStartSequence(
      truth: truth(40), picture: picture, runs: [forward, backward], tags: tags)
    #expect(sequence.runs.map(\.framesKept) == [25, 31])
    #expect(sequence.runs.map(\.isLost) == [true, false])
    expectNear(sequence.robustness, 56.0 / 71)
    // The first frame of each run counts with an overlap of 0.
    expectNear(sequence.accuracy, (24 + 21 * 0.5) / 56)

    let measures = try MultiStartMeasures(of: [sequence], length: 60)
    let curve = measures.expectedOverlap.curve
    #expect(curve.count == 60)
    expectNear(curve[4], 0.75)
    expectNear(curve[30], (24.0 / 30 + 21 * 0.5 / 30) / 2)
    // Beyond a lost run's end the toolkit divides by one frame less.
    expectNear(curve[50], 24.0 / 49)
    let blur = try #require(measures.tags["blur"])
    // The first run has 20 such frames, 5 of them before the loss; the second all of its 11.
    #expect(blur.frames == 31)
    expectNear(blur.robustness, 16.0 / 31)
    expectNear(blur.accuracy, (5 + 6 * 0.0 + 4 * 0.5) / 16)
  }

  @Test func framesWithoutTheObjectAreNotLost() throws {
    var truth = truth(40)
    for frame in 5..<30 { truth[frame] = .absent }
    var run = followed(40, by: far)
    run.steps[30].outcome = .region(box)
    let sequence = try MultiStartSequence(truth: truth, picture: picture, runs: [run])
    #expect(sequence.runs[0].framesKept == 40)
  }

  @Test func longTermMeasuresAreThoseOfTheBestThreshold() throws {
    var truth = truth(10)
    for frame in 6..<10 { truth[frame] = .absent }
    var run = followed(10, by: box)
    for frame in 6..<10 { run.steps[frame].outcome = .region(far) }
    for (frame, score) in [nil, 0.9, 0.8, 0.8, 0.7, 0.6, 0.3, 0.2, .nan, 0.1].enumerated() {
      run.steps[frame].score = score
    }
    let sequence = try LongTermSequence(truth: truth, picture: picture, runs: [run])
    #expect(sequence.visibleFrames == 6)
    let measures = try LongTermMeasures(of: [sequence])
    #expect(measures.best.threshold == 0.6)
    #expect(measures.precision == 1)
    // The frame of the beginning counts as missed.
    expectNear(measures.recall, 5.0 / 6)
    #expect(measures.curve.first?.precision == 1)
    #expect(measures.curve.first?.recall == 0)
    // Everything but the answer without a confidence is believed: five of nine.
    expectNear(try #require(measures.curve.last).precision, 5.0 / 9)
  }

  @Test func unhelpedRunsLeaveOutWhatNobodyKnows() throws {
    var truth = truth(30)
    truth[20] = .unknown
    var run = followed(30, by: half)
    run.steps[20].outcome = .region(far)
    run.steps[21].outcome = .skipped
    run.steps[22].outcome = .region(.absent)
    let tags = ["dark": (0..<30).map { $0 > 20 }, "never": []]
    let sequence = try UnsupervisedSequence(
      truth: truth, picture: picture, runs: [run], tags: tags, burnIn: 10)
    expectNear(sequence.accuracy, 17 * 0.5 / 18)
    #expect(sequence.tags.keys.sorted() == ["dark"])
    expectNear(try #require(sequence.tags["dark"]), 7 * 0.5 / 8)
    let measures = try UnsupervisedMeasures(of: [sequence])
    #expect(measures.accuracy == sequence.accuracy)
    #expect(measures.tags == sequence.tags)
  }

  @Test func measuresComeBackFromJSON() throws {
    var run = followed(12, by: half)
    run.steps[3].score = -.infinity
    run.steps[4].score = .infinity
    let supervised = try SupervisedMeasures(
      of: [SupervisedSequence(truth: truth(12), picture: picture, runs: [run])])
    let multiStart = try MultiStartMeasures(
      of: [MultiStartSequence(truth: truth(12), picture: picture, runs: [run])])
    let longTerm = try LongTermMeasures(
      of: [LongTermSequence(truth: truth(12), picture: picture, runs: [run])])
    func expectEqual<Measures: Codable & Equatable>(_ measures: Measures) throws {
      let data = try JSONEncoder().encode(measures)
      let back = try JSONDecoder().decode(Measures.self, from: data)
      #expect(back == measures)
    }
    try expectEqual(supervised)
    try expectEqual(multiStart)
    try expectEqual(longTerm)
  }

  @Test func whatCannotBeMeasured() {
    func error(_ runs: [Trajectory]) -> VOTError? {
      thrownError(VOTError.self) {
        _ = try MultiStartSequence(truth: truth(10), picture: picture, runs: runs)
      }
    }
    #expect(error([]) == .noRuns)
    #expect(error([followed(9, by: box)]) == .wrongLength(found: 9, expected: 10))
    var late = followed(3, by: box)
    late.start = 10
    #expect(error([late]) == .outside(start: 10, frames: 10))
    late.start = 2
    late.isBackward = true
    #expect(error([late]) == nil)
    var part = followed(9, by: box)
    part.start = 1
    let parts = thrownError(VOTError.self) {
      _ = try UnsupervisedSequence(truth: truth(10), picture: picture, runs: [part])
    }
    #expect(parts == .notWhole(start: 1, isBackward: false))
    let nothing = thrownError(VOTError.self) { _ = try SupervisedMeasures(of: []) }
    #expect(nothing == .noRuns)
  }

  private func expectNear(
    _ found: Double, _ expected: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(abs(found - expected) < 1e-12, sourceLocation: sourceLocation)
  }

  private func truth(_ count: Int) -> [Region] { Array(repeating: box, count: count) }

  private func run(_ outcomes: [Trajectory.Outcome]) -> Trajectory {
    Trajectory(steps: outcomes.map { Trajectory.Step($0) })
  }

  /// A run that answers the same in every frame but the first.
  private func followed(_ count: Int, by region: Region) -> Trajectory {
    run([.initialized] + Array(repeating: .region(region), count: count - 1))
  }
}
