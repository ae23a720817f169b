/// The page's part on a benchmark's single sequences: a table, and a viewer.
struct PageSequences {
  var benchmark: Report.Benchmark
  /// The benchmark's place in the report.
  var number: Int
  /// The benchmark's footage, by the sequence's place.
  var footage: [Int: Footage]

  func write(into page: inout Markup) {
    page.element("section", ["id": "b\(number)-sequences"]) { page in
      page.element("h3", text: "By sequence")
      writeTable(into: &page)
      if !benchmark.overlaps.isEmpty { writeViewer(into: &page) }
    }
  }

  private func writeTable(into page: inout Markup) {
    let sections = benchmark.sections.enumerated().filter {
      !$0.element.measures(of: $0.element.sequences).isEmpty
    }
    guard let (_, section) = sections.first,
      let measure = section.measures(of: section.sequences).first
    else { return }
    let id = "b\(number)-by-sequence"
    page.measureChoice(
      table: id, groups: "sequences",
      choices: sections.flatMap { index, section in
        section.measures(of: section.sequences).map {
          ("[\(number),\(index),\"\($0.key)\"]", "\(section.title): \($0.name)")
        }
      })
    let groups = Dictionary(section.sequences.map { ($0.name, $0) }) { first, _ in first }
    let isWatched = !benchmark.overlaps.isEmpty
    PageTable(
      id: id, caption: section.caption("\(measure.name) by sequence"),
      columns: [
        .init(heading: "Sequence", isText: true), .init(heading: "Frames"),
      ] + benchmark.trackerColumns(measure),
      rows: benchmark.sequences.enumerated().map { index, sequence in
        let group = groups[sequence.name] ?? .init(name: sequence.name, count: 1, rows: [])
        let name: PageTable.Cell =
          isWatched
          ? .sequence(sequence.name, benchmark: number, number: index) : .heading(sequence.name)
        return PageTable.Row(
          name: sequence.name,
          cells: [name, .number(["\(sequence.frames)"])] + benchmark.cells(of: group, measure))
      }
    ).write(into: &page)
  }

  private func writeViewer(into page: inout Markup) {
    page.element("h4", text: "Watch a sequence")
    page.raw(
      "<noscript><p>The viewer needs JavaScript; the tables and plots do not.</p></noscript>")
    page.element("div", ["class": "viewer", "data-benchmark": "\(number)"]) { page in
      writeChoice(into: &page)
      page.element(
        "canvas",
        [
          "tabindex": "0", "role": "img",
          "aria-label": "The frame with the true box and the trackers' boxes",
        ]
      ) { _ in }
      page.element(
        "p", ["class": "quiet missing"],
        text: "This page does not hold this sequence's frames; track report --frames does.")
      writeControls(into: &page)
      page.element(
        "svg",
        ["class": "overlap", "role": "img", "aria-label": "Overlap with the truth, frame by frame"]
      ) { _ in }
      writeKeys(into: &page)
      page.element("p", ["class": "quiet"]) { page in
        page.raw(
          """
          <kbd>Space</kbd> plays, <kbd>←</kbd> <kbd>→</kbd> step, with <kbd>Shift</kbd> by ten, \
          <kbd>Home</kbd> and <kbd>End</kbd> jump, <kbd>n</kbd> finds the next frame where a \
          tracker that is shown loses the object.
          """)
      }
    }
    for (index, footage) in footage.sorted(by: { $0.key < $1.key }) {
      let data = FootageData(footage, trackers: benchmark.trackers.map(\.name))
      page.element("script", ["type": "application/json", "id": "footage-\(number)-\(index)"]) {
        $0.raw(PageData.json(data))
      }
    }
  }

  private func writeChoice(into page: inout Markup) {
    let chosen = footage.keys.min() ?? 0
    page.element("label", ["class": "choice"]) { page in
      page.escaped("Sequence ")
      page.element("select", ["autocomplete": "off"]) { page in
        for (index, sequence) in benchmark.sequences.enumerated() {
          page.element(
            "option", ["value": "\(index)", "selected": index == chosen ? "selected" : nil],
            text: sequence.name + (footage[index] == nil ? "" : " (with frames)"))
        }
      }
    }
  }

  private func writeControls(into page: inout Markup) {
    page.element("div", ["class": "controls"]) { page in
      func button(_ name: String, _ text: String, label: String? = nil) {
        page.element("button", ["type": "button", "class": name, "aria-label": label], text: text)
      }
      button("play", "Play")
      button("back", "‹", label: "One frame back")
      button("forth", "›", label: "One frame forward")
      button("loss", "Next loss")
      page.empty(
        "input",
        ["type": "range", "min": "0", "max": "0", "value": "0", "aria-label": "Frame"])
      page.element("output", ["class": "place"]) { _ in }
    }
  }

  private func writeKeys(into page: inout Markup) {
    page.element("ul", ["class": "keys"]) { page in
      if !footage.isEmpty {
        page.raw(
          #"<li><label><svg class="sample" aria-hidden="true" viewBox="0 0 32 12">"#
            + #"<path class="truth" d="M1 6L31 6" fill="none" stroke-width="3.5"/></svg>"#
            + "truth</label></li>")
      }
      for tracker in benchmark.trackers {
        page.element("li", ["data-tracker": tracker.name]) { page in
          page.element("label") { page in
            page.empty("input", ["type": "checkbox", "checked": "checked", "autocomplete": "off"])
            page.raw(benchmark.sample(of: tracker.name))
            page.escaped(tracker.name)
            page.raw(" ")
            page.element("output") { _ in }
          }
        }
      }
    }
  }
}
