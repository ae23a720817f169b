#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What the page's script works with: the tables' cells as they are read, and the overlaps in one
/// byte a frame, for a hundred sequences of ten trackers are more than half a million of them.
struct PageData: Encodable {
  var benchmarks: [Benchmark]
  /// How many colours the style sheet has.
  var colors = PlotStyle.palette.count
  var patterns = PlotStyle.patterns

  struct Benchmark: Encodable {
    var trackers: [String]
    /// The number of frames, one a sequence.
    var frames: [Int]
    var sections: [Section]
    /// One a sequence, and in it one a tracker; nil where there is no result.
    var overlaps: [[String?]]
  }

  struct Section: Encodable {
    var measures: [Measure]
    /// With U+0000 where the measure's name goes.
    var captions: Captions
    var attributes: [Group]
    var sequences: [Group]
  }

  struct Captions: Encodable {
    var attributes: String
    var sequences: String
  }

  struct Measure: Encodable {
    var key: String
    var name: String
    /// Whether more is better; null where neither is.
    var higher: Bool?
  }

  struct Group: Encodable {
    var name: String
    /// By measure, one a tracker: value, and lower and upper end where there is an interval.
    var cells: [String: [[String]?]]
  }
}

extension PageData {
  init(_ report: Report) {
    benchmarks = report.benchmarks.map { benchmark in
      let trackers = benchmark.trackers.map(\.name)
      return Benchmark(
        trackers: trackers, frames: benchmark.sequences.map(\.frames),
        sections: benchmark.sections.map { Self.section($0, trackers) },
        overlaps: Self.overlaps(of: benchmark))
    }
  }

  private static func section(_ section: Report.Section, _ trackers: [String]) -> Section {
    func groups(_ groups: [Report.Group]) -> [Group] {
      groups.map { group in
        let rows = Dictionary(group.rows.map { ($0.tracker, $0) }) { first, _ in first }
        let cells = section.measures.map { measure in
          (measure.key, trackers.map { rows[$0]?.values[measure.key]?.cell(measure) })
        }
        return Group(name: group.name, cells: Dictionary(cells) { first, _ in first })
      }
    }
    return Section(
      measures: section.measures.map {
        Measure(key: $0.key, name: $0.name, higher: $0.isHigherBetter)
      },
      captions: Captions(
        attributes: section.caption("\u{0} by attribute"),
        sequences: section.caption("\u{0} by sequence")),
      attributes: groups(section.attributes), sequences: groups(section.sequences))
  }

  private static func overlaps(of benchmark: Report.Benchmark) -> [[String?]] {
    let entries = Dictionary(benchmark.overlaps.map { ($0.sequence, $0) }) { first, _ in first }
    return benchmark.sequences.map { sequence in
      benchmark.trackers.map { tracker in
        entries[sequence.name]?.trackers.first { $0.tracker == tracker.name }
          .map { Data($0.overlaps.map(level)).base64EncodedString() }
      }
    }
  }

  /// An overlap in 200ths; 255 where there is none. What touches the object at all is not 0.
  private static func level(_ overlap: Double?) -> UInt8 {
    guard let overlap, overlap.isFinite else { return 255 }
    guard overlap > 0 else { return 0 }
    return UInt8(min(max((overlap * 200).rounded(), 1), 200))
  }

  /// Any value as JSON for a `script` element, which it cannot end.
  static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("strings and whole numbers can be encoded")
    }
    let text = String(decoding: data, as: UTF8.self)
    guard text.utf8.contains(UInt8(ascii: "<")) else { return text }
    return text.split(separator: "<", omittingEmptySubsequences: false).joined(separator: "\\u003c")
  }
}

/// What the page's script needs to show footage.
struct FootageData: Encodable {
  var width: Int
  var height: Int
  var frames: [Int]
  /// Base64, one a frame.
  var pictures: [String]
  /// One a frame: a box or a polygon's corners, in tenths of a pixel.
  var truth: [[Int]?]
  /// One a tracker, and in it one a frame.
  var boxes: [[[Int]?]?]

  init(_ footage: Footage, trackers: [String]) {
    width = footage.width
    height = footage.height
    frames = footage.pictures.map(\.frame)
    pictures = footage.pictures.map { Data($0.jpeg).base64EncodedString() }
    let frames = frames
    func shapes(_ regions: [Region]) -> [[Int]?] {
      frames.map { regions.indices.contains($0) ? Self.shape(regions[$0]) : nil }
    }
    truth = shapes(footage.truth)
    boxes = trackers.map { footage.regions[$0].map(shapes) }
  }

  private static func shape(_ region: Region) -> [Int]? {
    let numbers: [Double]
    switch region {
    case .polygon(let corners): numbers = corners.flatMap { [$0.x, $0.y] }
    default:
      guard let box = region.bounds else { return nil }
      numbers = [box.x, box.y, box.width, box.height]
    }
    // Far outside of any picture is as good as farther outside.
    return numbers.map { Int((min(max($0.isFinite ? $0 : 0, -1e6), 1e6) * 10).rounded()) }
  }
}

extension Report.Section {
  /// A table's caption: what it shows, in which section, by which convention.
  func caption(_ subject: String) -> String { "\(subject), \(title). \(convention)" }
}

extension Report.Estimate {
  /// The number as it is read, and its interval where there is one.
  func cell(_ measure: Report.MeasureDescription) -> [String] {
    guard let lower, let upper else { return [value.fixed(measure.decimals)] }
    return [value, lower, upper].map { $0.fixed(measure.decimals) }
  }
}
