import Evaluation
import Foundation
import TestSupport
import Testing
import Tracking
import Video

/// What a tracker is shown and asked in one pass, seen in the results.
@Suite struct PassRunTests {
  private let folder = Result { try TemporaryFolder() }

  /// Runs an experiment over one sequence and gives back what was written.
  private func run(
    _ experiment: Experiment, over sequence: BenchmarkSequence,
    with tracker: EvaluatedTracker = LevelTracker.evaluated
  ) throws -> EventLog {
    let results = ResultFolder(try folder.get().file("results"))
    let task = EvaluationTask(
      dataset: Dataset("set", [sequence]), folder: "set",
      results: results.run(dataset: "set", tracker: "level", experiment: experiment))
    return try task.evaluate(with: tracker)
  }

  private func boxes(_ log: EventLog, pass: Int = 0) throws -> [Box?] {
    let results = try #require(log.results.first, "\(log.failures)")
    return results.trajectories[pass].steps.map { step in
      if case .region(let region) = step.outcome { region.bounds } else { nil }
    }
  }

  @Test func everyFrameIsShownInOrder() throws {
    let sequence = try SmallSequence.make("s", levels: [10, 20, 30, 40], in: folder.get())
    let log = try run(.onePass, over: sequence)
    let first = SmallSequence.box(at: 10)
    let others = [20.0, 30, 40].enumerated().map { step, level in
      Box(x: level, y: Double(step + 1), width: first.width, height: first.height)
    }
    #expect(try boxes(log) == [first] + others)
    let steps = try #require(log.results.first).trajectories[0].steps
    let scores: [Double?] = [1, 0.078125, 0.1171875, 0.15625]
    #expect(steps.map(\.score) == scores)
    #expect(steps.allSatisfy { ($0.seconds ?? 0) > 0 })
    #expect(log.framesTracked == 4)
    #expect(try #require(log.results.first?.wholeSeconds) > 0)
  }

  @Test(arguments: [
    Box(x: 0.1 + 0.2, y: 1e-7, width: 3.3333333333333335, height: 7.000000000000001),
    Box(x: -50.5, y: -20.25, width: 70, height: 40), Box(x: 15, y: 15, width: 300, height: 200),
  ])
  func theFirstBoxIsNeitherClippedNorRounded(box: Box) throws {
    let given = Given()
    let tracker = EvaluatedTracker(name: "level") { frame, box in
      given.box = box
      return try LevelTracker(startingOn: frame, at: box)
    }
    let sequence = try SmallSequence.make(
      "s", levels: [10, 20], truth: [.box(box), .box(box)], in: folder.get())
    let log = try run(.onePass, over: sequence, with: tracker)
    #expect(given.box == box)
    #expect(try boxes(log).first == box)
  }

  @Test func aMissingPictureCarriesTheLastBoxOn() throws {
    let sequence = try SmallSequence.make("s", levels: [10, nil, 30, nil], in: folder.get())
    try Data("no picture".utf8).write(
      to: URL(filePath: folder.get().file("s-1.pgm")))
    let log = try run(.onePass, over: sequence)
    let boxes = try boxes(log)
    #expect(boxes[1] == SmallSequence.box(at: 10))
    #expect(boxes[2] == Box(x: 30, y: 1, width: 8.25, height: 6))
    #expect(boxes[3] == boxes[2])
    let results = try #require(log.results.first)
    #expect(results.unreadableFrames == 2)
    #expect(results.trajectories[0].steps.map { $0.seconds != nil } == [true, false, true, false])
  }

  @Test func aPictureToStartInMustBeThere() throws {
    let sequence = try SmallSequence.make("s", levels: [nil, 20], in: folder.get())
    let log = try run(.onePass, over: sequence)
    #expect(
      log.failures == ["s": "s: frame 0, where the tracker is to be started, cannot be read"])
  }

  @Test func moreOrFewerPicturesThanTruth() throws {
    let sequence = try SmallSequence.make("s", levels: [1, 2, 3], in: folder.get())
    let longer = BenchmarkSequence(
      name: "s", frames: sequence.frames,
      truth: sequence.truth + [.box(SmallSequence.box(at: 1))])
    let log = try run(.onePass, over: longer)
    #expect(
      log.failures
        == ["s": "s: found 3 pictures, expected one for each of the truth's 4 rows"])
  }

  @Test func aVideoThatEndsTooEarly() throws {
    let clip = Checkout.file("SampleVideos/rover.mp4")
    let truth = Array(repeating: Region.box(Box(x: 200, y: 150, width: 120, height: 100)), count: 9)
    let tail = BenchmarkSequence(name: "s", frames: .video(path: clip, first: 325), truth: truth)
    #expect(
      try run(.onePass, over: tail).failures
        == ["s": "s: the video ends after 5 frames, expected one for each of the truth's 9 rows"])
    let whole = BenchmarkSequence(name: "t", frames: .video(path: clip, first: 0), truth: truth)
    #expect(try run(.onePass, over: whole).results.first?.trajectories[0].steps.count == 9)
  }

  @Test func anObjectThatComesLater() throws {
    let truth: [Region] = [.absent, .absent, .box(SmallSequence.box(at: 3)), .absent]
    let sequence = try SmallSequence.make(
      "s", levels: [10, 20, 30, 40], truth: truth, in: folder.get())
    let log = try run(.onePass, over: sequence)
    let expected: [Box?] = [
      nil, nil, SmallSequence.box(at: 3), Box(x: 40, y: 1, width: 8.25, height: 6),
    ]
    #expect(try boxes(log) == expected)
  }

  @Test func startsRunToTheEnd() throws {
    let sequence = try SmallSequence.make("s", levels: [10, 20, 30, 40], in: folder.get())
    let log = try run(.starts(2), over: sequence)
    let second: [Box?] = [
      SmallSequence.box(at: 30), Box(x: 40, y: 1, width: 8.25, height: 6),
    ]
    #expect(try boxes(log, pass: 1) == second)
    #expect(log.results.first?.trajectories.map(\.start) == [0, 2])
    #expect(log.framesTracked == 6)
  }

  @Test func anchorsAlsoRunBackward() throws {
    let forward = try SmallSequence.make("s", levels: [10, 20, 30, nil, 50], in: folder.get())
    let sequence = BenchmarkSequence(
      name: "s", frames: forward.frames, truth: forward.truth, anchors: [1, 0, 0, 0, -1])
    let log = try run(.anchors, over: sequence)
    let result = try #require(log.results.first, "\(log.failures)").trajectories[1]
    #expect(result.start == 4 && result.isBackward)
    let levels: [Double?] = result.steps.map { step in
      if case .region(let region) = step.outcome { region.bounds?.x } else { nil }
    }
    #expect(levels == [nil, 50, 30, 20, 10])
    #expect(result.steps[0].outcome == .initialized)
  }

  @Test func aVideoIsNotReadBackward() throws {
    let clip = Checkout.file("SampleVideos/rover.mp4")
    let box = Region.box(Box(x: 200, y: 150, width: 120, height: 100))
    let sequence = BenchmarkSequence(
      name: "s", frames: .video(path: clip, first: 0), truth: [box, box, box],
      anchors: [0, 0, -1])
    #expect(
      try run(.anchors, over: sequence).failures
        == ["s": "s: \(clip) is a video, which cannot be read backward, expected pictures"])
  }

  @Test func aLossIsAFailureAndANewStartFiveFramesLater() throws {
    // The object stands at 0; pictures above that level lead the tracker away from it.
    let levels: [Int?] = [0, 0, 90, 0, 0, 0, 0, 0, nil, 0]
    let truth = [Region](repeating: .box(SmallSequence.box(at: 0)), count: levels.count)
    let sequence = try SmallSequence.make("s", levels: levels, truth: truth, in: folder.get())
    let log = try run(.resets, over: sequence)
    let outcomes = try #require(log.results.first, "\(log.failures)").trajectories[0].steps
      .map(\.outcome)
    let near = { (updates: Double) in
      Trajectory.Outcome.region(.box(Box(x: 0, y: updates, width: 8.25, height: 6)))
    }
    #expect(
      outcomes == [
        .initialized, near(1), .failed, .skipped, .skipped, .skipped, .skipped, .initialized,
        near(2.5), near(1),
      ])
  }

  @Test func inRealTimeASlowTrackerMissesFrames() throws {
    let slow = EvaluatedTracker(name: "level") { frame, box in
      try LevelTracker(startingOn: frame, at: box, secondsPerUpdate: 0.025)
    }
    let sequence = try SmallSequence.make(
      "s", levels: [Int?](repeating: 0, count: 6),
      truth: [Region](repeating: .box(SmallSequence.box(at: 0)), count: 6), in: folder.get())
    let log = try run(.realTime(framesPerSecond: 100), over: sequence, with: slow)
    let steps = try #require(log.results.first, "\(log.failures)").trajectories[0].steps
    // Three late answers are forgiven; while the fourth is waited for, a frame passes by.
    #expect(steps.map { $0.seconds != nil } == [true, true, true, true, true, false])
    #expect(steps[5].outcome == steps[4].outcome)
  }

  private final class Given: @unchecked Sendable {
    // Written by the one worker that starts the one pass, read when it has ended.
    var box: Box?
  }
}
