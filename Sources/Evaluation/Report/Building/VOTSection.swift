extension Report.Section {
  /// What VOT's short-term experiments say of trackers.
  ///
  /// - Parameters:
  ///   - results: Each tracker's measures of the sequences that it has results for, with their
  ///     names.
  ///   - lengths: What the expected overlap is averaged over.
  /// - Throws: ``VOTError``.
  init<Measures: VOTSequenceMeasures>(
    vot results: [(tracker: String, sequences: [(name: String, measures: Measures)])], id: String,
    title: String, lengths: ClosedRange<Int>
  ) throws {
    let results = results.filter { !$0.sequences.isEmpty }
    let summaries = try results.map { tracker, sequences in
      (
        tracker: tracker, sequences: sequences.map(\.measures),
        summary: try Measures.summary(
          of: sequences.map(\.measures), length: lengths.upperBound)
      )
    }
    let hasFailures = summaries.contains { $0.summary.failures != nil }
    self.init(
      id: id, title: title,
      convention: Measures.rules + " Expected overlaps are averaged over the lengths "
        + "\(lengths.lowerBound) to \(lengths.upperBound).",
      measures: Self.votMeasures(Measures.robustnessMeaning, hasFailures: hasFailures),
      overall: try summaries.map { tracker, sequences, summary in
        Report.Row(
          tracker: tracker, sequences: sequences.count, numbers: summary.values(over: lengths),
          intervals: try BootstrapInterval.intervals(of: sequences.map(\.untagged)) {
            try Measures.summary(of: $0, length: lengths.upperBound).values(over: lengths)
          })
      },
      attributes: Self.tags(summaries.map { ($0.tracker, $0.summary) }, over: lengths),
      sequences: Report.Group.bySequence(
        results.map { tracker, sequences in
          (tracker, sequences.map { ($0.name, $0.measures.values) })
        }),
      curves: Self.votCurves(summaries.map { ($0.tracker, $0.summary) }, over: lengths))
  }

  private static func votMeasures(
    _ robustnessMeaning: String, hasFailures: Bool
  ) -> [Report.MeasureDescription] {
    let measures: [Report.MeasureDescription] = [
      .init(
        key: "expectedAverageOverlap", name: "EAO",
        meaning: "Expected average overlap: what a run of typical length is expected to reach, "
          + "frames after a loss counting 0."),
      .init(
        key: "accuracy", name: "Accuracy",
        meaning: "The mean overlap while the object was being tracked."),
      .init(key: "robustness", name: "Robustness", meaning: robustnessMeaning),
    ]
    let failures = Report.MeasureDescription(
      key: "failures", name: "Failures",
      meaning:
        "How often a run lost the object in a sequence; the mean over sequences, weighted by "
        + "their lengths.", decimals: 2, isHigherBetter: false)
    return measures + (hasFailures ? [failures] : [])
  }

  private static func tags(
    _ summaries: [(tracker: String, summary: VOTSummary)], over lengths: ClosedRange<Int>
  ) -> [Report.Group] {
    Set(summaries.flatMap(\.summary.tags.keys)).sorted().map { tag in
      let rows = summaries.compactMap { tracker, summary -> Report.Row? in
        guard let values = summary.tags[tag]?.values(over: lengths) else { return nil }
        return Report.Row(tracker: tracker, sequences: 0, numbers: values)
      }
      return Report.Group(name: "frames: \(tag)", count: 0, rows: rows)
    }
  }

  private static func votCurves(
    _ summaries: [(tracker: String, summary: VOTSummary)], over lengths: ClosedRange<Int>
  ) -> [Report.CurveFamily] {
    // A little farther than the score looks.
    let last = lengths.upperBound + lengths.upperBound / 8
    let expected = summaries.map { tracker, summary in
      let curve = summary.expectedOverlap.curve.prefix(last + 1).dropFirst()
      return Report.Curve(tracker: tracker, x: curve.indices.map(Double.init), y: Array(curve))
    }
    return [
      Report.CurveFamily(
        id: "expected-overlap", title: "Expected overlap",
        horizontal: .init("length of a run (frames)", from: 0, to: Double(last)),
        vertical: .init(
          "expected average overlap", from: 0,
          to: AxisTicks.end(for: expected.flatMap(\.y).max() ?? 0)),
        measure: "expectedAverageOverlap", curves: expected.filter { !$0.x.isEmpty },
        span: [Double(lengths.lowerBound), Double(lengths.upperBound)]),
      Report.CurveFamily(
        id: "accuracy-robustness", title: "Accuracy and robustness",
        horizontal: .init("robustness", from: 0, to: 1),
        vertical: .init("accuracy", from: 0, to: 1),
        measure: "expectedAverageOverlap",
        curves: summaries.map {
          .init(tracker: $0.tracker, x: [$0.summary.robustness], y: [$0.summary.accuracy])
        }),
    ]
  }
}
