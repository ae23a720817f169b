import Evaluation

/// A report of nothing real with all that a page can have, and names that are hard on it.
enum MadeUpReport {
  private static let trackers =
    [
      "<b>bold</b>", "</script><script>alert('x')</script>", "\" onmouseover=\"alert(1)",
      "名前の長い追跡器",
      "a tracker whose name is much too long for a legend, a table's heading or a phone",
    ] + (6...12).map { "tracker \($0)" }
  private static let sequences =
    ["__proto__", "constructor", "<img src=x>", "two words", "Straße/Brücke"]
    + (6...40).map { "sequence-\($0)" }
  private static let attributes = [
    "occlusion", "illumination variation", "out-of-view", "scale variation", "fast motion", "blur",
  ]
  private static let measures: [Report.MeasureDescription] = [
    .init(key: "success", name: "Success (AUC)", meaning: "More is better."),
    .init(
      key: "failures", name: "Failures", meaning: "Less is better.", decimals: 1,
      isHigherBetter: false),
    .init(key: "frames", name: "Frames", meaning: "Neither.", decimals: 0, isHigherBetter: nil),
  ]

  /// The same each time.
  static var report: Report {
    Report(
      title: "A made-up report & <i>its</i> page",
      benchmarks: ["Made <up>", "Made up again"].map { name in
        Report.Benchmark(
          name: name, sequences: sequences.map { .init(name: $0, frames: 60) },
          trackers: trackers.map { .init(name: $0, details: ["model": "<u>\($0)</u>"]) },
          sections: [section],
          overlaps: sequences.enumerated().map { place, name in
            .init(
              sequence: name,
              trackers: trackers.enumerated().map { index, tracker in
                .init(
                  tracker: tracker,
                  overlaps: (0..<60).map { $0 % 20 == 19 ? nil : number(index, place + $0) })
              })
          },
          notes: ["<s>Nothing</s> of this is true."])
      })
  }

  private static var section: Report.Section {
    Report.Section(
      id: "ope", title: "One <pass>", convention: "Convention: made up.", measures: measures,
      overall: rows(0).map { row in
        var row = row
        row.values["success"]?.lower = 0.1
        row.values["success"]?.upper = 0.9
        return row
      },
      attributes: attributes.enumerated().map {
        .init(name: $1, count: $0 + 2, rows: rows($0 + 1))
      },
      sequences: sequences.enumerated().map { place, name in
        // A tracker that lacks a result.
        .init(name: name, count: 1, rows: Array(rows(place + 10).dropLast(place % 2)))
      },
      curves: [
        .init(
          id: "success", title: "Success", horizontal: .init("threshold", from: 0, to: 1),
          vertical: .init("share of frames", from: 0, to: 1), measure: "success",
          curves: trackers.enumerated().map { index, tracker in
            let steps = (0...20).map { Double($0) / 20 }
            return .init(
              tracker: tracker, x: steps, y: steps.map { (1 - $0) * (0.3 + number(index, 0) / 2) })
          })
      ],
      comparisons: [
        .init(
          measure: "success", first: trackers[0], second: trackers[1],
          difference: .init(-0.25, lower: -0.5, upper: 0.125),
          sequences: [sequences[0]: -0.25])
      ])
  }

  private static func rows(_ place: Int) -> [Report.Row] {
    trackers.enumerated().map { index, tracker in
      .init(
        tracker: tracker, sequences: 40,
        values: [
          "success": .init(number(index, place)), "failures": .init(10 * number(place, index)),
          "frames": .init(60),
        ])
    }
  }

  /// A number from 0 to 1 that looks like chance.
  private static func number(_ one: Int, _ other: Int) -> Double {
    let mixed = one * 7919 + other * 104_729 + one * other * 31
    return Double(mixed % 1000) / 999
  }
}
