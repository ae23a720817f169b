import Video

/// What is measured of each sequence that a tracker has results for; one list a tracker.
typealias ByTracker<Measures> = [[(name: String, measures: Measures)]]

/// Everything that is measured of trackers on one data set, sequence by sequence: at no time are
/// more trajectories in memory than those of one sequence.
struct BenchmarkMeasurement {
  let dataset: Dataset
  let trackers: [TrackerResults]
  let convention: Convention
  /// The sequences whose frames the report is to show.
  let watched: Set<String>

  /// The sequences that somebody has results of.
  private(set) var sequences: [Report.SequenceDescription] = []
  /// Why sequences, or a tracker's results of one, could not be read.
  private(set) var failures: [String] = []
  /// How many results lie in several folders; the first was taken.
  private(set) var duplicates = 0
  private(set) var footage: [Footage] = []
  private(set) var overlaps: [Report.SequenceOverlaps] = []
  private(set) var onePass: [Experiment: [[SequenceMeasures]]] = [:]
  private(set) var resets: [Experiment: ByTracker<SupervisedSequence>] = [:]
  private(set) var anchors: [Experiment: ByTracker<MultiStartSequence>] = [:]
  private(set) var longTerm: [Experiment: ByTracker<LongTermSequence>] = [:]
  private(set) var got10k: ByTracker<GOT10kMeasures>
  /// The frames with a score, by sequence; one a tracker.
  private(set) var samples: [[String: [Calibration.Sample]]]
  private(set) var times: [[String: SequenceTimes]]

  init(
    of dataset: Dataset, trackers: [TrackerResults], convention: Convention,
    watched: Set<String> = []
  ) {
    self.dataset = dataset
    self.trackers = trackers
    self.convention = convention
    self.watched = watched
    got10k = trackers.map { _ in [] }
    samples = trackers.map { _ in [:] }
    times = trackers.map { _ in [:] }
  }

  /// Measures one sequence.
  mutating func measure(_ entry: Dataset.Entry) {
    let found = trackers.map { $0.runs.filter { $0.contains(entry.name) } }
    guard found.contains(where: { !$0.isEmpty }) else { return }
    do {
      let sequence = try entry.sequence()
      var measured = MeasuredSequence(
        sequence: sequence, layout: dataset.layout(of: entry), convention: convention)
      sequences.append(
        .init(name: sequence.name, frames: sequence.count, attributes: sequence.attributes))
      for (tracker, runs) in found.enumerated() {
        for run in distinct(runs) { measure(run, of: tracker, in: &measured) }
      }
      finish(measured)
    } catch {
      failures.append("\(error)")
    }
  }

  /// One run an experiment, in the order of the report.
  private mutating func distinct(_ runs: [StoredRun]) -> [StoredRun] {
    var taken: Set<Experiment> = []
    let distinct = runs.filter { taken.insert($0.experiment).inserted }
    duplicates += runs.count - distinct.count
    return distinct.sorted { $0.experiment.rank < $1.experiment.rank }
  }

  private mutating func measure(
    _ run: StoredRun, of tracker: Int, in measured: inout MeasuredSequence
  ) {
    let sequence = measured.sequence
    do {
      let trajectories = try run.trajectories(of: sequence, layout: measured.layout)
      switch run.experiment {
      case .onePass, .starts, .temporalRobustness, .spatialRobustness:
        try addOnePass(trajectories, run.experiment, tracker, &measured)
      case .resets:
        try addResets(trajectories, run.experiment, tracker, &measured)
      case .anchors:
        try addAnchors(trajectories, run.experiment, tracker, &measured)
      case .realTime:
        sequence.markedAnchors.isEmpty
          ? try addResets(trajectories, run.experiment, tracker, &measured)
          : try addAnchors(trajectories, run.experiment, tracker, &measured)
      case .longTerm:
        let measures = try LongTermSequence(
          truth: sequence.truth, picture: try measured.pictureSize, runs: trajectories)
        watch(trajectories, overlaps: measures.overlaps, tracker, &measured)
        longTerm[run.experiment, default: trackers.map { _ in [] }][tracker]
          .append((sequence.name, measures))
      }
      // What one pass says of scores and speed is what people ask for.
      guard run.experiment == .onePass || times[tracker][sequence.name] == nil else { return }
      times[tracker][sequence.name] = SequenceTimes(
        frames: trajectories.flatMap { $0.steps.compactMap(\.seconds) },
        whole: try run.wholeSeconds(of: sequence.name))
      samples[tracker][sequence.name] = trajectories.flatMap {
        Calibration.samples(of: $0.markingItsBeginning, in: sequence)
      }
    } catch {
      failures.append("\(trackers[tracker].name), \(run.experiment.name): \(error)")
    }
  }

  /// Files what belongs to all trackers.
  private mutating func finish(_ measured: MeasuredSequence) {
    let sequence = measured.sequence
    if !measured.overlaps.isEmpty {
      overlaps.append(.init(sequence: sequence.name, trackers: measured.overlaps))
    }
    guard watched.contains(sequence.name) else { return }
    do {
      footage.append(
        try Footage(of: sequence, benchmark: dataset.name, regions: measured.regions))
    } catch {
      failures.append("\(sequence.name): its frames cannot be shown: \(error)")
    }
  }
}

// MARK: - Experiments

extension BenchmarkMeasurement {
  private mutating func addOnePass(
    _ trajectories: [Trajectory], _ experiment: Experiment, _ tracker: Int,
    _ measured: inout MeasuredSequence
  ) throws {
    let sequence = measured.sequence
    var measures = SequenceMeasures(
      of: trajectories, in: sequence, convention: convention,
      origin: measured.layout.coordinateOrigin)
    switch experiment {
    case .temporalRobustness, .spatialRobustness: measures = measures.pooled
    case .onePass:
      watch(trajectories, overlaps: measures.runs.first?.overlaps ?? [], tracker, &measured)
      guard measured.layout == .got10k else { break }
      let size = try measured.pictureSize
      got10k[tracker].append(
        (
          sequence.name,
          GOT10kMeasures(
            of: trajectories, in: sequence, pictureSize: size,
            origin: measured.layout.coordinateOrigin)
        ))
    default: break
    }
    onePass[experiment, default: trackers.map { _ in [] }][tracker].append(measures)
  }

  /// Keeps what a viewer shows of a tracker: the first run through the whole sequence.
  private func watch(
    _ trajectories: [Trajectory], overlaps: [Double?], _ tracker: Int,
    _ measured: inout MeasuredSequence
  ) {
    let name = trackers[tracker].name
    guard !measured.overlaps.contains(where: { $0.tracker == name }) else { return }
    measured.overlaps.append(.init(tracker: name, overlaps: overlaps))
    guard watched.contains(measured.sequence.name) else { return }
    measured.regions[name] = trajectories.first?.regions(of: measured.sequence) ?? []
  }

  private mutating func addResets(
    _ trajectories: [Trajectory], _ experiment: Experiment, _ tracker: Int,
    _ measured: inout MeasuredSequence
  ) throws {
    let sequence = measured.sequence
    let measures = try SupervisedSequence(
      truth: sequence.truth, picture: try measured.pictureSize, runs: trajectories,
      tags: sequence.frameTags)
    watch(trajectories, overlaps: measures.overlaps, tracker, &measured)
    resets[experiment, default: trackers.map { _ in [] }][tracker]
      .append((sequence.name, measures))
  }

  private mutating func addAnchors(
    _ trajectories: [Trajectory], _ experiment: Experiment, _ tracker: Int,
    _ measured: inout MeasuredSequence
  ) throws {
    let sequence = measured.sequence
    let measures = try MultiStartSequence(
      truth: sequence.truth, picture: try measured.pictureSize, runs: trajectories,
      tags: sequence.frameTags)
    anchors[experiment, default: trackers.map { _ in [] }][tracker]
      .append((sequence.name, measures))
  }
}

/// How long a tracker took for a sequence.
struct SequenceTimes {
  /// The seconds of each frame, without reading.
  var frames: [Double]
  /// The seconds of everything.
  var whole: Double?
}

/// A sequence while it is measured.
struct MeasuredSequence {
  let sequence: BenchmarkSequence
  let layout: DatasetLayout
  let convention: Convention
  /// What the trackers reach frame by frame.
  var overlaps: [Report.TrackerOverlaps] = []
  /// Where the trackers say that the object is, one region a frame, by their names.
  var regions: [String: [Region]] = [:]
  private var knownSize: PictureSize?

  init(sequence: BenchmarkSequence, layout: DatasetLayout, convention: Convention) {
    self.sequence = sequence
    self.layout = layout
    self.convention = convention
  }

  /// The size of its pictures, looked up once.
  var pictureSize: PictureSize {
    mutating get throws {
      if let knownSize { return knownSize }
      let size = try sequence.pictureSize()
      knownSize = size
      return size
    }
  }
}

extension Trajectory {
  /// The same with its first answer as what it is, the truth that the tracker was given: a table of
  /// boxes does not tell.
  fileprivate var markingItsBeginning: Trajectory {
    var marked = self
    if let first = steps.firstIndex(where: { $0.outcome != .skipped }) {
      marked.steps[first].outcome = .initialized
    }
    return marked
  }

  /// Where the tracker says that the object is, one region a frame of the sequence.
  fileprivate func regions(of sequence: BenchmarkSequence) -> [Region] {
    var regions = sequence.truth.map { _ in Region.unknown }
    for (frame, step) in zip(frames(of: sequence.count), steps) {
      switch step.outcome {
      case .region(let region): regions[frame] = region
      case .initialized: regions[frame] = sequence.truth[frame]
      case .failed, .skipped: break
      }
    }
    return regions
  }
}
