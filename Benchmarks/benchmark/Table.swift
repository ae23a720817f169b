/// A Markdown table that also reads well on a terminal.
struct Table {
  let title: String
  let columns: [String]
  var rows: [[String]] = []

  /// Adds a row: what was measured, then a cell for every column.
  mutating func add(_ name: String, _ cells: [String]) {
    rows.append([name] + cells)
  }

  func print() {
    let all = [[title] + columns] + rows
    let widths = all[0].indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    for (index, row) in all.enumerated() {
      let cells = row.enumerated().map { column, cell in
        let gap = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + gap : gap + cell
      }
      Swift.print("| " + cells.joined(separator: " | ") + " |")
      if index == 0 {
        let rule = widths.enumerated().map { column, width in
          String(repeating: "-", count: column == 0 ? width : width - 1) + (column == 0 ? "" : ":")
        }
        Swift.print("| " + rule.joined(separator: " | ") + " |")
      }
    }
    Swift.print("")
  }
}

/// A number with a fixed number of decimals.
func decimal(_ number: Double, _ digits: Int) -> String {
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let units = Int((abs(number) * scale).rounded())
  let sign = number < 0 && units > 0 ? "-" : ""
  guard digits > 0 else { return "\(sign)\(units)" }
  let (whole, fraction) = units.quotientAndRemainder(dividingBy: Int(scale))
  let padded = String("\(fraction)".reversed()) + String(repeating: "0", count: digits)
  return "\(sign)\(whole)." + String(padded.prefix(digits).reversed())
}

extension Samples {
  /// Median, and the 10th and 90th percentile.
  var cell: String {
    let digits = median < 1 ? 3 : 2
    return
      "\(decimal(median, digits)) (\(decimal(percentile(10), digits))–\(decimal(percentile(90), digits)))"
  }
}
