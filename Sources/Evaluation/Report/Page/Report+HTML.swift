extension Report {
  /// The report as a page: one file that loads nothing from anywhere.
  ///
  /// - Parameter footage: Frames of chosen sequences, to be watched.
  public func html(footage: [Footage] = []) -> String {
    var page = Markup()
    page.raw("<!doctype html>\n")
    page.element("html", ["lang": "en"]) { page in
      page.element("head") { $0.head(title: title) }
      page.element("body") { page in
        page.raw("<a class=\"skip\" href=\"#content\">Skip to the numbers</a>\n")
        page.element("header") { writeHeader(into: &$0) }
        page.element("main", ["id": "content"]) { page in
          for (number, benchmark) in benchmarks.enumerated() {
            write(benchmark, number, footage, into: &page)
          }
        }
        page.element("script", ["type": "application/json", "id": "data"]) {
          $0.raw(PageData.json(PageData(self)))
        }
        page.element("script") { $0.raw(PageScript.source) }
      }
    }
    page.raw("\n")
    return page.text
  }

  private func writeHeader(into page: inout Markup) {
    page.element("h1", text: title)
    guard benchmarks.count > 0 else {
      page.element("p", text: "There are no results in this report.")
      return
    }
    page.element("nav", ["aria-label": "Contents"]) { page in
      page.element("ul") { page in
        for (number, benchmark) in benchmarks.enumerated() {
          func link(_ target: String, _ text: String) {
            page.element("li") { $0.element("a", ["href": "#\(target)"], text: text) }
          }
          link("b\(number)", benchmark.name)
          for (index, section) in benchmark.sections.enumerated() {
            link("b\(number)s\(index)", section.title)
          }
          link("b\(number)-sequences", "By sequence")
        }
      }
    }
  }

  private func write(
    _ benchmark: Benchmark, _ number: Int, _ footage: [Footage], into page: inout Markup
  ) {
    page.element("section", ["id": "b\(number)"]) { page in
      page.element("h2", text: benchmark.name)
      page.element("p", text: benchmark.summary)
      if !benchmark.notes.isEmpty {
        page.element("ul", ["class": "notes"]) { page in
          for note in benchmark.notes { page.element("li", text: note) }
        }
      }
      for (index, section) in benchmark.sections.enumerated() {
        PageSection(benchmark: benchmark, number: number, section: section, index: index)
          .write(into: &page)
      }
      let shown = benchmark.sequences.enumerated().compactMap { index, sequence in
        footage.first { $0.benchmark == benchmark.name && $0.sequence == sequence.name }
          .map { (index, $0) }
      }
      PageSequences(
        benchmark: benchmark, number: number,
        footage: Dictionary(shown) { first, _ in first }
      ).write(into: &page)
      writeTrackers(of: benchmark, number, into: &page)
    }
  }

  private func writeTrackers(of benchmark: Benchmark, _ number: Int, into page: inout Markup) {
    let keys = Set(benchmark.trackers.flatMap(\.details.keys)).sorted()
    guard !keys.isEmpty else { return }
    page.element("h3", text: "Trackers")
    PageTable(
      id: "b\(number)-trackers", caption: "What ran",
      columns: [.init(heading: "Tracker", isText: true)]
        + keys.map { .init(heading: $0, isText: true) },
      rows: benchmark.trackers.map { tracker in
        .init(
          name: tracker.name,
          cells: [.heading(tracker.name, mark: benchmark.sample(of: tracker.name))]
            + keys.map { .text(tracker.details[$0] ?? "–") })
      }
    ).write(into: &page)
  }
}

extension Report.Benchmark {
  /// What was compared on what, in a sentence.
  var summary: String {
    let frames = sequences.reduce(0) { $0 + $1.frames }
    func count(_ number: Int, _ one: String, _ many: String) -> String {
      "\(number) \(number == 1 ? one : many)"
    }
    return count(trackers.count, "tracker", "trackers") + " on "
      + count(sequences.count, "sequence", "sequences") + " of "
      + count(frames, "frame", "frames") + " in total."
  }
}

extension Markup {
  /// Adds what a page's head has: its title, how it looks, and a promise, kept by the browser, that
  /// nothing is loaded.
  mutating func head(title: String) {
    empty("meta", ["charset": "utf-8"])
    empty("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
    empty(
      "meta",
      [
        "http-equiv": "Content-Security-Policy",
        "content": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
          + "script-src 'unsafe-inline'",
      ])
    element("title", text: title)
    element("style") { $0.raw(PageStyle.sheet) }
  }
}
