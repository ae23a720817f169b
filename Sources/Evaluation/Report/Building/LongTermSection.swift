extension Report.Section {
  /// What VOT's long-term experiment says of trackers.
  ///
  /// - Throws: ``VOTError``.
  init(
    longTerm results: [(tracker: String, sequences: [(name: String, measures: LongTermSequence)])],
    id: String, title: String
  ) throws {
    let results = results.filter { !$0.sequences.isEmpty }
    let measured = try results.map { tracker, sequences in
      (
        tracker: tracker, sequences: sequences.map(\.measures),
        measures: try LongTermMeasures(of: sequences.map(\.measures))
      )
    }
    self.init(
      id: id, title: title,
      convention:
        "Convention: vot-toolkit. An answer is believed where the tracker's score reaches "
        + "the threshold that gives the greatest F.",
      measures: [
        .init(
          key: "fScore", name: "F",
          meaning: "2 · precision · recall / (precision + recall), at its best threshold."),
        .init(
          key: "precision", name: "Precision",
          meaning: "The mean overlap of the answers that are believed."),
        .init(
          key: "recall", name: "Recall",
          meaning: "The summed overlap of them over the frames in which the object can be seen."),
      ],
      overall: try measured.map { tracker, sequences, measures in
        Report.Row(
          tracker: tracker, sequences: sequences.count, numbers: measures.numbers,
          intervals: try BootstrapInterval.intervals(of: sequences, resamples: 200) {
            try LongTermMeasures(of: $0).numbers
          })
      },
      sequences: Report.Group.bySequence(
        try results.map { tracker, sequences in
          (
            tracker,
            try sequences.map { ($0.name, try LongTermMeasures(of: [$0.measures]).numbers) }
          )
        }),
      curves: [
        Report.CurveFamily(
          id: "precision-recall", title: "Precision and recall",
          horizontal: .init("recall", from: 0, to: 1), vertical: .init("precision", from: 0, to: 1),
          measure: "fScore",
          curves: measured.map { entry in
            .init(
              tracker: entry.tracker, x: entry.measures.curve.map(\.recall),
              y: entry.measures.curve.map(\.precision))
          })
      ])
  }
}

extension LongTermMeasures {
  fileprivate var numbers: [String: Double] {
    ["fScore": fScore, "precision": precision, "recall": recall]
  }
}
