extension Report.Section {
  /// GOT-10k's own measures.
  ///
  /// - Parameter results: Each tracker's measures of the sequences that it has results for, with
  ///   their names.
  init(
    got10k results: [(tracker: String, sequences: [(name: String, measures: GOT10kMeasures)])]
  ) {
    let pooled = results.filter { !$0.sequences.isEmpty }.map { tracker, sequences in
      (
        tracker: tracker, sequences: sequences.map(\.measures),
        measures: GOT10kMeasures(pooling: sequences.map(\.measures))
      )
    }
    self.init(
      id: "got10k", title: "GOT-10k",
      convention: "Convention: got10k toolkit. All frames of all sequences together, but for each "
        + "sequence's first and those with nothing of the object in view; boxes are clipped to the "
        + "picture.",
      measures: [
        .init(key: "averageOverlap", name: "AO", meaning: "The mean overlap of all frames."),
        .init(
          key: "successRate50", name: "SR0.5",
          meaning: "The share of frames with an overlap greater than 0.5."),
        .init(
          key: "successRate75", name: "SR0.75",
          meaning: "The share of frames with an overlap greater than 0.75."),
      ],
      overall: pooled.map { tracker, sequences, measures in
        Report.Row(
          tracker: tracker, sequences: sequences.count, numbers: measures.numbers,
          intervals: BootstrapInterval.intervals(of: sequences) {
            GOT10kMeasures(pooling: $0).numbers
          })
      },
      sequences: Report.Group.bySequence(
        results.map { tracker, sequences in
          (tracker, sequences.map { ($0.name, $0.measures.numbers) })
        }),
      curves: [
        Report.CurveFamily(
          id: "success", title: "Success (GOT-10k)",
          horizontal: .init("overlap threshold", from: 0, to: 1),
          vertical: .init("share of frames", from: 0, to: 1), measure: "averageOverlap",
          curves: pooled.map {
            .init(
              tracker: $0.tracker, x: GOT10kMeasures.overlapThresholds, y: $0.measures.success)
          })
      ])
  }
}

extension GOT10kMeasures {
  fileprivate var numbers: [String: Double] {
    [
      "averageOverlap": averageOverlap, "successRate50": successRate50,
      "successRate75": successRate75,
    ]
  }
}
