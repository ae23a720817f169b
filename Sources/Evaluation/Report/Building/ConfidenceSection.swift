extension Report.Section {
  /// What is known of the trackers' scores: how far they can be believed as probabilities, and how
  /// well they tell that the object is not there. Nil where no tracker gives a score.
  ///
  /// - Parameter samples: The frames that have a score, for each tracker by the sequences' names.
  public init?(confidence samples: [(tracker: String, sequences: [String: [Calibration.Sample]])]) {
    let all = samples.compactMap { tracker, sequences in
      // In the order of the names: sums of other orders differ in the last digit.
      Calibration(sequences.sorted { $0.key < $1.key }.flatMap(\.value))
        .map { (tracker: tracker, sequences: sequences.count, calibration: $0) }
    }
    guard !all.isEmpty else { return nil }
    self.init(
      id: "confidence", title: "Confidence",
      convention: "All frames in which the tracker gave a score, but for those in which it was "
        + "given the truth; a box is right where its overlap is at least 0.5. Nothing is fitted to "
        + "the sequences of this report.",
      measures: Self.confidenceMeasures,
      overall: all.map {
        Report.Row(
          tracker: $0.tracker, sequences: $0.sequences, values: $0.calibration.estimates)
      },
      sequences: Self.bySequence(samples), curves: Self.confidenceCurves(all.map { ($0.0, $0.2) }))
  }

  private static let confidenceMeasures = [
    Report.MeasureDescription(
      key: "expectedCalibrationError", name: "Calibration error",
      meaning: "The mean distance between what a score promises and the share of boxes that are "
        + "right, over ten bins (expected calibration error).", isHigherBetter: false),
    Report.MeasureDescription(
      key: "presenceAUC", name: "Presence (AUC)",
      meaning: "How likely a frame with the object in view has a greater score than one without: "
        + "the area under the ROC curve."),
    Report.MeasureDescription(
      key: "frames", name: "Frames", meaning: "How many frames have a score.", decimals: 0,
      isHigherBetter: nil),
  ]

  private static func bySequence(
    _ samples: [(tracker: String, sequences: [String: [Calibration.Sample]])]
  ) -> [Report.Group] {
    Set(samples.flatMap(\.sequences.keys)).sorted().map { name in
      Report.Group(
        name: name, count: 1,
        rows: samples.compactMap { tracker, sequences in
          sequences[name].flatMap { Calibration($0) }.map {
            Report.Row(tracker: tracker, sequences: 1, values: $0.estimates)
          }
        })
    }
  }

  private static func confidenceCurves(
    _ all: [(tracker: String, calibration: Calibration)]
  ) -> [Report.CurveFamily] {
    let reliability = all.compactMap { tracker, calibration -> Report.Curve? in
      guard let bins = calibration.bins?.filter({ $0.count > 0 }) else { return nil }
      return .init(tracker: tracker, x: bins.map(\.meanScore), y: bins.map(\.rightShare))
    }
    let presence = all.compactMap { tracker, calibration -> Report.Curve? in
      guard let points = calibration.presence?.points else { return nil }
      return .init(
        tracker: tracker, x: points.map(\.falsePositiveRate), y: points.map(\.truePositiveRate))
    }
    return [
      Report.CurveFamily(
        id: "reliability", title: "Reliability of the score",
        horizontal: .init("score, mean of a bin", from: 0, to: 1),
        vertical: .init("share of boxes that are right", from: 0, to: 1),
        measure: "expectedCalibrationError", curves: reliability, hasDiagonal: true),
      Report.CurveFamily(
        id: "presence", title: "Presence by the score",
        horizontal: .init("share of frames without the object called present", from: 0, to: 1),
        vertical: .init("share of frames with it called present", from: 0, to: 1),
        measure: "presenceAUC", curves: presence, hasDiagonal: true),
    ].filter { !$0.curves.isEmpty }
  }
}

extension Calibration {
  fileprivate var estimates: [String: Report.Estimate] {
    var values = ["frames": Report.Estimate(Double(frames))]
    values["expectedCalibrationError"] = expectedCalibrationError.map { .init($0) }
    values["presenceAUC"] = presence.map { .init($0.area) }
    return values
  }
}
