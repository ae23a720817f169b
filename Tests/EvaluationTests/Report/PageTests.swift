import Foundation
import Testing
import Video

@testable import Evaluation

/// What a page is made of; `make test-browser` looks at it in a browser.
@Suite struct PageTests {
  private let hostile = [
    "<script>alert(1)</script>", "</script><img src=x onerror=alert(2)>", "a\" onclick=\"b",
    "c&d'e",
    "__proto__",
  ]

  @Test func namesAreNeverMarkup() {
    var report = SampleBenchmark(
      names: hostile, skills: ["<b>bold</b>": 0.9, "</title></style></script>": 0.5]
    ).report
    report.title = "<i>title</i>"
    report.benchmarks[0].name = "<u>name</u>"
    report.benchmarks[0].notes = ["<s>note</s>"]
    let page = report.html(footage: [footage(of: hostile[1], in: "<u>name</u>")])
    for name in hostile.prefix(3) + ["<b>", "<i>title", "<u>name", "<s>note", "</style></script>"] {
      #expect(!page.contains(name), "\(name)")
    }
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    // The script, its data, and the one sequence's frames.
    #expect(page.split(separator: "</script>").count == 4)
  }

  @Test func nothingIsLoadedFromAnywhere() {
    let page = SampleBenchmark().report.html()
    #expect(page.contains("content=\"default-src &#39;none&#39;;"))
    let addresses = page.split(separator: "http").dropFirst().map { $0.prefix(25) }
    #expect(
      addresses.allSatisfy { $0.hasPrefix("://www.w3.org/2000/svg") || $0.hasPrefix("-equiv") })
    #expect(!page.contains("src=\""))
    #expect(!page.contains("url("))
  }

  @Test func everyTableNamesItsConvention() throws {
    let report = SampleBenchmark().report
    let page = report.html()
    let captions = page.split(separator: "<caption>").dropFirst().map { $0.prefix { $0 != "/" } }
    let conventions = report.benchmarks[0].sections.map { Markup.escape($0.convention) }
    // All of them but the list of the trackers.
    #expect(
      captions.count { caption in conventions.contains { caption.contains($0) } } == captions.count
        - 1)
    #expect(captions.count >= 6)
  }

  @Test func theTablesHaveTheNumbersOfTheReport() {
    let report = SampleBenchmark().report
    let page = report.html()
    for section in report.benchmarks[0].sections {
      for row in section.overall {
        for measure in section.measures {
          guard let value = row.values[measure.key]?.value else { continue }
          #expect(page.contains(">\(value.fixed(measure.decimals))<"), "\(measure.name)")
        }
      }
    }
  }

  @Test func aReportOfNothingIsAPage() {
    let page = Report(title: "nothing", benchmarks: []).html()
    #expect(page.contains("There are no results in this report."))
    let empty = Report.Benchmark(name: "empty", sequences: [], trackers: [], sections: [])
    #expect(Report(title: "t", benchmarks: [empty]).html().contains("0 trackers on 0 sequences"))
  }

  /// 100 sequences of ten trackers and 600 frames, with 600 frames of one to watch.
  @Test func aBigReportIsASmallPage() {
    let names = (0..<10).map { "tracker \($0)" }
    let sequences = (0..<100).map { "sequence \($0)" }
    let measures = [Report.MeasureDescription(key: "m", name: "Measure", meaning: "Something.")]
    let overlaps = (0..<600).map { Optional(Double($0 * 7 % 600) / 600) }
    let section = Report.Section(
      id: "ope", title: "One pass", convention: "Some.", measures: measures,
      overall: names.map { .init(tracker: $0, sequences: 100, values: ["m": .init(0.5)]) },
      sequences: sequences.map { name in
        .init(
          name: name, count: 1,
          rows: names.map { .init(tracker: $0, sequences: 1, values: ["m": .init(0.5)]) })
      })
    let benchmark = Report.Benchmark(
      name: "Big", sequences: sequences.map { .init(name: $0, frames: 600) },
      trackers: names.map { .init(name: $0) }, sections: [section],
      overlaps: sequences.map { name in
        .init(
          sequence: name, trackers: names.map { .init(tracker: $0, overlaps: overlaps) })
      })
    let page = Report(title: "Big", benchmarks: [benchmark]).html()
    #expect(page.utf8.count < 1_500_000, "\(page.utf8.count)")
  }

  @Test func overlapsAreKeptWithinAHundredth() throws {
    let report = SampleBenchmark(sequences: 1).report
    let data = PageData(report).benchmarks[0].overlaps[0]
    for (tracker, text) in zip(report.benchmarks[0].overlaps[0].trackers, data) {
      let levels = try #require(text.flatMap { Data(base64Encoded: $0) })
      #expect(levels.count == tracker.overlaps.count)
      for (level, overlap) in zip(levels, tracker.overlaps) {
        guard let overlap else {
          #expect(level == 255)
          continue
        }
        #expect(abs(Double(level) / 200 - overlap) <= 0.005)
        #expect((level == 0) == (overlap == 0))
      }
    }
  }

  private func footage(of sequence: String, in benchmark: String) -> Footage {
    Footage(
      benchmark: benchmark, sequence: sequence, width: 64, height: 48,
      pictures: [.init(frame: 0, jpeg: [0xFF, 0xD8])],
      truth: [.box(Box(x: 1, y: 2, width: 3, height: 4))],
      regions: ["<b>bold</b>": [.polygon([Point(x: .nan, y: 1e300)])]])
  }
}
