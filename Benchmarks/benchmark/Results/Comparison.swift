/// What changed between two runs of the benchmark.
struct Comparison {
  let old: Results
  let new: Results

  /// A table for each of the newer run's: medians, their ratio, and what the ratio means.
  var markdown: String {
    var text = "old: \(old.machine.text)\nnew: \(new.machine.text)\n"
    if old.machine != new.machine { text += "The machines differ: ratios compare them, too.\n" }
    for table in new.tables {
      let rows = rows(of: table)
      guard !rows.isEmpty else { continue }
      text += "\n" + markdownTable([[table.title, "old", "new", "new / old", ""]] + rows)
    }
    return text
  }

  private func rows(of table: Table) -> [[String]] {
    guard let before = old.tables.first(where: { $0.title == table.title }) else { return [] }
    return table.rows.flatMap { row -> [[String]] in
      guard let oldRow = before.rows.first(where: { $0.name == row.name }) else { return [] }
      return zip(table.columns, row.cells).compactMap { column, cell in
        guard let place = before.columns.firstIndex(of: column) else { return nil }
        let oldCell = oldRow.cells[place]
        return [
          "\(row.name), \(column)", oldCell.text, cell.text,
          oldCell.median == 0 ? "–" : decimal(cell.median / oldCell.median, 3),
          Self.verdict(oldCell, cell),
        ]
      }
    }
  }

  /// Whether the spans in which four fifths of the measurements lie are apart.
  private static func verdict(_ old: Measurement, _ new: Measurement) -> String {
    guard old.repetitions > 1, new.repetitions > 1 else { return "one measurement" }
    if new.low > old.high { return "more" }
    if new.high < old.low { return "less" }
    return "within the noise"
  }
}
