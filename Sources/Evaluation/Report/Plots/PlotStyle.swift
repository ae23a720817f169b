/// How a tracker looks in all plots: a colour of Okabe and Ito's palette, which colour-blind people
/// can tell apart, and a pattern of dashes and a shape of dots, which tell it apart in grey. Eight colours and four
/// patterns make 32 trackers before one looks like another.
struct PlotStyle: Hashable {
  /// The name of its colour's class, by which a page in the dark sets another shade.
  let colorClass: String
  /// The colour on white.
  let color: String
  /// The lengths of dashes and gaps; nil for a line without gaps.
  let dashes: String?
  /// The shape of its dots.
  let marker: Marker

  /// A shape of dots.
  enum Marker: Int, CaseIterable {
    case circle, square, triangle, diamond
  }

  /// The style of a tracker by its place among the trackers.
  init(_ index: Int) {
    let hue = index % Self.palette.count
    colorClass = "c\(hue)"
    color = Self.palette[hue].light
    let turn = index + index / Self.palette.count
    marker = Marker.allCases[turn % Marker.allCases.count]
    let pattern = Self.patterns[turn % Self.patterns.count]
    dashes = pattern.isEmpty ? nil : pattern.map { "\($0)" }.joined(separator: " ")
  }

  /// Okabe and Ito's palette with a grey for its yellow, which is too pale for a line on white; each
  /// with its shade for a dark page.
  static let palette: [(light: String, dark: String)] = [
    ("#0072B2", "#4AA8E8"), ("#D55E00", "#F0803C"), ("#009E73", "#2CC295"),
    ("#CC79A7", "#DD92BC"), ("#000000", "#F2F2F2"), ("#E69F00", "#F0B429"),
    ("#56B4E9", "#A5DAFB"), ("#7A7A7A", "#9A9A9A"),
  ]

  /// Lengths of dashes and gaps by turns.
  static let patterns: [[Int]] = [[], [8, 4], [2, 3], [9, 3, 2, 3]]
}

/// What is not a tracker in a plot.
enum PlotInk {
  static let text = "#1b1f24"
  static let faint = "#5c6670"
  static let grid = "#d9dde1"
  static let paper = "#ffffff"
}
