import Evaluation
import Foundation
import Testing
import Video

/// Which passes an experiment makes over a sequence.
@Suite struct ExperimentTests {
  private func truth(_ visible: [Bool]) -> [Region] {
    visible.map { $0 ? .box(Box(x: 1, y: 2, width: 30, height: 40)) : .absent }
  }

  private func truth(_ count: Int) -> [Region] { truth(Array(repeating: true, count: count)) }

  private func sequence(_ truth: [Region], anchors: [Int] = []) -> BenchmarkSequence {
    BenchmarkSequence(
      name: "s", frames: .pictures([]), truth: truth, anchors: anchors)
  }

  @Test(arguments: [
    Experiment.onePass, .starts(10), .temporalRobustness, .spatialRobustness, .resets, .anchors,
    .realTime(framesPerSecond: 20), .realTime(framesPerSecond: 12.5), .longTerm,
  ])
  func aNameStandsForItsExperiment(experiment: Experiment) throws {
    #expect(Experiment(name: experiment.name) == experiment)
    let coded = try JSONEncoder().encode([experiment])
    #expect(try JSONDecoder().decode([Experiment].self, from: coded) == [experiment])
  }

  @Test(arguments: ["", "opes", "starts", "starts-0", "starts-x", "ope-1", "realtime-0", "tre-"])
  func otherNamesStandForNone(name: String) {
    #expect(Experiment(name: name) == nil)
  }

  @Test func startsAreSpreadOverTheFrames() {
    #expect(Experiment.spreadStarts(4, truth: truth(8)) == [0, 2, 4, 6])
    #expect(Experiment.spreadStarts(3, truth: truth(10)) == [0, 3, 6])
    #expect(Experiment.spreadStarts(10, truth: truth(300)) == (0..<10).map { $0 * 30 })
    #expect(Experiment.spreadStarts(1, truth: truth(5)) == [0])
  }

  @Test func startsMoveToTheNextFrameWithTheObject() {
    let hidden = truth([true, true, false, false, true, false, true, true])
    #expect(Experiment.spreadStarts(4, truth: hidden) == [0, 4, 6])
    let late = truth([false, false, false, true, true])
    #expect(Experiment.spreadStarts(5, truth: late) == [3])
  }

  @Test func noStartIsTheLastFrame() {
    #expect(Experiment.spreadStarts(10, truth: truth(3)) == [0, 1])
    #expect(Experiment.spreadStarts(2, truth: truth([true, false, true])) == [0])
    #expect(Experiment.spreadStarts(3, truth: truth(1)) == [])
    #expect(throws: PassError.noStart(sequence: "s", frames: 1)) {
      try Experiment.starts(3).passes(over: sequence(truth(1)))
    }
  }

  /// By hand from splitSeqTRE.m: 100 frames, the last start 81 (1-based), steps of 81 / 19.
  @Test func temporalRobustnessStartsWhereOTBDoes() {
    let expected = [
      1, 5, 9, 13, 18, 22, 26, 30, 35, 39, 43, 47, 52, 56, 60, 64, 69, 73, 77, 81,
    ]
    #expect(Experiment.temporalRobustnessStarts(truth: truth(100)) == expected.map { $0 - 1 })
    // Few frames: those that would be chosen twice are chosen once.
    #expect(Experiment.temporalRobustnessStarts(truth: truth(21)) == [0, 1])
    #expect(Experiment.temporalRobustnessStarts(truth: truth(12)) == [0])
    var outside = truth(100)
    outside[0] = .box(Box(x: -1, y: 5, width: 9, height: 9))
    #expect(Experiment.temporalRobustnessStarts(truth: outside).first == 1)
  }

  @Test func spatialRobustnessShiftsAndResizes() throws {
    let passes = try Experiment.spatialRobustness.passes(over: sequence(truth(3)))
    #expect(passes.count == 12)
    #expect(Set(passes.map(\.name)).count == 12)
    let boxes = Dictionary(uniqueKeysWithValues: passes.map { ($0.name, $0.box) })
    #expect(boxes["left"] == Box(x: -2, y: 2, width: 30, height: 40))
    #expect(boxes["down"] == Box(x: 1, y: 6, width: 30, height: 40))
    #expect(boxes["top-left"] == Box(x: -2, y: -2, width: 33, height: 44))
    #expect(boxes["bottom-right"] == Box(x: 1, y: 2, width: 33, height: 44))
    #expect(boxes["scale-8"] == Box(x: 4, y: 6, width: 24, height: 32))
    #expect(passes.allSatisfy { $0.start == 0 && $0.length(in: 3) == 3 })
  }

  @Test func aWholeSequenceBeginsWhereTheObjectDoes() throws {
    let late = sequence(truth([false, false, true, true]))
    let pass = try #require(try Experiment.onePass.passes(over: late).first)
    #expect(pass.start == 0 && pass.firstStep == 2 && pass.length(in: 4) == 4)
    #expect(throws: PassError.neverVisible(sequence: "s", frames: 2)) {
      try Experiment.longTerm.passes(over: sequence(truth([false, false])))
    }
  }

  @Test func anchorsRunBothWays() throws {
    let marked = sequence(truth(6), anchors: [1, 0, 0, 1, 0, -1])
    let passes = try Experiment.anchors.passes(over: marked)
    #expect(passes.map(\.start) == [0, 3, 5])
    #expect(passes.map(\.isBackward) == [false, false, true])
    #expect(passes.map { $0.length(in: 6) } == [6, 3, 6])
    #expect(passes.map(\.name) == ["00000000", "00000003", "00000005"])
    #expect(passes[2].frame(1) == 4)
    #expect(try Experiment.realTime(framesPerSecond: 20).passes(over: marked) == passes)
    let unmarked = try Experiment.realTime(framesPerSecond: 20).passes(over: sequence(truth(6)))
    #expect(unmarked.map(\.isReset) == [true])
  }

  @Test func aShardsPartsAreAllAndBalanced() throws {
    #expect(Shard("0/3") == nil && Shard("4/3") == nil && Shard("1") == nil && Shard("a/2") == nil)
    let shard = try #require(Shard("2/3"))
    #expect(shard.number == 2 && shard.count == 3)
  }
}
