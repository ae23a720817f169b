extension Report.Section {
  /// How fast the trackers were; nil where nobody measured it.
  ///
  /// - Parameter times: The times of each tracker by the sequences' names.
  init?(speed times: [(tracker: String, sequences: [String: SequenceTimes])]) {
    let all = times.compactMap { tracker, sequences -> Report.Row? in
      let timed = sequences.filter { !$0.value.frames.isEmpty }.sorted { $0.key < $1.key }
      // The whole is known where it is known of every sequence.
      let wholes = timed.compactMap(\.value.whole)
      return Speed(
        frameSeconds: timed.flatMap(\.value.frames),
        wholeSeconds: wholes.count == timed.count ? wholes.reduce(0, +) : nil
      ).map { Report.Row(tracker: tracker, sequences: timed.count, numbers: $0.numbers) }
    }
    guard !all.isEmpty else { return nil }
    self.init(
      id: "speed", title: "Speed",
      convention: "On the machine that each tracker ran on, as it was used then.",
      measures: Self.speedMeasures, overall: all,
      sequences: Report.Group.bySequence(
        times.map { tracker, sequences in
          (
            tracker,
            sequences.sorted { $0.key < $1.key }.compactMap { name, times in
              Speed(frameSeconds: times.frames, wholeSeconds: times.whole)
                .map { (name, $0.numbers) }
            }
          )
        }))
  }

  private static let speedMeasures = [
    Report.MeasureDescription(
      key: "framesPerSecond", name: "Frames/s",
      meaning: "Frames divided by the seconds of tracking, without reading the frames.",
      decimals: 1),
    Report.MeasureDescription(
      key: "wholeFramesPerSecond", name: "Frames/s, whole",
      meaning: "Frames divided by the seconds of everything: reading, tracking, writing.",
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
  fileprivate var numbers: [String: Double] {
    var numbers = [
      "framesPerSecond": framesPerSecond, "medianMilliseconds": median * 1000,
      "percentile95Milliseconds": percentile95 * 1000, "meanOfRates": meanOfRates,
    ]
    numbers["wholeFramesPerSecond"] = wholeFramesPerSecond
    return numbers
  }
}
