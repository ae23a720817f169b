import Evaluation
import TestSupport
import Testing
import Video

/// The table at the end of an evaluation.
@Suite struct ScoreTableTests {
  private let folder = Result { try TemporaryFolder() }

  /// The truth stands still at the level 100; where the levels leave it, the tracker does.
  private func table(
    _ experiment: Experiment, levels: [[Int?]], visible: (Int) -> Bool = { _ in true }
  ) throws -> ScoreTable {
    let sequences = try levels.enumerated().map { index, levels in
      let truth = levels.indices.map { frame in
        visible(frame) ? Region.box(Box(x: 100, y: 2.5, width: 8.25, height: 6)) : .absent
      }
      return try SmallSequence.make(
        "s\(index)", levels: levels, truth: truth, in: folder.get(), side: 128)
    }
    // In these tables the vertical place does not matter.
    let tracker = EvaluatedTracker(name: "level") { frame, box in
      try LevelTracker(startingOn: frame, at: box, movesDown: false)
    }
    let results = ResultFolder(try folder.get().file("results"))
    let log = try EvaluationTask(
      dataset: Dataset("set", sequences), folder: "set",
      results: results.run(dataset: "set", tracker: "level", experiment: experiment)
    ).evaluate(with: tracker)
    #expect(log.failures.isEmpty)
    return try ScoreTable(log.results.map { try SequenceScore($0, experiment: experiment) })
  }

  private let steady: [Int?] = Array(repeating: 100, count: 30)
  private let lost: [Int?] = Array(repeating: 100, count: 15) + Array(repeating: 0, count: 15)

  @Test func onePassIsTheMeanOfTheSequences() throws {
    let table = try table(.onePass, levels: [steady, lost])
    #expect(table.rows.map(\.name) == ["s0", "s1"])
    #expect(table.columns.first?.title == "success")
    // An overlap of 1 is above 20 of 21 thresholds.
    let all = 20.0 / 21
    let values = table.rows.map { $0.values[0] ?? .nan } + [table.total?.values[0] ?? .nan]
    #expect(abs(values[0] - all) < 1e-12)
    #expect(abs(values[1] - all / 2) < 1e-12)
    #expect(abs(values[2] - all * 3 / 4) < 1e-12)
    #expect(table.total?.values.last.map { ($0 ?? 0) > 0 } == true)
    #expect(table.columns.count == table.rows[0].values.count)
  }

  @Test func resetsCountFailures() throws {
    let table = try table(.resets, levels: [steady, lost])
    // Lost in frame 15, begun again in 20 and 26 on pictures that lead away, lost in 21 and 27.
    #expect(table.rows.map { $0.values[1] } == [0, 3])
    #expect(table.rows.map { $0.values[0] } == [1, 1])
    #expect(table.total?.name == "all" && table.rules.contains("46 to 291"))
  }

  @Test func anchorsSayHowMuchWasKept() throws {
    let table = try table(.anchors, levels: [steady, lost])
    let robustness = table.rows.map { $0.values[1] ?? .nan }
    #expect(robustness[0] == 1 && robustness[1] < 1)
  }

  @Test func longTermNeedsTheScore() throws {
    let table = try table(.longTerm, levels: [steady, lost], visible: { $0 < 15 })
    let measures = table.rows.map { Array($0.values.prefix(3)) }
    #expect(measures[1][2].map { $0 > 0.9 } == true)
    #expect(table.columns.map(\.title).prefix(3) == ["precision", "recall", "F"])
  }

  @Test func whatOnlyTheServerKnowsHasNoNumbers() throws {
    let made = try SmallSequence.make("s", levels: [100, 100, 100], in: folder.get(), side: 128)
    let sequence = BenchmarkSequence(
      name: "s", frames: made.frames, truth: [made.truth[0], .unknown, .unknown])
    let results = ResultFolder(try folder.get().file("results"))
    let log = try EvaluationTask(
      dataset: Dataset("set", layout: .trackingNet, [sequence]), folder: "set",
      results: results.run(dataset: "set", tracker: "level", experiment: .onePass)
    ).evaluate()
    let table = try ScoreTable(log.results.map { try SequenceScore($0, experiment: .onePass) })
    let numbers = table.rows[0].values.dropLast(2) + (table.total?.values.dropLast(2) ?? [])
    #expect(numbers.count == 12 && numbers.allSatisfy { $0 == nil })
    #expect(table.rules.contains("server"))
  }

  @Test func nothingToSumUpIsAnEmptyTable() throws {
    let table = try ScoreTable([])
    #expect(table.rows.isEmpty && table.total == nil)
  }
}
