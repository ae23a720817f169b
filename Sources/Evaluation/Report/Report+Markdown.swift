extension Report {
  /// The report's tables as Markdown, with the numbers of the page.
  public var markdown: String {
    var text = "# \(Self.markdown(title))\n"
    for benchmark in benchmarks {
      text += "\n## \(Self.markdown(benchmark.name))\n\n\(benchmark.summary)\n"
      if !benchmark.notes.isEmpty {
        text += "\n" + benchmark.notes.map { "- \(Self.markdown($0))\n" }.joined()
      }
      for section in benchmark.sections { text += benchmark.markdown(of: section) }
      text += benchmark.trackersMarkdown
    }
    return text
  }

  /// Text in which nothing means Markdown or HTML any more.
  static func markdown(_ text: String) -> String {
    // Before HTML's entities come in, which have a number sign in them.
    let special: Set<Character> = ["\\", "`", "*", "_", "{", "}", "[", "]", "|", "#", "~"]
    var result = ""
    for character in text {
      if special.contains(character) { result.append("\\") }
      result.append(character)
    }
    // Quotes mean something in attributes only, of which Markdown has none.
    return Markup.escape(result).replacing("&#39;", with: "'").replacing("&quot;", with: "\"")
  }
}

extension Report.Benchmark {
  fileprivate func markdown(of section: Report.Section) -> String {
    var text = "\n### \(Report.markdown(section.title))\n\n"
    text += paragraph(section.caption("All \(sequences.count) sequences"))
    text +=
      MarkdownTable(
        headings: ["Tracker"] + section.measures.map(\.name) + ["Sequences"], words: 1,
        rows: section.ranked.map { row in
          let numbers = section.measures.map { row.values[$0.key]?.cell($0).interval ?? "–" }
          return [row.tracker] + numbers + ["\(row.sequences)"]
        }
      ).text
    text += attributes(of: section) + comparisons(of: section) + bySequence(section)
    return text
  }

  private func attributes(of section: Report.Section) -> String {
    guard let measure = section.measures(of: section.attributes).first else { return "" }
    return "\n" + paragraph(section.caption("\(measure.name) by attribute"))
      + MarkdownTable(
        headings: ["Attribute", "Sequences"] + trackers.map(\.name), words: 1,
        rows: section.attributes.map { group in
          [group.name, group.count > 0 ? "\(group.count)" : "–"] + values(of: group, measure)
        }
      ).text
  }

  private func comparisons(of section: Report.Section) -> String {
    guard !section.comparisons.isEmpty else { return "" }
    return "\n" + paragraph(section.caption("Mean difference over common sequences"))
      + MarkdownTable(
        headings: [
          "First", "Second", "Measure", "First − second", "More", "Less", "Sequences",
        ], words: 3,
        rows: section.comparisons.map { pair in
          let measure = section.measure(pair.measure)
          return [
            pair.first, pair.second, measure?.name ?? pair.measure,
            pair.difference.signed(measure?.decimals ?? 3).interval, "\(pair.more)",
            "\(pair.less)", "\(pair.sequences.count)",
          ]
        }
      ).text
  }

  private func bySequence(_ section: Report.Section) -> String {
    guard let measure = section.measures(of: section.sequences).first else { return "" }
    let frames = Dictionary(sequences.map { ($0.name, $0.frames) }) { first, _ in first }
    return "\n" + paragraph(section.caption("\(measure.name) by sequence"))
      + MarkdownTable(
        headings: ["Sequence", "Frames"] + trackers.map(\.name), words: 1,
        rows: section.sequences.map { group in
          [group.name, frames[group.name].map { "\($0)" } ?? "–"] + values(of: group, measure)
        }
      ).text
  }

  private func values(of group: Report.Group, _ measure: Report.MeasureDescription) -> [String] {
    let rows = Dictionary(group.rows.map { ($0.tracker, $0) }) { first, _ in first }
    return trackers.map { rows[$0.name]?.values[measure.key]?.cell(measure).interval ?? "–" }
  }

  fileprivate var trackersMarkdown: String {
    let keys = Set(trackers.flatMap(\.details.keys)).sorted()
    guard !keys.isEmpty else { return "" }
    return "\n### Trackers\n\n"
      + MarkdownTable(
        headings: ["Tracker"] + keys, words: keys.count + 1,
        rows: trackers.map { tracker in
          [tracker.name] + keys.map { tracker.details[$0] ?? "–" }
        }
      ).text
  }

  private func paragraph(_ text: String) -> String { Report.markdown(text) + "\n\n" }
}

extension [String] {
  /// A number and its interval in one cell.
  fileprivate var interval: String {
    count == 3 ? "\(self[0]) (\(self[1]) to \(self[2]))" : first ?? "–"
  }
}

/// A table in Markdown's way of GitHub; cells are escaped here.
private struct MarkdownTable {
  var headings: [String]
  /// How many columns from the left hold words; the others hold numbers.
  var words: Int
  var rows: [[String]]

  var text: String {
    let rule = headings.indices.map { $0 < words ? "---" : "---:" }
    return ([headings.map(Report.markdown), rule] + rows.map { $0.map(Report.markdown) })
      .map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
  }
}
