/// The scores of a tracker on a data set, as a table: a row a sequence and one for all.
public struct ScoreTable: Sendable {
  /// A column: its title and how many decimals its numbers have.
  public struct Column: Hashable, Sendable {
    /// What stands above it.
    public let title: String
    /// How many decimals its numbers have.
    public let decimals: Int
  }

  /// A row: a name, and a number a column where there is one.
  public struct Row: Hashable, Sendable {
    /// The sequence, or what the row is of.
    public let name: String
    /// A number a column.
    public let values: [Double?]
  }

  /// The columns.
  public private(set) var columns: [Column] = []
  /// A row a sequence.
  public private(set) var rows: [Row] = []
  /// The row of all sequences.
  public private(set) var total: Row?
  /// What the numbers are and by which rules, in one line.
  public private(set) var rules = ""

  /// Makes the table of some sequences, in their order, all of one experiment.
  ///
  /// - Parameter edition: The VOT challenge whose lengths the expected overlap is averaged over; nil
  ///   for the last one of the experiment's kind.
  /// - Throws: ``VOTError`` where there is nothing to sum up.
  public init(_ scores: [SequenceScore], edition: VOTEdition? = nil) throws {
    switch scores.first?.measures {
    case .onePass:
      onePass(
        scores.compactMap { if case .onePass(let of) = $0.measures { of } else { nil } },
        isJudged: scores.map(\.isJudged))
    case .resets:
      try resets(
        scores.compactMap { if case .resets(let of) = $0.measures { of } else { nil } },
        names: scores.map(\.name), lengths: edition?.lengths ?? Self.lengths(of: 2019))
    case .anchors:
      try anchors(
        scores.compactMap { if case .anchors(let of) = $0.measures { of } else { nil } },
        names: scores.map(\.name), lengths: edition?.lengths ?? Self.lengths(of: 2022))
    case .longTerm:
      try longTerm(
        scores.compactMap { if case .longTerm(let of) = $0.measures { of } else { nil } },
        names: scores.map(\.name))
    case nil: return
    }
    addSpeed(of: scores)
  }

  private static func lengths(of year: Int) -> ClosedRange<Int> {
    VOTEdition(year: year)?.lengths ?? 1...Int.max
  }
}

// MARK: - Experiments

extension ScoreTable {
  private mutating func onePass(_ sequences: [SequenceMeasures], isJudged: [Bool]) {
    let measures: [(Measure, String)] = [
      (.successAUC, "success"), (.precisionAt20, "precision"),
      (.normalizedPrecisionAUC, "norm. prec."), (.averageOverlap, "overlap"),
      (.successRate50, "SR 0.5"), (.successRate75, "SR 0.75"),
    ]
    columns = measures.map { Column(title: $0.1, decimals: 4) }
    rows = zip(sequences, isJudged).map { sequence, isJudged in
      Row(name: sequence.name, values: measures.map { isJudged ? sequence[$0.0] : nil })
    }
    let all = DatasetMeasures(zip(sequences, isJudged).filter { $0.1 }.map { $0.0 })
    total = Row(name: "mean", values: measures.map { all?[$0.0] })
    rules =
      all == nil
      ? "the truth of these sequences is known only to the benchmark's server"
      : "\(Convention.plain.title); success and normalized precision are areas under curves, "
        + "precision is at 20 px"
  }

  private mutating func resets(
    _ sequences: [SupervisedSequence], names: [String], lengths: ClosedRange<Int>
  ) throws {
    columns = [
      Column(title: "accuracy", decimals: 4), Column(title: "failures", decimals: 1),
      Column(title: "robustness", decimals: 4), Column(title: "EAO", decimals: 4),
    ]
    rows = zip(names, sequences).map { name, sequence in
      Row(
        name: name,
        values: [sequence.accuracy, sequence.failures, sequence.robustness(), nil])
    }
    let all = try SupervisedMeasures(of: sequences)
    total = Row(
      name: "all",
      values: [
        all.accuracy, all.failures, all.robustness, all.expectedOverlap.score(over: lengths),
      ])
    rules = "VOT with resets; EAO over lengths \(lengths.lowerBound) to \(lengths.upperBound)"
  }

  private mutating func anchors(
    _ sequences: [MultiStartSequence], names: [String], lengths: ClosedRange<Int>
  ) throws {
    columns = ["accuracy", "robustness", "EAO"].map { Column(title: $0, decimals: 4) }
    rows = zip(names, sequences).map { name, sequence in
      Row(name: name, values: [sequence.accuracy, sequence.robustness, nil])
    }
    let all = try MultiStartMeasures(of: sequences, length: lengths.upperBound)
    total = Row(
      name: "all",
      values: [all.accuracy, all.robustness, all.expectedOverlap.score(over: lengths)])
    rules = "VOT from anchors; EAO over lengths \(lengths.lowerBound) to \(lengths.upperBound)"
  }

  private mutating func longTerm(_ sequences: [LongTermSequence], names: [String]) throws {
    columns = ["precision", "recall", "F"].map { Column(title: $0, decimals: 4) }
    rows = try zip(names, sequences).map { name, sequence in
      let own = try LongTermMeasures(of: [sequence])
      return Row(name: name, values: [own.precision, own.recall, own.fScore])
    }
    let all = try LongTermMeasures(of: sequences)
    total = Row(name: "all", values: [all.precision, all.recall, all.fScore])
    rules = "VOT long-term, at the threshold of the score with the greatest F, of each row its own"
  }

  /// Frames a second: of the tracker alone, and with reading.
  private mutating func addSpeed(of scores: [SequenceScore]) {
    columns += [
      Column(title: "tracker fps", decimals: 1), Column(title: "whole fps", decimals: 1),
    ]
    rows = zip(rows, scores).map { row, score in
      Row(
        name: row.name,
        values: row.values + [score.speed?.framesPerSecond, score.speed?.wholeFramesPerSecond])
    }
    let speeds = scores.compactMap(\.speed)
    let frames = speeds.reduce(0.0) { $0 + Double($1.frames) }
    let tracking = speeds.reduce(0.0) { $0 + $1.trackingSeconds }
    let whole = speeds.compactMap(\.wholeSeconds)
    let speed: [Double?] = [
      tracking > 0 ? frames / tracking : nil,
      whole.count == speeds.count && !whole.isEmpty ? frames / whole.reduce(0, +) : nil,
    ]
    total = total.map { Row(name: $0.name, values: $0.values + speed) }
  }
}
