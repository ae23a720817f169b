extension Report {
  /// A plot of a report.
  public struct PlotFile: Hashable, Sendable {
    /// A name for a file, without folder: letters, digits, `-`, `_` and `.` only.
    public let name: String
    /// The plot as an SVG document, which needs nothing outside of itself.
    public let svg: String
  }

  /// All plots, for files of their own.
  ///
  /// - Parameter sequences: Sequences whose overlaps are wanted, too, frame by frame.
  public func plots(overlapsOf sequences: Set<String> = []) -> [PlotFile] {
    var names: Set<String> = []
    return benchmarks.flatMap { benchmark in
      benchmark.namedPlots + benchmark.overlapPlots(of: sequences)
    }.map { plot in
      let stem = Self.fileName(plot.name)
      var name = "\(stem).svg"
      var number = 2
      // Not all file systems tell capitals from small letters.
      while !names.insert(name.lowercased()).inserted {
        name = "\(stem)-\(number).svg"
        number += 1
      }
      return PlotFile(name: name, svg: plot.svg)
    }
  }

  /// A name that no file system takes amiss, made of any text.
  static func fileName(_ text: String) -> String {
    let name = String(
      text.unicodeScalars.map { scalar -> Character in
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".": Character(scalar)
        default: "_"
        }
      })
    // Not hidden, not a step upwards, and not longer than a folder takes.
    return String((name.hasPrefix(".") ? "_" + name : name).prefix(150))
  }
}

extension Report.Benchmark {
  /// All plots but those of single sequences.
  fileprivate var namedPlots: [Report.PlotFile] {
    sections.flatMap { section in
      (curvePlots(of: section) + [radarPlot(of: section)].compactMap { $0 }).map {
        .init(name: "\(name)-\(section.id)-\($0.name)", svg: $0.svg)
      }
    }
  }

  /// The overlaps of some sequences, frame by frame.
  fileprivate func overlapPlots(of sequences: Set<String>) -> [Report.PlotFile] {
    overlaps.filter { sequences.contains($0.sequence) && !$0.trackers.isEmpty }.map {
      .init(name: "\(name)-overlap-\($0.sequence)", svg: plot(of: $0).svg)
    }
  }

  /// A section's curves.
  func curvePlots(of section: Report.Section) -> [Report.PlotFile] {
    section.curves.filter { !$0.curves.isEmpty }.map { family in
      .init(name: family.id, svg: plot(of: family, in: section).svg)
    }
  }

  /// The radar of a section's attributes, where there are enough of them.
  func radarPlot(of section: Report.Section) -> Report.PlotFile? {
    radar(of: section).map { .init(name: "attributes", svg: $0.svg) }
  }

  private func style(of tracker: String) -> PlotStyle {
    PlotStyle(trackers.firstIndex { $0.name == tracker } ?? 0)
  }

  private func plot(of family: Report.CurveFamily, in section: Report.Section) -> LinePlot {
    let decimals = section.measure(family.measure)?.decimals ?? 3
    let ranking = section.ranking(by: family.measure)
    let ranked = ranking.compactMap { entry in
      family.curves.first { $0.tracker == entry.tracker }.map { ($0, entry.value.fixed(decimals)) }
    }
    let others = family.curves.filter { curve in
      !ranking.contains { $0.tracker == curve.tracker }
    }
    let curves: [(Report.Curve, String?)] = ranked.map { ($0.0, $0.1) } + others.map { ($0, nil) }
    return LinePlot(
      title: family.title, horizontal: family.horizontal, vertical: family.vertical,
      series: curves.map { curve, score in
        .init(
          name: curve.tracker, score: score, style: style(of: curve.tracker), x: curve.x,
          y: curve.y)
      },
      span: family.span, hasDiagonal: family.hasDiagonal)
  }

  /// The first measure by attribute; nil for fewer than three attributes, which make no area.
  private func radar(of section: Report.Section) -> RadarPlot? {
    guard section.attributes.count >= 3,
      let measure = section.measures(of: section.attributes).first
    else { return nil }
    return RadarPlot(
      title: "\(measure.name) by attribute",
      spokes: section.attributes.map { $0.count > 0 ? "\($0.name) (\($0.count))" : $0.name },
      series: section.ranking(by: measure.key).map { tracker, value in
        .init(
          name: tracker, score: value.fixed(measure.decimals), style: style(of: tracker),
          values: section.attributes.map { group in
            group.rows.first { $0.tracker == tracker }?.values[measure.key]?.value
          })
      })
  }

  private func plot(of entry: Report.SequenceOverlaps) -> LinePlot {
    let count = entry.trackers.map(\.overlaps.count).max() ?? 0
    return LinePlot(
      title: entry.sequence, horizontal: .init("frame", from: 0, to: Double(max(count - 1, 1))),
      vertical: .init("overlap", from: 0, to: 1),
      series: entry.trackers.map { tracker in
        .init(
          name: tracker.tracker, score: nil, style: style(of: tracker.tracker),
          x: tracker.overlaps.indices.map(Double.init), y: tracker.overlaps.map { $0 ?? .nan })
      },
      size: (width: 880, height: 240))
  }
}
