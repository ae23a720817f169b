/// The list under a plot: what each line is and what it scores, the best first.
struct PlotLegend {
  struct Entry {
    var name: String
    var score: String?
    var style: PlotStyle
  }

  var entries: [Entry]
  /// The plot's width, in SVG's units.
  var width: Double
  /// Whether the plot has lines.
  var hasLines = true
  /// Whether the plot has dots.
  var hasMarkers: Bool

  private static let rowHeight = 19.0
  private static let sampleWidth = 34.0
  /// A character of 13 units is about this wide on average in Helvetica and its likes.
  static let characterWidth = 6.9

  private var columns: Int {
    let longest = entries.map { Self.length($0.name) + 8 }.max() ?? 0
    let needed = Self.sampleWidth + 14 + Double(longest) * Self.characterWidth
    return max(1, min(entries.count, Int((width - 24) / needed)))
  }

  /// How much room it takes, in SVG's units.
  var height: Double {
    Double((entries.count + columns - 1) / columns) * Self.rowHeight
  }

  /// Draws it from `top` down.
  func draw(into svg: inout Markup, top: Double) {
    let rows = (entries.count + columns - 1) / columns
    let columnWidth = (width - 24) / Double(columns)
    for (index, entry) in entries.enumerated() {
      let x = 16 + Double(index / rows) * columnWidth
      let y = top + (Double(index % rows) + 0.5) * Self.rowHeight
      if hasLines {
        svg.line(from: (x, y), to: (x + Self.sampleWidth - 8, y), entry.style)
      }
      if hasMarkers { svg.marker(at: (x + (Self.sampleWidth - 8) / 2, y), entry.style) }
      let room = Int((columnWidth - Self.sampleWidth - 10) / Self.characterWidth) - 8
      let score = entry.score.map { "[\($0)] " } ?? ""
      svg.label(score + Self.shortened(entry.name, to: max(room, 8)), at: (x + Self.sampleWidth, y))
    }
  }

  /// The start of a name that is longer than `length` characters.
  static func shortened(_ name: String, to length: Int) -> String {
    name.count <= length ? name : name.prefix(length - 1) + "…"
  }

  /// How long a name looks, in characters; those of Chinese, Japanese and Korean are twice as wide.
  private static func length(_ name: String) -> Int {
    name.unicodeScalars.reduce(0) { $0 + ($1.value < 0x2E80 ? 1 : 2) }
  }
}
