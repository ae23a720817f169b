import NeuralNetworks

/// One sequence that is to be evaluated, shared by the workers that make its passes.
final class SequenceJob: Sendable {
  let surveyed: SurveyedSequence
  let task: EvaluationTask
  /// Whether there are results already.
  let isDone: Bool
  let state: Guarded<State>

  /// What changes while it is worked on.
  struct State {
    /// The sequence and the passes over it, while somebody works on it.
    var loaded: (sequence: BenchmarkSequence, passes: [Pass])?
    var results: [PassResult?]
    /// How many passes are left to be ended.
    var rest: Int
    var failure: String?
  }

  var entry: Dataset.Entry { task.dataset.entries[surveyed.index] }
  var name: String { entry.name }
  var layout: DatasetLayout { task.dataset.layout(of: entry) }
  /// The frames of all passes.
  var frames: Int { surveyed.passLengths.reduce(0, +) }

  init(_ surveyed: SurveyedSequence, in task: EvaluationTask) {
    self.surveyed = surveyed
    self.task = task
    isDone = task.results.contains(task.dataset.entries[surveyed.index].name)
    let count = surveyed.passLengths.count
    state = Guarded(
      State(
        results: Array(repeating: nil, count: count), rest: count, failure: surveyed.failure))
  }

  /// The sequence and its passes, read by the first who asks.
  func load() throws -> (sequence: BenchmarkSequence, passes: [Pass]) {
    try state.withLock { state in
      if let loaded = state.loaded { return loaded }
      let sequence = try entry.sequence()
      let loaded = (sequence, try task.results.experiment.passes(over: sequence))
      state.loaded = loaded
      return loaded
    }
  }
}

/// What the workers have to do, in order: first what takes no tracking, then the sequences with the
/// most frames, of each the longest pass first.
final class Schedule: Sendable {
  /// A piece of work for one worker.
  enum Unit: Sendable {
    /// To tell of a sequence that is done, or cannot be begun.
    case tell(SequenceJob)
    /// To make a pass.
    case track(SequenceJob, pass: Int)
  }

  /// How many frames there are to be tracked.
  let frames: Int
  private let units: [Unit]
  private let position = Guarded(0)

  init(_ jobs: [SequenceJob]) {
    let isTold = { (job: SequenceJob) in job.isDone || job.surveyed.failure != nil }
    let open = jobs.filter { !isTold($0) }
    frames = open.reduce(0) { $0 + $1.frames }
    let order = open.indices.sorted {
      let (one, other) = (open[$0].frames, open[$1].frames)
      return one == other ? $0 < $1 : one > other
    }
    units =
      jobs.filter(isTold).map { .tell($0) }
      + order.flatMap { index -> [Unit] in
        let lengths = open[index].surveyed.passLengths
        return lengths.indices
          .sorted { lengths[$0] == lengths[$1] ? $0 < $1 : lengths[$0] > lengths[$1] }
          .map { .track(open[index], pass: $0) }
      }
  }

  /// The next piece of work; nil where nothing is left.
  func next() -> Unit? {
    position.withLock { position in
      guard position < units.count else { return nil }
      defer { position += 1 }
      return units[position]
    }
  }
}
