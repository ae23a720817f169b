extension Report.Section {
  /// How fast the trackers were; nil where nobody measured it.
  ///
  /// - Parameter seconds: The time of each frame, for each tracker by the sequences' names.
  public init?(speed seconds: [(tracker: String, sequences: [String: [Double]])]) {
    let all = seconds.compactMap { tracker, sequences in
      Speed(frameSeconds: sequences.sorted { $0.key < $1.key }.flatMap(\.value))
        .map { Report.Row(tracker: tracker, sequences: sequences.count, values: $0.estimates) }
    }
    guard !all.isEmpty else { return nil }
    self.init(
      id: "speed", title: "Speed",
      convention:
        "Tracking alone, without reading the frames, on the machine that each tracker ran "
        + "on.",
      measures: Self.speedMeasures, overall: all,
      sequences: Set(seconds.flatMap(\.sequences.keys)).sorted().map { name in
        Report.Group(
          name: name, count: 1,
          rows: seconds.compactMap { tracker, sequences in
            sequences[name].flatMap { Speed(frameSeconds: $0) }.map {
              Report.Row(tracker: tracker, sequences: 1, values: $0.estimates)
            }
          })
      })
  }

  private static let speedMeasures = [
    Report.MeasureDescription(
      key: "framesPerSecond", name: "Frames/s",
      meaning: "Frames divided by the seconds of tracking.",
      decimals: 1),
    Report.MeasureDescription(
      key: "medianMilliseconds", name: "Median (ms)",
      meaning: "The time within which half of the frames were done.", decimals: 2,
      isHigherBetter: false),
    Report.MeasureDescription(
      key: "percentile95Milliseconds", name: "95 % (ms)",
      meaning: "The time within which 95 of 100 frames were done.", decimals: 2,
      isHigherBetter: false),
    Report.MeasureDescription(
      key: "meanOfRates", name: "Mean of 1/time",
      meaning:
        "What the got10k toolkit calls speed, in frames/s; never less than frames by seconds.",
      decimals: 1),
  ]
}

extension Speed {
  fileprivate var estimates: [String: Report.Estimate] {
    [
      "framesPerSecond": .init(framesPerSecond), "medianMilliseconds": .init(median * 1000),
      "percentile95Milliseconds": .init(percentile95 * 1000), "meanOfRates": .init(meanOfRates),
    ]
  }
}
