import Evaluation
import Testing
import Video

@Suite struct TrajectoryMeasuresTests {
  /// An object that moves 10 pixels a frame, tagged while it is blurred.
  private let sequence = BenchmarkSequence(
    name: "moving", frames: .pictures([]), truth: (0..<6).map { .box(Self.box($0)) },
    attributes: ["fast motion"],
    frameTags: ["blur": [false, false, true, true, false, false], "dark": []])

  private static func box(_ frame: Int) -> Box {
    Box(x: Double(10 * frame), y: 5, width: 20, height: 20)
  }

  /// A run that is right in the given frames and far off in the others.
  private func run(from start: Int, backward: Bool = false, right: Set<Int>) -> Trajectory {
    let frames = backward ? Array((0...start).reversed()) : Array(start..<6)
    let steps = frames.map { frame -> Trajectory.Step in
      if frame == start { return Trajectory.Step(.initialized) }
      let box = right.contains(frame) ? Self.box(frame) : Box(x: 500, y: 0, width: 9, height: 9)
      return Trajectory.Step(.region(.box(box)))
    }
    return Trajectory(start: start, isBackward: backward, steps: steps)
  }

  @Test func aRunCountsFromWhereItBegan() {
    let measures = OnePassMeasures(of: run(from: 2, right: [3]), in: sequence)
    #expect(measures.frames == 4)
    #expect(measures.overlaps == [nil, nil, 1, 1, 0, 0])
    #expect(measures.successRate50 == 0.5)
  }

  @Test func aRunBackwardsIsHeldAgainstItsOwnFrames() {
    let measures = OnePassMeasures(of: run(from: 3, backward: true, right: [0, 2]), in: sequence)
    #expect(measures.overlaps == [1, 0, 1, 1, nil, nil])
    #expect(measures.averageOverlap == 0.75)
  }

  @Test func framesThatARunDoesNotReachAreMissed() {
    var short = run(from: 0, right: [1, 2, 3, 4, 5])
    short.steps.removeLast(4)
    #expect(OnePassMeasures(of: short, in: sequence).overlaps == [1, 1, 0, 0, 0, 0])
    let nowhere = Trajectory(start: 6, steps: [])
    #expect(OnePassMeasures(of: nowhere, in: sequence).frames == 0)
  }

  @Test func stepsWithoutABoxAreMissed() {
    let steps: [Trajectory.Outcome] = [
      .initialized, .region(.absent), .failed, .skipped, .region(.unknown),
      .region(.box(Self.box(5))),
    ]
    let trajectory = Trajectory(steps: steps.map { Trajectory.Step($0) })
    #expect(OnePassMeasures(of: trajectory, in: sequence).overlaps == [1, 0, 0, 0, 0, 1])
  }

  @Test func tagsCountTheirFramesOnly() throws {
    let measures = SequenceMeasures(of: [run(from: 0, right: [3, 4])], in: sequence)
    let blurred = try #require(measures.tagged["blur"]?.first)
    #expect(blurred.frames == 2)
    #expect(blurred.successRate50 == 0.5)
    #expect(blurred.overlaps == [])
    #expect(measures.tagged["dark"]?.first?.frames == 0)
    let byTag = DatasetMeasures.byTag([measures])
    #expect(byTag.keys.sorted() == ["blur"])
    #expect(byTag["blur"]?[.successRate50] == 0.5)
    #expect(byTag["blur"]?.frames == 2)
  }

  @Test func startsWeighTheSameAndPooledFramesWeighTheSame() throws {
    // Half of six frames, and all of two.
    let runs = [run(from: 0, right: [1, 2]), run(from: 4, right: [5])]
    let measures = SequenceMeasures(of: runs, in: sequence)
    #expect(measures[.successRate50] == 0.75)
    #expect(measures.pooled[.successRate50] == 5.0 / 8)
    #expect(measures.pooled.runs[0].frames == 8)
    #expect(measures.pooled.attributes == ["fast motion"])
  }

  @Test func gotTenKCountsEveryRepetition() {
    let measures = GOT10kMeasures(
      of: [run(from: 0, right: [1, 2]), run(from: 0, right: [1])], in: sequence)
    #expect(measures.frames == 10)
    #expect(measures.averageOverlap == 0.3)
    #expect(measures.successRate75 == 0.3)
  }
}
