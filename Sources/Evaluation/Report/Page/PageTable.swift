/// A table of the page, which sorts.
struct PageTable {
  struct Column {
    var heading: String
    /// What the column holds, for who points at the heading.
    var meaning: String?
    /// Whether it holds words instead of numbers.
    var isText = false
    /// Whether the first click brings the highest numbers to the top.
    var isHighestFirst = true
    /// Whether the rows are sorted by it already, so that the first click comes from there.
    var isSorted = false
  }

  enum Cell {
    /// A row's name, with what stands before it as markup.
    case heading(String, mark: String = "")
    /// A row's name as a button that opens the sequence of that number in the viewer.
    case sequence(String, benchmark: Int, number: Int)
    case text(String)
    /// A number, and its interval where there is one; nil where it cannot be said.
    case number([String]?, isBest: Bool = false)
  }

  struct Row {
    /// What the page's script finds the row by.
    var name: String
    var cells: [Cell]
  }

  var id: String
  var caption: String
  var columns: [Column]
  var rows: [Row]

  /// A table of more rows scrolls on its own.
  private static let tallest = 25

  func write(into page: inout Markup) {
    page.element(
      "div",
      [
        "class": rows.count > Self.tallest ? "scroll tall" : "scroll", "tabindex": "0",
        "role": "region", "aria-label": caption,
      ]
    ) { page in
      page.element("table", ["id": id]) { page in
        page.element("caption") { $0.element("span", text: caption) }
        page.element("thead") { page in page.element("tr") { writeHeadings(into: &$0) } }
        page.element("tbody") { page in for row in rows { write(row, into: &page) } }
      }
    }
  }

  private func writeHeadings(into page: inout Markup) {
    for column in columns {
      page.element(
        "th",
        [
          "scope": "col", "class": column.isText ? "name" : nil, "title": column.meaning,
          "data-first": column.direction,
          "aria-sort": column.isSorted ? column.direction : nil,
        ]
      ) { $0.element("button", ["type": "button"], text: column.heading) }
    }
  }

  private func write(_ row: Row, into page: inout Markup) {
    page.element("tr", ["data-name": row.name]) { page in
      for cell in row.cells {
        switch cell {
        case .heading(let name, let mark):
          page.element("th", ["scope": "row", "class": "name"]) {
            $0.raw(mark)
            $0.escaped(name)
          }
        case .sequence(let name, let benchmark, let number):
          page.element("th", ["scope": "row", "class": "name"]) {
            $0.element(
              "button",
              [
                "type": "button", "class": "watch", "data-benchmark": "\(benchmark)",
                "data-sequence": "\(number)",
              ], text: name)
          }
        case .text(let text): page.element("td", ["class": "text"], text: text)
        case .number(let number, let isBest):
          page.element("td", ["class": isBest ? "best" : nil]) { page in
            page.escaped(number?.first ?? "–")
            guard let number, number.count == 3 else { return }
            page.element("small", text: "\(number[1]) to \(number[2])")
          }
        }
      }
    }
  }
}

extension PageTable {
  /// The cells of one measure, one a tracker, the best of them marked.
  static func cells(
    _ estimates: [Report.Estimate?], _ measure: Report.MeasureDescription
  ) -> [Cell] {
    let numbers = estimates.map { $0?.cell(measure) }
    let isBest = best(numbers, measure)
    return numbers.map { .number($0, isBest: isBest($0)) }
  }

  /// Tells which of the numbers, as they are read, are the best; none where there is one alone.
  static func best(
    _ numbers: [[String]?], _ measure: Report.MeasureDescription
  ) -> ([String]?) -> Bool {
    let known = numbers.compactMap { $0?.first }.compactMap(Double.init)
    guard let isHigherBetter = measure.isHigherBetter, known.count > 1, let lowest = known.min(),
      let highest = known.max()
    else { return { _ in false } }
    let best = isHigherBetter ? highest : lowest
    return { $0?.first.flatMap(Double.init) == best }
  }
}

extension PageTable.Column {
  /// Which way the first click sorts.
  fileprivate var direction: String { isText || !isHighestFirst ? "ascending" : "descending" }
}
