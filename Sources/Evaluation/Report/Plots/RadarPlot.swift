#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One measure by attribute: a spoke an attribute, a closed line a tracker.
struct RadarPlot {
  struct Series {
    var name: String
    var score: String?
    var style: PlotStyle
    /// One a spoke; the line is broken where there is none.
    var values: [Double?]
  }

  var title: String
  /// What stands at the end of each spoke: at least three.
  var spokes: [String]
  /// In the legend's order, the best first.
  var series: [Series]

  private let width = 420.0
  private let center = (x: 210.0, y: 196.0)
  private let radius = 118.0

  /// The value at the rim: as round a number as the axes have, not below any value.
  private var rim: Double {
    AxisTicks.end(for: series.flatMap { $0.values.compactMap { $0 } }.max() ?? 0)
  }

  /// The plot as an SVG document.
  var svg: String {
    let legend = PlotLegend(
      entries: series.map { .init(name: $0.name, score: $0.score, style: $0.style) }, width: width,
      hasMarkers: true)
    let top = center.y + radius + 44
    var svg = Markup()
    let ranking = series.map { $0.name + ($0.score.map { " \($0)" } ?? "") }
    svg.plot(
      width: width, height: top + legend.height + 10, title: title,
      description: "By attribute: \(spokes.joined(separator: ", ")). "
        + ranking.joined(separator: ", ")
    ) { svg in
      drawWeb(into: &svg)
      for line in series.reversed() { draw(line, into: &svg) }
      legend.draw(into: &svg, top: top)
    }
    return svg.text
  }

  private func direction(_ spoke: Int) -> Markup.Place {
    let angle = 2 * Double.pi * Double(spoke) / Double(spokes.count)
    return (sin(angle), -cos(angle))
  }

  private func place(_ spoke: Int, _ share: Double) -> Markup.Place {
    let direction = direction(spoke)
    return (center.x + radius * share * direction.x, center.y + radius * share * direction.y)
  }

  private func drawWeb(into svg: inout Markup) {
    let rim = rim
    let rings = AxisTicks(from: 0, to: rim, count: 4)
    for ring in rings.places where ring > 0 {
      for spoke in spokes.indices {
        svg.rule(
          from: place(spoke, ring / rim), to: place((spoke + 1) % spokes.count, ring / rim))
      }
    }
    for (spoke, name) in spokes.enumerated() {
      svg.rule(from: center, to: place(spoke, 1))
      drawName(name, of: spoke, into: &svg)
    }
    for ring in rings.places where ring > 0 {
      svg.label(
        rings.label(ring), at: (center.x + 4, center.y - radius * ring / rim + 8), size: 11,
        isFaint: true)
    }
  }

  /// A spoke's name beside its end, in two lines where it is long.
  private func drawName(_ name: String, of spoke: Int, into svg: inout Markup) {
    let direction = direction(spoke)
    let anchor = abs(direction.x) < 0.2 ? "middle" : direction.x > 0 ? "start" : "end"
    let lines = Self.lines(of: name)
    let lineHeight = 13.0
    let x = center.x + (radius + 10) * direction.x
    let middle = center.y + (radius + 12) * direction.y
    let first = middle + Double(lines.count - 1) * lineHeight * (direction.y - 1) / 2
    for (index, line) in lines.enumerated() {
      svg.label(
        line, at: (x, first + Double(index) * lineHeight), anchor: anchor, size: 12)
    }
  }

  /// A name in two lines of about the same length where it is too long for one.
  static func lines(of name: String) -> [String] {
    let room = 15
    guard name.count > room else { return [name] }
    let breaks = name.indices.dropFirst().filter { name[$0] == " " || name[$0] == "-" }
    let half = name.count / 2
    let best = breaks.min {
      abs(name.distance(from: name.startIndex, to: $0) - half)
        < abs(name.distance(from: name.startIndex, to: $1) - half)
    }
    guard let best else { return [PlotLegend.shortened(name, to: room)] }
    let rest = name[best] == " " ? name[name.index(after: best)...] : name[best...]
    return [String(name[..<best]), String(rest)].map { PlotLegend.shortened($0, to: room + 3) }
  }

  private func draw(_ line: Series, into svg: inout Markup) {
    let rim = rim
    let places = line.values.enumerated().map { spoke, value in
      value.map { place(spoke, max(0, $0) / rim) }
    }
    var path = ""
    for (index, end) in places.enumerated() {
      guard let end else { continue }
      let isJoined = index > 0 && places[index - 1] != nil
      path += isJoined ? Markup.draw(end) : Markup.move(end)
    }
    if let last = places.last, last != nil, let first = places.first, let first {
      path += places.contains { $0 == nil } ? Markup.draw(first) : "Z"
    }
    svg.path(path, line.style)
    for place in places.compactMap({ $0 }) { svg.marker(at: place, line.style) }
  }
}
