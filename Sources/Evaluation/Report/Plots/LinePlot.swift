/// Curves over two axes, with a legend under them.
struct LinePlot {
  struct Series {
    var name: String
    /// What the legend shows before the name.
    var score: String?
    var style: PlotStyle
    var x: [Double]
    /// One for each of `x`; the line is broken where it is no number.
    var y: [Double]
  }

  var title: String
  var horizontal: Report.Axis
  var vertical: Report.Axis
  /// In the legend's order, the best first.
  var series: [Series]
  /// A part of the horizontal axis to be seen: its two ends, which may be one place.
  var span: [Double]?
  var hasDiagonal = false
  /// The size of the plot without legend, in SVG's units.
  var size = (width: 420.0, height: 340.0)

  /// The plot as an SVG document.
  var svg: String {
    let legend = PlotLegend(
      entries: series.map { .init(name: $0.name, score: $0.score, style: $0.style) },
      width: size.width, hasLines: series.contains { $0.x.count > 1 }, hasMarkers: hasMarkers)
    var svg = Markup()
    svg.plot(
      width: size.width, height: size.height + legend.height + 10, title: title,
      description: description
    ) { svg in
      drawSpan(into: &svg)
      drawAxes(into: &svg)
      // The best on top.
      for line in series.reversed() { draw(line, into: &svg) }
      legend.draw(into: &svg, top: size.height)
    }
    return svg.text
  }

  /// Few places are measured one by one, many follow from each other.
  private var hasMarkers: Bool { series.contains { $0.x.count <= 20 } }

  private var description: String {
    let ranking = series.map { $0.name + ($0.score.map { " \($0)" } ?? "") }
      .joined(separator: ", ")
    let measure = vertical.label.isEmpty ? title : vertical.label
    return "\(measure) over \(horizontal.label). \(ranking)"
  }

  // MARK: Places

  private let left = 58.0
  private let top = 36.0
  private var right: Double { size.width - 18 }
  private var bottom: Double { size.height - 50 }

  private func column(_ value: Double) -> Double {
    left + (right - left) * Self.share(value, of: horizontal)
  }

  private func row(_ value: Double) -> Double {
    bottom - (bottom - top) * Self.share(value, of: vertical)
  }

  /// How far along an axis a value lies, at most at its ends.
  private static func share(_ value: Double, of axis: Report.Axis) -> Double {
    guard axis.from < axis.to else { return 0.5 }
    return min(max((value - axis.from) / (axis.to - axis.from), 0), 1)
  }

  // MARK: Parts

  private func drawAxes(into svg: inout Markup) {
    let columns = AxisTicks(from: horizontal.from, to: horizontal.to, count: 5)
    for place in columns.places {
      svg.rule(from: (column(place), top), to: (column(place), bottom))
      svg.label(columns.label(place), at: (column(place), bottom + 14), anchor: "middle")
    }
    let rows = AxisTicks(
      from: vertical.from, to: vertical.to, count: size.height < 300 ? 2 : 5)
    for place in rows.places {
      svg.rule(from: (left, row(place)), to: (right, row(place)))
      svg.label(rows.label(place), at: (left - 7, row(place)), anchor: "end")
    }
    if hasDiagonal {
      svg.rule(
        from: (column(horizontal.from), row(vertical.from)),
        to: (column(horizontal.to), row(vertical.to)), isStrong: true, dashes: "4 4")
    }
    svg.rule(from: (left, bottom), to: (right, bottom), isStrong: true)
    svg.rule(from: (left, top), to: (left, bottom), isStrong: true)
    svg.label(horizontal.label, at: ((left + right) / 2, bottom + 34), anchor: "middle")
    let middle = (top + bottom) / 2
    svg.label(
      vertical.label, at: (16, middle), anchor: "middle",
      transform: "rotate(-90 16 \(middle.short(2)))")
  }

  private func drawSpan(into svg: inout Markup) {
    guard let span, span.count == 2, span[0] <= span[1] else { return }
    let (start, end) = (column(span[0]), column(span[1]))
    guard end - start > 1 else {
      svg.rule(from: (start, top), to: (start, bottom), isStrong: true, dashes: "2 3")
      return
    }
    svg.empty(
      "rect",
      [
        "class": "span", "x": start.short(2), "y": top.short(2), "width": (end - start).short(2),
        "height": (bottom - top).short(2), "fill": PlotInk.grid, "fill-opacity": "0.5",
      ])
  }

  private func draw(_ line: Series, into svg: inout Markup) {
    var path = ""
    var isBroken = true
    for (x, y) in zip(line.x, line.y) {
      guard x.isFinite, y.isFinite else {
        isBroken = true
        continue
      }
      let place = (column(x), row(y))
      path += isBroken ? Markup.move(place) : Markup.draw(place)
      isBroken = false
    }
    if line.x.count > 1 { svg.path(path, line.style) }
    guard hasMarkers else { return }
    for (x, y) in zip(line.x, line.y) where x.isFinite && y.isFinite {
      svg.marker(at: (column(x), row(y)), line.style)
    }
  }
}
