/// Measurements by row and column.
struct Table: Codable {
  /// What was measured, and in which unit.
  let title: String
  let columns: [String]
  private(set) var rows: [Row] = []

  /// A line of the table.
  struct Row: Codable {
    let name: String
    /// One for each column.
    let cells: [Measurement]
  }

  init(title: String, columns: [String]) {
    self.title = title
    self.columns = columns
  }

  /// Adds a row: what was measured, then a cell for every column.
  mutating func add(_ name: String, _ cells: [Measurement]) {
    precondition(cells.count == columns.count, "\(title): \(name) has \(cells.count) cells")
    rows.append(Row(name: name, cells: cells))
  }

  var markdown: String {
    markdownTable([[title] + columns] + rows.map { [$0.name] + $0.cells.map(\.text) })
  }
}

/// A Markdown table that also reads well on a terminal; the first row is its head.
func markdownTable(_ rows: [[String]]) -> String {
  guard let head = rows.first else { return "" }
  let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
  var lines = rows.map { row in
    let cells = row.enumerated().map { column, cell in
      let gap = String(repeating: " ", count: widths[column] - cell.count)
      return column == 0 ? cell + gap : gap + cell
    }
    return "| " + cells.joined(separator: " | ") + " |"
  }
  let rule = widths.enumerated().map { column, width in
    String(repeating: "-", count: column == 0 ? width : max(width - 1, 1))
      + (column == 0 ? "" : ":")
  }
  lines.insert("| " + rule.joined(separator: " | ") + " |", at: 1)
  return lines.joined(separator: "\n") + "\n"
}
