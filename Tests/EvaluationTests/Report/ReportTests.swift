import Foundation
import TestSupport
import Testing

@testable import Evaluation

@Suite struct ReportTests {
  private let report = SampleBenchmark().report

  @Test func theJSONComesBackTheSame() throws {
    let json = try report.json()
    let again = try Report(json: json)
    #expect(again == report)
    let twice = try again.json()
    #expect(twice == json)
  }

  /// Programs of others read these: a key that changes is a new ``Report/format``.
  @Test func theJSONsKeysStayTheSame() throws {
    let object = try JSONSerialization.jsonObject(with: Data(report.json()))
    let json = try #require(object as? [String: Any])
    #expect(json["format"] as? Int == 1)
    #expect(json.keys.sorted() == ["benchmarks", "format", "title"])
    func first(_ key: String, of object: [String: Any]) -> [String: Any] {
      (object[key] as? [[String: Any]])?.first ?? [:]
    }
    let benchmark = first("benchmarks", of: json)
    #expect(
      benchmark.keys.sorted() == ["name", "notes", "overlaps", "sections", "sequences", "trackers"])
    let section = first("sections", of: benchmark)
    #expect(
      section.keys.sorted() == [
        "attributes", "comparisons", "convention", "curves", "id", "measures", "overall",
        "sequences", "title",
      ])
    let row = first("overall", of: section)
    #expect(row.keys.sorted() == ["sequences", "tracker", "values"])
    #expect(
      (row["values"] as? [String: Any])?.keys.sorted() == [
        "averageOverlap", "normalizedPrecisionAUC", "precisionAt20", "successAUC", "successRate50",
        "successRate75",
      ])
    let comparison = first("comparisons", of: section)
    #expect(
      comparison.keys.sorted() == ["difference", "first", "measure", "second", "sequences"])
    let curves = first("curves", of: section)
    #expect(
      curves.keys.sorted() == [
        "curves", "hasDiagonal", "horizontal", "id", "measure", "title", "vertical",
      ])
  }

  @Test func markdown() {
    let measures: [Report.MeasureDescription] = [
      .init(key: "m", name: "Measure", meaning: "Something."),
      .init(key: "f", name: "Failures", meaning: "Fewer.", decimals: 1, isHigherBetter: false),
    ]
    let section = Report.Section(
      id: "s", title: "A section", convention: "By no rule.", measures: measures,
      overall: [
        .init(tracker: "pipe|star*", sequences: 2, values: ["m": .init(0.25), "f": .init(3)]),
        .init(
          tracker: "best", sequences: 2, values: ["m": .init(0.75, lower: 0.5, upper: 0.8754)]),
      ],
      attributes: [
        .init(
          name: "fast", count: 1,
          rows: [.init(tracker: "best", sequences: 1, values: ["m": .init(1)])])
      ],
      sequences: [
        .init(
          name: "<b>", count: 1,
          rows: [.init(tracker: "best", sequences: 1, values: ["m": .init(0.5)])])
      ],
      comparisons: [
        .init(
          measure: "m", first: "best", second: "pipe|star*",
          difference: .init(0.5, lower: -0.25, upper: 0.75), sequences: ["<b>": 0.5, "c": -0.1])
      ])
    let benchmark = Report.Benchmark(
      name: "Small", sequences: [.init(name: "<b>", frames: 1), .init(name: "c", frames: 9)],
      trackers: [.init(name: "pipe|star*", details: ["model": "a_b"]), .init(name: "best")],
      sections: [section], notes: ["Beware."])
    #expect(
      Report(title: "A title", benchmarks: [benchmark]).markdown == #"""
        # A title

        ## Small

        2 trackers on 2 sequences of 10 frames in total.

        - Beware.

        ### A section

        All 2 sequences, A section. By no rule.

        | Tracker | Measure | Failures | Sequences |
        | --- | ---: | ---: | ---: |
        | best | 0.750 (0.500 to 0.875) | – | 2 |
        | pipe\|star\* | 0.250 | 3.0 | 2 |

        Measure by attribute, A section. By no rule.

        | Attribute | Sequences | pipe\|star\* | best |
        | --- | ---: | ---: | ---: |
        | fast | 1 | – | 1.000 |

        Mean difference over common sequences, A section. By no rule.

        | First | Second | Measure | First − second | More | Less | Sequences |
        | --- | --- | --- | ---: | ---: | ---: | ---: |
        | best | pipe\|star\* | Measure | +0.500 (-0.250 to +0.750) | 1 | 1 | 2 |

        Measure by sequence, A section. By no rule.

        | Sequence | Frames | pipe\|star\* | best |
        | --- | ---: | ---: | ---: |
        | &lt;b&gt; | 1 | – | 0.500 |

        ### Trackers

        | Tracker | model |
        | --- | --- |
        | pipe\|star\* | a\_b |
        | best | – |

        """#)
  }

  @Test func numbersAreRoundedAsPrintfDoes() {
    var random = SeededGenerator(seed: 3)
    for decimals in 0...4 {
      for _ in 0..<2000 {
        let number =
          Double(Int.random(in: -20_000...20_000, using: &random))
          / [1, 8, 2000, 4096][decimals % 4]
        let printed = String(format: "%.\(decimals)f", number)
        let isZero = Double(printed) == 0
        #expect(number.fixed(decimals) == (isZero ? printed.replacing("-", with: "") : printed))
      }
    }
    #expect(Double.nan.fixed(2) == "–")
    #expect((-Double.infinity).fixed(2) == "–")
    #expect(Double.greatestFiniteMagnitude.fixed(2).count == 312)
    #expect(0.5.short(3) == "0.5")
    #expect(120.0.short(3) == "120")
  }

  @Test func markupIsEscapedEverywhere() {
    #expect(Markup.escape("<a href=\"x\">'&") == "&lt;a href=&quot;x&quot;&gt;&#39;&amp;")
    #expect(Markup.escape("é\u{0}\u{85}\u{FFFE}\n名") == "é\u{FFFD}\u{FFFD}\u{FFFD} 名")
    #expect(Markup.escape("plain") == "plain")
  }
}
