extension Report {
  /// A report on one data set, with what it is made of besides numbers.
  public struct Built: Sendable {
    /// The numbers.
    public var benchmark: Benchmark
    /// The frames of the sequences that were asked for.
    public var footage: [Footage]
    /// Why sequences, or a tracker's results of one, could not be read; what could be is in the
    /// report.
    public var failures: [String]
  }
}

extension Report.Benchmark {
  /// Measures trackers on a data set by their results.
  ///
  /// - Parameters:
  ///   - dataset: The data set.
  ///   - trackers: The trackers, in the report's order.
  ///   - convention: How frames count in one-pass evaluation.
  ///   - watched: The names of sequences whose frames are wanted, too.
  ///   - progress: Told how many of the data set's sequences are done.
  /// - Throws: ``VOTError``.
  public static func build(
    from dataset: Dataset, trackers: [TrackerResults], convention: Convention = .plain,
    watched: Set<String> = [], progress: (Int) -> Void = { _ in }
  ) throws -> Report.Built {
    var measurement = BenchmarkMeasurement(
      of: dataset, trackers: trackers, convention: convention, watched: watched)
    for (index, entry) in dataset.entries.enumerated() {
      measurement.measure(entry)
      progress(index + 1)
    }
    let sections = try measurement.sections
    return Report.Built(
      benchmark: Report.Benchmark(
        name: dataset.name, sequences: measurement.sequences,
        trackers: trackers.map { .init(name: $0.name, details: $0.details) }, sections: sections,
        overlaps: measurement.overlaps, notes: measurement.notes(on: sections)),
      footage: measurement.footage, failures: measurement.failures)
  }
}

extension BenchmarkMeasurement {
  private var names: [String] { trackers.map(\.name) }

  private func named<Value>(_ values: [Value]) -> [(tracker: String, sequences: Value)] {
    zip(names, values).map { (tracker: $0, sequences: $1) }
  }

  /// The report's sections, in the order in which people look for them.
  var sections: [Report.Section] {
    get throws {
      var sections = onePass.sorted { $0.key.rank < $1.key.rank }.map { experiment, measures in
        Report.Section(
          measuring: named(measures).filter { !$0.sequences.isEmpty }, id: experiment.name,
          title: experiment.title, convention: convention, remark: experiment.remark)
      }
      if got10k.contains(where: { !$0.isEmpty }) {
        sections.append(Report.Section(got10k: named(got10k)))
      }
      for (experiment, measures) in resets.sorted(by: { $0.key.rank < $1.key.rank }) {
        sections.append(
          try Report.Section(
            vot: named(measures), id: experiment.name, title: experiment.title,
            lengths: lengths(.resets)))
      }
      for (experiment, measures) in anchors.sorted(by: { $0.key.rank < $1.key.rank }) {
        sections.append(
          try Report.Section(
            vot: named(measures), id: experiment.name, title: experiment.title,
            lengths: lengths(.anchors)))
      }
      for (experiment, measures) in longTerm {
        sections.append(
          try Report.Section(
            longTerm: named(measures), id: experiment.name, title: experiment.title))
      }
      sections += [Report.Section(confidence: named(samples)), Report.Section(speed: named(times))]
        .compactMap { $0 }
      return sections
    }
  }

  /// What the expected overlap is averaged over: the lengths of the challenge that the data set's
  /// name tells, otherwise of the last one of its kind.
  private func lengths(_ supervision: VOTEdition.Supervision) -> ClosedRange<Int> {
    let editions = VOTEdition.all.filter { $0.supervision == supervision && $0.lengths != nil }
    let named = editions.first { dataset.name.contains("\($0.year)") }
    return (named ?? editions.last)?.lengths ?? 1...1
  }

  /// What a reader must know before believing the numbers.
  func notes(on sections: [Report.Section]) -> [String] {
    var notes: [String] = []
    let missing = dataset.entries.count - sequences.count
    if missing > 0 {
      notes.append(
        "\(missing) of the data set's \(dataset.entries.count) sequences are not in this report: "
          + "there are no results of them, or they cannot be read.")
    }
    for section in sections {
      let most = section.overall.map(\.sequences).max() ?? 0
      for row in section.overall where row.sequences < most {
        notes.append(
          "\(section.title): \(row.tracker) has results of \(row.sequences) of \(most) sequences; its "
            + "means are over those alone.")
      }
    }
    if (1..<10).contains(sequences.count) {
      notes.append(
        "Intervals over fewer than ten sequences are narrower than they should be.")
    }
    if duplicates > 0 {
      notes.append(
        "\(duplicates) results lie in several of the folders; the first folder's were taken.")
    }
    return notes + failures
  }
}

extension Experiment {
  /// What stands over its section.
  fileprivate var title: String {
    switch self {
    case .onePass: "One-pass evaluation"
    case .starts(let count): "One pass from each of \(count) starts"
    case .temporalRobustness: "Temporal robustness (TRE)"
    case .spatialRobustness: "Spatial robustness (SRE)"
    case .resets: "VOT with resets"
    case .anchors: "VOT from anchors"
    case .realTime(let rate): "VOT in real time at \(rate.short(2)) frames/s"
    case .longTerm: "VOT long-term"
    }
  }

  /// What its tables say besides the convention.
  fileprivate var remark: String {
    switch self {
    case .starts: "The runs of a sequence weigh the same."
    case .temporalRobustness, .spatialRobustness:
      "All frames of a sequence's runs count together, as in OTB."
    default: ""
    }
  }

  /// Its place among the sections.
  var rank: Int {
    switch self {
    case .onePass: 0
    case .starts(let count): count
    case .temporalRobustness: .max - 5
    case .spatialRobustness: .max - 4
    case .resets: .max - 3
    case .anchors: .max - 2
    case .realTime: .max - 1
    case .longTerm: .max
    }
  }
}
