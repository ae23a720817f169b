extension Report.Section {
  /// What a section's tables are made of: each tracker's measures of the sequences that it has
  /// results for.
  public typealias TrackerMeasures = (tracker: String, sequences: [SequenceMeasures])

  /// Sums up the measures of one-pass evaluation, from one start or from several.
  ///
  /// - Parameters:
  ///   - results: The trackers, in the report's order.
  ///   - id: See ``id``.
  ///   - title: See ``title``.
  ///   - convention: The rules that `results` were measured by.
  ///   - remark: What the tables say besides the convention; a sentence, or nothing.
  public init(
    measuring results: [TrackerMeasures], id: String, title: String, convention: Convention,
    remark: String = ""
  ) {
    let sums = results.map { ($0.tracker, DatasetMeasures($0.sequences)) }
    let known = sums.compactMap { tracker, measures in measures.map { (tracker, $0) } }
    self.init(
      id: id, title: title,
      convention: "Convention: \(convention.title)." + (remark.isEmpty ? "" : " " + remark),
      measures: Measure.allCases.map(\.description),
      overall: sums.map { tracker, measures in
        measures.map { Report.Row(tracker, $0) }
          ?? .init(tracker: tracker, sequences: 0, values: [:])
      },
      attributes: Self.attributes(of: results), sequences: Self.sequences(of: results),
      curves: known.isEmpty ? [] : Self.curves(of: known), comparisons: Self.pairs(of: results))
  }

  private static func attributes(of results: [TrackerMeasures]) -> [Report.Group] {
    let bySequence = results.map { ($0.tracker, DatasetMeasures.byAttribute($0.sequences)) }
    let byFrame = results.map { ($0.tracker, DatasetMeasures.byTag($0.sequences)) }
    func groups(
      _ parts: [(String, [String: DatasetMeasures])], name: (String) -> String
    ) -> [Report.Group] {
      Set(parts.flatMap(\.1.keys)).sorted().map { key in
        let rows = parts.compactMap { tracker, part in part[key].map { Report.Row(tracker, $0) } }
        return Report.Group(
          name: name(key), count: rows.map(\.sequences).max() ?? 0, rows: rows)
      }
    }
    return groups(bySequence) { $0 } + groups(byFrame) { "frames: \($0)" }
  }

  private static func sequences(of results: [TrackerMeasures]) -> [Report.Group] {
    var order: [String] = []
    var rows: [String: [Report.Row]] = [:]
    for (tracker, sequences) in results {
      for sequence in sequences {
        let values = Measure.allCases.compactMap { measure in
          sequence[measure].map { (measure.rawValue, Report.Estimate($0)) }
        }
        if rows[sequence.name] == nil { order.append(sequence.name) }
        rows[sequence.name, default: []].append(
          Report.Row(
            tracker: tracker, sequences: 1, values: Dictionary(values) { first, _ in first }))
      }
    }
    return order.map { Report.Group(name: $0, count: 1, rows: rows[$0] ?? []) }
  }

  private static func curves(
    of results: [(tracker: String, measures: DatasetMeasures)]
  ) -> [Report.CurveFamily] {
    func curves(
      _ thresholds: [Double], _ curve: (DatasetMeasures) -> [Double]
    ) -> [Report.Curve] {
      results.map { .init(tracker: $0.tracker, x: thresholds, y: curve($0.measures)) }
    }
    let share = Report.Axis("share of frames", from: 0, to: 1)
    return [
      Report.CurveFamily(
        id: "success", title: "Success",
        horizontal: .init("overlap threshold", from: 0, to: 1), vertical: share,
        measure: Measure.successAUC.rawValue,
        curves: curves(OnePassMeasures.overlapThresholds, \.success)),
      Report.CurveFamily(
        id: "precision", title: "Precision",
        horizontal: .init("distance threshold (pixels)", from: 0, to: 50), vertical: share,
        measure: Measure.precisionAt20.rawValue,
        curves: curves(OnePassMeasures.distanceThresholds, \.precision), span: [20, 20]),
      Report.CurveFamily(
        id: "normalized-precision", title: "Normalized precision",
        horizontal: .init("normalized distance threshold", from: 0, to: 0.5), vertical: share,
        measure: Measure.normalizedPrecisionAUC.rawValue,
        curves: curves(OnePassMeasures.normalizedThresholds, \.normalizedPrecision)),
    ]
  }

  private static func pairs(of results: [TrackerMeasures]) -> [Report.Comparison] {
    results.indices.flatMap { first in
      results.indices.dropFirst(first + 1).compactMap { second in
        let (one, other) = (results[first], results[second])
        guard
          let pair = PairedComparison(one.sequences, other.sequences, by: .successAUC)
        else { return nil }
        return Report.Comparison(
          measure: Measure.successAUC.rawValue, first: one.tracker, second: other.tracker,
          difference: Report.Estimate(pair.interval, of: pair.sequences.count),
          sequences: Dictionary(zip(pair.sequences, pair.differences)) { first, _ in first })
      }
    }
  }
}

extension Report.Row {
  /// A tracker's measures of a data set or of a part of it.
  fileprivate init(_ tracker: String, _ measures: DatasetMeasures) {
    let values = measures.intervals.map { measure, interval in
      (measure.rawValue, Report.Estimate(interval, of: measures.sequences))
    }
    self.init(
      tracker: tracker, sequences: measures.sequences,
      values: Dictionary(values) { first, _ in first })
  }
}

extension Measure {
  /// The measure as a column of a report's tables.
  fileprivate var description: Report.MeasureDescription {
    .init(key: rawValue, name: title, meaning: meaning)
  }

  private var meaning: String {
    switch self {
    case .successAUC:
      "The share of frames whose overlap (intersection over union) with the truth is greater than "
        + "a threshold, averaged over 21 thresholds from 0 to 1; the mean over sequences."
    case .precisionAt20:
      "The share of frames whose centre is at most 20 pixels off; the mean over sequences."
    case .normalizedPrecisionAUC:
      "The share of frames whose centre is at most so far off, in units of the true box's sides, "
        + "averaged over 51 thresholds from 0 to 0.5; the mean over sequences."
    case .averageOverlap: "The mean overlap of a sequence's frames; the mean over sequences."
    case .successRate50:
      "The share of frames whose overlap is greater than 0.5; the mean over sequences."
    case .successRate75:
      "The share of frames whose overlap is greater than 0.75; the mean over sequences."
    }
  }
}
