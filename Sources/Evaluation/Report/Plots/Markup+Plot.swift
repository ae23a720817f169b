/// The parts that plots are made of. Colours are attributes, which every program that reads SVG
/// knows, and classes beside them, by which a page in the dark overrides them.
extension Markup {
  typealias Place = (x: Double, y: Double)

  /// Adds a whole plot.
  ///
  /// - Parameters:
  ///   - description: The plot in words, for those who cannot see it.
  mutating func plot(
    width: Double, height: Double, title: String, description: String,
    _ content: (inout Markup) -> Void
  ) {
    element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": "plot", "role": "img",
        "viewBox": "0 0 \(width.short(1)) \(height.short(1))", "width": width.short(1),
        "height": height.short(1), "aria-label": "\(title). \(description)",
        "font-family": "Helvetica, Arial, 'Liberation Sans', sans-serif", "font-size": "13",
      ]
    ) { svg in
      svg.element("title", text: title)
      svg.element("desc", text: description)
      svg.empty(
        "rect",
        [
          "class": "paper", "width": width.short(1), "height": height.short(1),
          "fill": PlotInk.paper,
        ])
      svg.label(title, at: (width / 2, 18), anchor: "middle", size: 15, isBold: true)
      content(&svg)
    }
  }

  /// Adds text whose middle is at `place`'s height.
  mutating func label(
    _ text: String, at place: Place, anchor: String? = nil, size: Double? = nil,
    isBold: Bool = false, isFaint: Bool = false, transform: String? = nil
  ) {
    element(
      "text",
      [
        "class": isFaint ? "faint" : "ink", "x": place.x.short(2), "y": place.y.short(2),
        "dy": "0.35em", "text-anchor": anchor, "font-size": size.map { $0.short(1) },
        "font-weight": isBold ? "bold" : nil, "fill": isFaint ? PlotInk.faint : PlotInk.text,
        "transform": transform,
      ], text: text)
  }

  /// Adds a tracker's line between two places.
  mutating func line(from start: Place, to end: Place, _ style: PlotStyle) {
    path(Self.move(start) + Self.draw(end), style)
  }

  /// Adds a tracker's line along a path.
  mutating func path(_ path: String, _ style: PlotStyle) {
    empty(
      "path",
      [
        "class": "line \(style.colorClass)", "d": path, "fill": "none", "stroke": style.color,
        "stroke-width": "2", "stroke-linejoin": "round", "stroke-dasharray": style.dashes,
      ])
  }

  /// Adds a dot of a tracker.
  mutating func marker(at place: Place, _ style: PlotStyle) {
    empty(
      "path",
      [
        "class": "dot \(style.colorClass)",
        "transform": "translate(\(place.x.short(2)) \(place.y.short(2)))",
        "d": style.marker.path, "fill": style.color,
      ])
  }

  /// Adds a thin line of the plot's frame or grid.
  mutating func rule(
    from start: Place, to end: Place, isStrong: Bool = false, dashes: String? = nil
  ) {
    empty(
      "path",
      [
        "class": isStrong ? "frame" : "grid", "d": Self.move(start) + Self.draw(end),
        "fill": "none", "stroke": isStrong ? PlotInk.faint : PlotInk.grid,
        "stroke-dasharray": dashes,
      ])
  }

  /// A path's step to a place without a line.
  static func move(_ place: Place) -> String { "M\(place.x.short(2)) \(place.y.short(2))" }

  /// A path's line to a place.
  static func draw(_ place: Place) -> String { "L\(place.x.short(2)) \(place.y.short(2))" }
}

extension PlotStyle.Marker {
  /// The shape around (0, 0), of about the same area whichever it is.
  fileprivate var path: String {
    switch self {
    case .circle: "M3.8 0A3.8 3.8 0 1 1 -3.8 0A3.8 3.8 0 1 1 3.8 0Z"
    case .square: "M-3.4 -3.4H3.4V3.4H-3.4Z"
    case .triangle: "M0 -4.8L4.6 3.4H-4.6Z"
    case .diamond: "M0 -5L4.4 0L0 5L-4.4 0Z"
    }
  }
}
