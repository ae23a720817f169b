import Evaluation

/// What came of one data set's sequences.
struct Scores: Sendable {
  /// One sequence.
  struct Entry: Sendable {
    let index: Int
    let result: Result<SequenceScore, Failure>
    /// What the person should know of a sequence that is done.
    let warning: String?

    struct Failure: Error {
      let reason: String
    }

    init(_ sequence: EvaluatedSequence, experiment: Experiment) {
      index = sequence.index
      switch sequence.outcome {
      case .failed(let reason):
        // Most reasons name the sequence or its file.
        let isNamed = reason.contains(sequence.name)
        result = .failure(Failure(reason: isNamed ? reason : "\(sequence.name): \(reason)"))
        warning = nil
      case .done(let results):
        result = Result { try SequenceScore(results, experiment: experiment) }
          .mapError { Failure(reason: "\(sequence.name): \($0)") }
        let lost = results.unreadableFrames
        warning =
          lost == 0
          ? nil
          : "\(sequence.name): \(lost) \(lost == 1 ? "frame" : "frames") could not be read; the "
            + "last box was carried on"
      }
    }
  }

  let task: Int
  private let dataset: Dataset
  private let results: StoredRun
  var entries: [Entry] = []

  init(task: Int, of evaluation: EvaluationTask, by tracker: EvaluatedTracker) {
    self.task = task
    dataset = evaluation.dataset
    results = evaluation.results
  }

  /// Those that are done, in the data set's order.
  var sequences: [SequenceScore] {
    sorted.compactMap { if case .success(let score) = $0.result { score } else { nil } }
  }

  /// Why the others are not.
  var failures: [String] {
    sorted.compactMap { if case .failure(let failure) = $0.result { failure.reason } else { nil } }
  }

  /// What the person should know.
  var warnings: [String] { sorted.compactMap(\.warning) }

  private var sorted: [Entry] { entries.sorted { $0.index < $1.index } }

  /// Writes the table of all sequences that are done to standard output.
  func printTable(isFirst: Bool) throws {
    let sequences = sequences
    guard !sequences.isEmpty else { return }
    let table = try ScoreTable(sequences, edition: dataset.votEdition)
    if !isFirst { print() }
    print(
      "\(dataset.name), \(results.tracker), \(results.experiment.name): "
        + "\(sequences.count) of \(dataset.entries.count) sequences, "
        + "\(sequences.reduce(0) { $0 + $1.frames }) frames")
    print(table.text)
    print(table.rules)
    if let path = try results.writeSubmission(of: dataset) { print("for the server: \(path)") }
  }
}

extension Dataset {
  /// The VOT challenge that its name ends with the year of.
  fileprivate var votEdition: VOTEdition? {
    guard layout == .vot || layout == .votLongTerm else { return nil }
    let digits = name.reversed().drop { !$0.isNumber }.prefix { $0.isNumber }
    return Int(String(digits.reversed())).flatMap { VOTEdition(year: $0) }
  }
}

extension ScoreTable {
  /// The table in columns, one line a row.
  var text: String {
    let all = rows + (total.map { [$0] } ?? [])
    let names = ["sequence"] + all.map(\.name)
    var lines = names.padded(to: .left)
    for (index, column) in columns.enumerated() {
      let cells =
        [column.title]
        + all.map { row in row.values[index].map { $0.fixed(column.decimals) } ?? "-" }
      for (line, cell) in cells.padded(to: .right).enumerated() { lines[line] += "  " + cell }
    }
    return lines.joined(separator: "\n")
  }
}

private enum Side {
  case left, right
}

extension [String] {
  /// All as wide as the widest.
  fileprivate func padded(to side: Side) -> [String] {
    let width = map(\.count).max() ?? 0
    return map { text in
      let space = String(repeating: " ", count: width - text.count)
      return side == .left ? text + space : space + text
    }
  }
}

extension Double {
  /// With so many decimals.
  fileprivate func fixed(_ decimals: Int) -> String {
    guard isFinite, abs(self) < 1e12 else { return "\(self)" }
    let scale = (0..<decimals).reduce(1) { product, _ in product * 10 }
    let whole = Int((abs(self) * Double(scale)).rounded())
    let sign = self < 0 && whole > 0 ? "-" : ""
    guard decimals > 0 else { return sign + "\(whole)" }
    let digits = String(whole % scale)
    return sign + "\(whole / scale)." + String(repeating: "0", count: decimals - digits.count)
      + digits
  }
}
