/// What trackers did on benchmarks: the numbers of a comparison, complete and ready to be shown.
///
/// A report is a value that everything else is drawn from: encoded it is the JSON file, whose keys
/// are the names of the properties below, and ``html(footage:)``, ``markdown`` and ``plots(overlapsOf:)`` show
/// the same numbers. Overlaps, accuracies and rates are fractions from 0 to 1.
public struct Report: Hashable, Sendable, Codable {
  /// The version of the JSON's keys; it grows when one of them changes its meaning.
  public var format = 1
  /// The page's heading.
  public var title: String
  /// One a data set.
  public var benchmarks: [Benchmark]

  /// Creates a report from its parts.
  public init(title: String, benchmarks: [Benchmark]) {
    self.title = title
    self.benchmarks = benchmarks
  }
}

extension Report {
  /// One data set and what the trackers did on it.
  public struct Benchmark: Hashable, Sendable, Codable {
    /// The data set's name, such as `OTB2015`.
    public var name: String
    /// Its sequences, in the benchmark's order.
    public var sequences: [SequenceDescription]
    /// The trackers, in an order that stays the same throughout: their colours follow it.
    public var trackers: [TrackerDescription]
    /// One a way of measuring; the first is what the data set's name stands for.
    public var sections: [Section]
    /// How well the boxes fit, frame by frame, in one-pass evaluation; of a tracker that has no
    /// results of it, in VOT's experiments with resets, in real time or long-term.
    public var overlaps: [SequenceOverlaps]
    /// What a reader must know before believing the numbers, such as results that are missing.
    public var notes: [String]

    /// Creates a benchmark's part of a report.
    public init(
      name: String, sequences: [SequenceDescription], trackers: [TrackerDescription],
      sections: [Section], overlaps: [SequenceOverlaps] = [], notes: [String] = []
    ) {
      self.name = name
      self.sequences = sequences
      self.trackers = trackers
      self.sections = sections
      self.overlaps = overlaps
      self.notes = notes
    }
  }

  /// One sequence of a benchmark.
  public struct SequenceDescription: Hashable, Sendable, Codable {
    /// The benchmark's name for it.
    public var name: String
    /// The number of frames.
    public var frames: Int
    /// What the benchmark says of it, such as `occlusion`.
    public var attributes: [String]

    /// Creates a description from its parts.
    public init(name: String, frames: Int, attributes: [String] = []) {
      self.name = name
      self.frames = frames
      self.attributes = attributes
    }
  }

  /// One tracker.
  public struct TrackerDescription: Hashable, Sendable, Codable {
    /// The name that results are filed under.
    public var name: String
    /// What is known of how it ran, by name: model, precision, version, settings.
    public var details: [String: String]

    /// Creates a description from its parts.
    public init(name: String, details: [String: String] = [:]) {
      self.name = name
      self.details = details
    }
  }

  /// The frame-by-frame overlaps of one sequence.
  public struct SequenceOverlaps: Hashable, Sendable, Codable {
    /// The sequence's name.
    public var sequence: String
    /// One a tracker that has a result for it.
    public var trackers: [TrackerOverlaps]

    /// Creates the overlaps of a sequence.
    public init(sequence: String, trackers: [TrackerOverlaps]) {
      self.sequence = sequence
      self.trackers = trackers
    }
  }

  /// The frame-by-frame overlaps of one tracker in one sequence.
  public struct TrackerOverlaps: Hashable, Sendable, Codable {
    /// The tracker's name.
    public var tracker: String
    /// The intersection over union with the truth, one a frame; nil where a frame does not count.
    public var overlaps: [Double?]

    /// Creates the overlaps of a tracker.
    public init(tracker: String, overlaps: [Double?]) {
      self.tracker = tracker
      self.overlaps = overlaps
    }
  }
}
