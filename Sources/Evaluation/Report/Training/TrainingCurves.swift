/// How trainings went: what was measured over their steps, as plots, a table and a page.
public struct TrainingCurves: Sendable {
  /// One training.
  public struct Run: Sendable {
    /// What it is called in the legends.
    public var name: String
    /// What was measured, in the order of steps.
    public var points: [Point]

    /// Creates a run.
    public init(name: String, points: [Point]) {
      self.name = name
      self.points = points
    }
  }

  /// What was measured after some steps, by its name.
  public struct Point: Sendable {
    public var step: Int
    public var values: [String: Double]

    /// Creates a point.
    public init(step: Int, values: [String: Double]) {
      self.step = step
      self.values = values
    }
  }

  /// The page's heading.
  public var title: String
  /// The trainings, in the legends' order.
  public var runs: [Run]

  /// Creates curves of runs.
  public init(title: String, runs: [Run]) {
    self.title = title
    self.runs = runs
  }

  /// What was measured in any of the runs, what matters most first.
  private var metrics: [String] {
    let known = ["loss", "validation/success_auc", "hits", "learning_rate", "gradient_norm"]
    let names = Set(runs.flatMap { $0.points.flatMap(\.values.keys) })
    return known.filter(names.contains) + names.subtracting(known).sorted()
  }

  /// The plots, one for each metric, for files of their own.
  public var plots: [Report.PlotFile] {
    metrics.map { .init(name: Report.fileName($0) + ".svg", svg: plot(of: $0).svg) }
  }

  /// The most points that a line is drawn through: beyond, neighbours are averaged.
  private static let mostPoints = 400

  private func plot(of metric: String) -> LinePlot {
    let series = runs.enumerated().map { index, run in
      let points = run.points.compactMap { point in
        point.values[metric].map { (x: Double(point.step), y: $0) }
      }
      let thinned = Self.thinned(points)
      return LinePlot.Series(
        name: run.name, score: points.last.map { Self.text($0.y) }, style: PlotStyle(index),
        x: thinned.map(\.x), y: thinned.map(\.y))
    }.filter { !$0.x.isEmpty }
    let values = series.flatMap(\.y).filter(\.isFinite)
    let (lowest, highest) = (values.min() ?? 0, values.max() ?? 1)
    let steps = series.flatMap(\.x).max() ?? 1
    return LinePlot(
      title: metric, horizontal: .init("step", from: 0, to: max(steps, 1)),
      vertical: .init(
        // The title says it, and its numbers may be long.
        "", from: min(lowest, 0),
        to: lowest < highest || highest > 0
          ? AxisTicks.end(for: highest) : 1),
      series: series)
  }

  /// Means of neighbours, where there are more points than a plot can show.
  private static func thinned(
    _ points: [(x: Double, y: Double)]
  ) -> [(x: Double, y: Double)] {
    guard points.count > mostPoints else { return points }
    let size = (points.count + mostPoints - 1) / mostPoints
    return stride(from: 0, to: points.count, by: size).map { start in
      let part = points[start..<min(start + size, points.count)]
      return (part.last?.x ?? 0, part.reduce(0) { $0 + $1.y } / Double(part.count))
    }
  }

  /// A number with four digits that matter, however small.
  private static func text(_ value: Double) -> String {
    abs(value) >= 0.001 || value == 0 ? value.short(4) : value.short(7)
  }

  /// The page: one file that loads nothing from anywhere.
  public var html: String {
    var page = Markup()
    page.raw("<!doctype html>\n")
    page.element("html", ["lang": "en"]) { page in
      page.element("head") { $0.head(title: title) }
      page.element("body") { page in
        page.element("h1", text: title)
        page.element("p", text: summary)
        page.element("div", ["class": "plots"]) { page in
          for metric in metrics {
            page.element("figure") { $0.raw(plot(of: metric).svg) }
          }
        }
      }
    }
    page.raw("\n")
    return page.text
  }

  private var summary: String {
    runs.map { run in
      let last = run.points.last?.step ?? 0
      let best = run.points.compactMap { point in
        point.values["validation/success_auc"].map { (point.step, $0) }
      }.max { $0.1 < $1.1 }
      return "\(run.name): \(last) steps"
        + (best.map { ", best success AUC on held-out videos \($0.1.fixed(3)) at step \($0.0)" }
          ?? "")
    }.joined(separator: "; ") + "."
  }
}
