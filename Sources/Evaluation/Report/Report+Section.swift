extension Report {
  /// Everything that one way of measuring says: its tables, curves and comparisons.
  public struct Section: Hashable, Sendable, Codable {
    /// A word for the JSON and for names of files, such as `one-pass`.
    public var id: String
    /// The heading.
    public var title: String
    /// Which frames count and how, in a sentence; every table repeats it.
    public var convention: String
    /// The tables' columns; the first ranks the trackers.
    public var measures: [MeasureDescription]
    /// The whole data set, one row a tracker.
    public var overall: [Row]
    /// The sequences that have an attribute, one group an attribute.
    public var attributes: [Group]
    /// One group a sequence.
    public var sequences: [Group]
    /// The plots.
    public var curves: [CurveFamily]
    /// Pairs of trackers.
    public var comparisons: [Comparison]

    /// Creates a section from its parts.
    public init(
      id: String, title: String, convention: String, measures: [MeasureDescription], overall: [Row],
      attributes: [Group] = [], sequences: [Group] = [], curves: [CurveFamily] = [],
      comparisons: [Comparison] = []
    ) {
      self.id = id
      self.title = title
      self.convention = convention
      self.measures = measures
      self.overall = overall
      self.attributes = attributes
      self.sequences = sequences
      self.curves = curves
      self.comparisons = comparisons
    }
  }

  /// A column of a table.
  public struct MeasureDescription: Hashable, Sendable, Codable {
    /// The key of its values in a ``Row``.
    public var key: String
    /// The column's heading.
    public var name: String
    /// What it is, in a sentence.
    public var meaning: String
    /// How many decimals people read.
    public var decimals: Int
    /// Whether more is better; nil where neither is, as of a count.
    public var isHigherBetter: Bool?

    /// Creates a measure from its parts.
    public init(
      key: String, name: String, meaning: String, decimals: Int = 3, isHigherBetter: Bool? = true
    ) {
      self.key = key
      self.name = name
      self.meaning = meaning
      self.decimals = decimals
      self.isHigherBetter = isHigherBetter
    }
  }

  /// A number and how sure it is.
  public struct Estimate: Hashable, Sendable, Codable {
    /// The number itself.
    public var value: Double
    /// The lower end of its 95 % bootstrap interval, where there is one.
    public var lower: Double?
    /// The upper end of its 95 % bootstrap interval, where there is one.
    public var upper: Double?

    /// Creates an estimate.
    public init(_ value: Double, lower: Double? = nil, upper: Double? = nil) {
      self.value = value
      self.lower = lower
      self.upper = upper
    }
  }

  /// What one tracker reaches.
  public struct Row: Hashable, Sendable, Codable {
    /// The tracker's name.
    public var tracker: String
    /// How many sequences that is over.
    public var sequences: Int
    /// By ``Measure/key``; what cannot be said is left out.
    public var values: [String: Estimate]

    /// Creates a row from its parts.
    public init(tracker: String, sequences: Int, values: [String: Estimate]) {
      self.tracker = tracker
      self.sequences = sequences
      self.values = values
    }
  }

  /// What the trackers reach on a part of the data set.
  public struct Group: Hashable, Sendable, Codable {
    /// The attribute's or the sequence's name.
    public var name: String
    /// How many sequences are in it; 0 where it is made of frames.
    public var count: Int
    /// One a tracker that has results for it.
    public var rows: [Row]

    /// Creates a group from its parts.
    public init(name: String, count: Int, rows: [Row]) {
      self.name = name
      self.count = count
      self.rows = rows
    }
  }

  /// The curves of one plot.
  public struct CurveFamily: Hashable, Sendable, Codable {
    /// A word for names of files, such as `success`.
    public var id: String
    /// The plot's heading.
    public var title: String
    /// What runs to the right.
    public var horizontal: Axis
    /// What runs upwards.
    public var vertical: Axis
    /// The ``Measure/key`` that the legend shows and is sorted by.
    public var measure: String
    /// One a tracker.
    public var curves: [Curve]
    /// A part of the horizontal axis that the measure is taken over, such as the lengths that VOT's
    /// expected average overlap is averaged over: its two ends. Nil for all of it.
    public var span: [Double]?
    /// Whether the diagonal means something: perfect calibration, or guessing.
    public var hasDiagonal: Bool

    /// Creates a family of curves.
    public init(
      id: String, title: String, horizontal: Axis, vertical: Axis, measure: String,
      curves: [Curve], span: [Double]? = nil, hasDiagonal: Bool = false
    ) {
      self.id = id
      self.title = title
      self.horizontal = horizontal
      self.vertical = vertical
      self.measure = measure
      self.curves = curves
      self.span = span
      self.hasDiagonal = hasDiagonal
    }
  }

  /// An axis of a plot.
  public struct Axis: Hashable, Sendable, Codable {
    /// What it measures, with the unit.
    public var label: String
    /// Where it begins.
    public var from: Double
    /// Where it ends.
    public var to: Double

    /// Creates an axis.
    public init(_ label: String, from: Double, to: Double) {
      self.label = label
      self.from = from
      self.to = to
    }
  }

  /// One tracker's curve.
  public struct Curve: Hashable, Sendable, Codable {
    /// The tracker's name.
    public var tracker: String
    /// Along the horizontal axis.
    public var x: [Double]
    /// Along the vertical axis, one for each of `x`.
    public var y: [Double]

    /// Creates a curve; `x` and `y` are of one length.
    public init(tracker: String, x: [Double], y: [Double]) {
      precondition(x.count == y.count, "a curve has as many heights as places")
      self.tracker = tracker
      self.x = x
      self.y = y
    }
  }

  /// Two trackers on the sequences that both have results for.
  public struct Comparison: Hashable, Sendable, Codable {
    /// The ``Measure/key`` that is compared.
    public var measure: String
    /// The tracker that the difference is counted for.
    public var first: String
    /// The tracker that it is compared with.
    public var second: String
    /// The mean over the sequences of first − second, with its 95 % interval.
    public var difference: Estimate
    /// First − second, by the sequence's name.
    public var sequences: [String: Double]

    /// Creates a comparison.
    public init(
      measure: String, first: String, second: String, difference: Estimate,
      sequences: [String: Double]
    ) {
      self.measure = measure
      self.first = first
      self.second = second
      self.difference = difference
      self.sequences = sequences
    }

    /// On how many sequences the first tracker has more.
    public var more: Int { sequences.values.count { $0 > 0 } }
    /// On how many sequences the first tracker has less.
    public var less: Int { sequences.values.count { $0 < 0 } }
  }
}

extension Report.Section {
  /// The measure of a key.
  func measure(_ key: String) -> Report.MeasureDescription? { measures.first { $0.key == key } }

  /// The trackers' values of a measure, the best first, trackers of the same value by name; those
  /// without a value are left out.
  func ranking(by key: String) -> [(tracker: String, value: Double)] {
    let isHigherBetter = measure(key)?.isHigherBetter ?? true
    return overall.compactMap { row in row.values[key].map { (row.tracker, $0.value) } }
      .sorted { one, other in
        if one.1 == other.1 { return one.0 < other.0 }
        return (one.1 > other.1) == isHigherBetter
      }
  }

  /// The measures that some of the groups have: not everything can be said of a part of a data set.
  package func measures(of groups: [Report.Group]) -> [Report.MeasureDescription] {
    measures.filter { measure in
      groups.contains { $0.rows.contains { $0.values[measure.key] != nil } }
    }
  }

  /// The rows of the whole data set, the best by the first measure first; those without a value
  /// last.
  package var ranked: [Report.Row] {
    let names = measures.first.map { ranking(by: $0.key).map(\.tracker) } ?? []
    return names.compactMap { name in overall.first { $0.tracker == name } }
      + overall.filter { !names.contains($0.tracker) }
  }
}
