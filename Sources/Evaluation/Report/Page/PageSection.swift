/// The page's part of one section of a benchmark: tables and plots.
struct PageSection {
  var benchmark: Report.Benchmark
  /// The benchmark's place in the report.
  var number: Int
  var section: Report.Section
  /// The section's place in the benchmark.
  var index: Int

  private var prefix: String { "b\(number)s\(index)" }

  func write(into page: inout Markup) {
    page.element("section", ["id": prefix]) { page in
      page.element("h3", text: section.title)
      overallTable.write(into: &page)
      writeMeanings(into: &page)
      writePlots(into: &page)
      writeAttributes(into: &page)
      writeComparisons(into: &page)
    }
  }

  private var overallTable: PageTable {
    let columns: [PageTable.Column] =
      [.init(heading: "Tracker", isText: true)]
      + section.measures.enumerated().map { index, measure in
        .init(
          heading: measure.name, meaning: measure.meaning,
          isHighestFirst: measure.isHigherBetter ?? true, isSorted: index == 0)
      } + [.init(heading: "Sequences", meaning: "How many sequences have results")]
    let best = section.measures.map { measure in
      PageTable.best(section.overall.map { $0.values[measure.key]?.cell(measure) }, measure)
    }
    let rows = section.ranked.map { row in
      let numbers = zip(section.measures, best).map { measure, isBest -> PageTable.Cell in
        let cell = row.values[measure.key]?.cell(measure)
        return .number(cell, isBest: isBest(cell))
      }
      return PageTable.Row(
        name: row.tracker,
        cells: [.heading(row.tracker, mark: benchmark.sample(of: row.tracker))] + numbers
          + [.number(["\(row.sequences)"])])
    }
    let intervals = section.overall.contains { $0.values.values.contains { $0.lower != nil } }
    let subject = "All \(benchmark.sequences.count) sequences of \(benchmark.name)"
    return PageTable(
      id: "\(prefix)-overall",
      caption: section.caption(subject)
        + (intervals ? " Under a number its 95 % bootstrap interval over sequences." : ""),
      columns: columns, rows: rows)
  }

  private func writeMeanings(into page: inout Markup) {
    page.element("details") { page in
      page.element("summary", text: "What the columns mean")
      page.element("dl") { page in
        for measure in section.measures {
          page.element("dt", text: measure.name)
          page.element("dd", text: measure.meaning)
        }
      }
    }
  }

  private func writePlots(into page: inout Markup) {
    let plots = benchmark.curvePlots(of: section)
    guard !plots.isEmpty else { return }
    page.element("div", ["class": "plots"]) { page in
      for plot in plots { writeFigure(plot, into: &page) }
    }
  }

  private func writeFigure(_ plot: Report.PlotFile, into page: inout Markup) {
    page.element("figure") { page in
      page.raw(plot.svg)
      let file = Report.fileName("\(benchmark.name)-\(section.id)-\(plot.name)") + ".svg"
      page.element(
        "button",
        [
          "type": "button", "class": "save", "data-file": file,
          "aria-label": "Save the plot \(plot.name) as SVG",
        ], text: "Save SVG")
    }
  }

  private func writeAttributes(into page: inout Markup) {
    guard let measure = section.measures(of: section.attributes).first else { return }
    page.element("h4", text: "By attribute")
    page.element("div", ["class": "beside"]) { page in
      if let radar = benchmark.radarPlot(of: section) { writeFigure(radar, into: &page) }
      page.element("div") { writeAttributeTable(measure, into: &$0) }
    }
  }

  private func writeAttributeTable(
    _ measure: Report.MeasureDescription, into page: inout Markup
  ) {
    let id = "\(prefix)-attributes"
    page.measureChoice(
      table: id, groups: "attributes",
      choices: section.measures(of: section.attributes).map {
        ("[\(number),\(index),\"\($0.key)\"]", $0.name)
      })
    PageTable(
      id: id, caption: section.caption("\(measure.name) by attribute"),
      columns: [
        .init(heading: "Attribute", isText: true),
        .init(heading: "Sequences", meaning: "How many sequences have the attribute"),
      ] + benchmark.trackerColumns(measure),
      rows: section.attributes.map { group in
        PageTable.Row(
          name: group.name,
          cells: [.heading(group.name), .number(group.count > 0 ? ["\(group.count)"] : nil)]
            + benchmark.cells(of: group, measure))
      }
    ).write(into: &page)
  }

  private func writeComparisons(into page: inout Markup) {
    guard !section.comparisons.isEmpty else { return }
    page.element("h4", text: "In pairs")
    PageTable(
      id: "\(prefix)-pairs",
      caption: section.caption("Mean difference over the sequences that both have results for")
        + " Under it its 95 % bootstrap interval: where that holds 0, the data do not tell the two"
        + " apart.",
      columns: [
        .init(heading: "First", isText: true), .init(heading: "Second", isText: true),
        .init(heading: "Measure", isText: true), .init(heading: "First − second"),
        .init(heading: "More", meaning: "Sequences on which the first has more"),
        .init(heading: "Less", meaning: "Sequences on which the first has less"),
        .init(heading: "Sequences"),
      ],
      rows: section.comparisons.map { pair in
        let measure = section.measure(pair.measure)
        return PageTable.Row(
          name: pair.first,
          cells: [
            .heading(pair.first, mark: benchmark.sample(of: pair.first)),
            .heading(pair.second, mark: benchmark.sample(of: pair.second)),
            .text(measure?.name ?? pair.measure),
            .number(pair.difference.signed(measure?.decimals ?? 3)), .number(["\(pair.more)"]),
            .number(["\(pair.less)"]), .number(["\(pair.sequences.count)"]),
          ])
      }
    ).write(into: &page)
  }
}

extension Markup {
  /// Adds the choice of the measure that a table shows; none where there is nothing to choose.
  mutating func measureChoice(
    table: String, groups: String, choices: [(value: String, name: String)]
  ) {
    guard choices.count > 1 else { return }
    element("label", ["class": "choice"]) { page in
      page.escaped("Measure ")
      // A browser that goes back must not show one measure's name over another's numbers.
      page.element("select", ["data-table": table, "data-groups": groups, "autocomplete": "off"]) {
        for choice in choices {
          $0.element("option", ["value": choice.value], text: choice.name)
        }
      }
    }
  }
}

extension Report.Estimate {
  /// The number and its interval with their signs.
  func signed(_ decimals: Int) -> [String] {
    let numbers = [value, lower, upper].compactMap { $0 }
    return numbers.map { $0 > 0 ? "+" + $0.fixed(decimals) : $0.fixed(decimals) }
  }
}

extension Report.Benchmark {
  /// A short piece of a tracker's line, to stand before its name.
  func sample(of tracker: String) -> String {
    let style = PlotStyle(trackers.firstIndex { $0.name == tracker } ?? 0)
    return #"<svg class="sample" aria-hidden="true" viewBox="0 0 32 12">"#
      + #"<path class="line \#(style.colorClass)" d="M1 6L31 6" fill="none" stroke-width="2.5""#
      + (style.dashes.map { #" stroke-dasharray="\#($0)""# } ?? "") + "/></svg>"
  }

  func trackerColumns(_ measure: Report.MeasureDescription) -> [PageTable.Column] {
    trackers.map { .init(heading: $0.name, isHighestFirst: measure.isHigherBetter ?? true) }
  }

  func cells(of group: Report.Group, _ measure: Report.MeasureDescription) -> [PageTable.Cell] {
    let rows = Dictionary(group.rows.map { ($0.tracker, $0) }) { first, _ in first }
    return PageTable.cells(trackers.map { rows[$0.name]?.values[measure.key] }, measure)
  }
}
