import NeuralNetworks

/// Runs a tracker over the sequences of data sets, several at once, and keeps the results.
///
/// Every worker has a thread on which one sequence is tracked at a time, beside one that decodes it
/// ahead. The longest sequences come first, so that in the end no worker is left alone with a long
/// one. Which results come out depends neither on the number of workers nor on their order.
public struct Evaluator: Sendable {
  /// The tracker.
  public let tracker: EvaluatedTracker
  /// How many sequences are tracked at once.
  public let jobs: Int
  /// Which part of all sequences is evaluated; nil for all.
  public let shard: Shard?
  /// Whether results that are there already are made again.
  public let isFresh: Bool

  /// Creates an evaluator.
  public init(tracker: EvaluatedTracker, jobs: Int, shard: Shard? = nil, isFresh: Bool = false) {
    self.tracker = tracker
    self.jobs = max(jobs, 1)
    self.shard = shard
    self.isFresh = isFresh
  }

  /// Evaluates the sequences of the tasks whose folders are prepared.
  ///
  /// A sequence that fails is told of as an event; the others go on.
  ///
  /// - Parameters:
  ///   - tasks: What to evaluate.
  ///   - isCancelled: Asked between frames whether to stop. Results of sequences that are not done
  ///     then are not kept.
  ///   - observe: Told what happens, on the workers' threads.
  /// - Throws: ``StoredResultError`` where old results cannot be taken away.
  public func evaluate(
    _ tasks: [EvaluationTask], isCancelled: @escaping @Sendable () -> Bool,
    observe: @escaping @Sendable (EvaluationEvent) -> Void
  ) throws {
    let surveyed = survey(tasks, isCancelled: isCancelled)
    guard !isCancelled() else { return }
    let mine =
      shard.map { $0.indices(ofLengths: surveyed.map(\.frames)).map { surveyed[$0] } } ?? surveyed
    if isFresh {
      for sequence in mine {
        let task = tasks[sequence.task]
        try task.results.remove(task.dataset.entries[sequence.index].name)
      }
    }
    let jobs = mine.map { SequenceJob($0, in: tasks[$0.task]) }
    let schedule = Schedule(jobs)
    observe(
      .planned(
        sequences: jobs.count, done: jobs.count { $0.isDone }, frames: schedule.frames))
    onThreads(self.jobs) { [tracker] worker in
      while !isCancelled(), let unit = schedule.next() {
        let bench = Workbench(
          worker: worker, tracker: tracker, isCancelled: isCancelled, observe: observe)
        bench.perform(unit)
      }
    }
  }

  /// Reads every sequence once to learn its length: the workers share the reading.
  private func survey(
    _ tasks: [EvaluationTask], isCancelled: @escaping @Sendable () -> Bool
  ) -> [SurveyedSequence] {
    let places = tasks.indices.flatMap { task in tasks[task].selection.map { (task, $0) } }
    let found = Guarded<(next: Int, sequences: [SurveyedSequence?])>(
      (0, Array(repeating: nil, count: places.count)))
    onThreads(jobs) { _ in
      while !isCancelled() {
        let number = found.withLock { state in
          defer { state.next += 1 }
          return state.next
        }
        guard number < places.count else { return }
        let sequence = SurveyedSequence(task: places[number].0, index: places[number].1, in: tasks)
        found.withLock { $0.sequences[number] = sequence }
      }
    }
    return found.withLock { $0.sequences.compactMap { $0 } }
  }
}

/// What is known of a sequence before it is evaluated.
struct SurveyedSequence: Sendable {
  /// Its task's place.
  var task: Int
  /// Its place in the data set.
  var index: Int
  /// Its number of frames, 0 where it cannot be read.
  var frames: Int
  /// The lengths of the passes over it.
  var passLengths: [Int]
  /// Why it cannot be evaluated.
  var failure: String?

  init(task: Int, index: Int, in tasks: [EvaluationTask]) {
    self.task = task
    self.index = index
    do {
      let sequence = try tasks[task].dataset.entries[index].sequence()
      frames = sequence.count
      passLengths = try tasks[task].results.experiment.passes(over: sequence)
        .map { $0.length(in: sequence.count) }
    } catch {
      frames = 0
      passLengths = []
      failure = "\(error)"
    }
  }
}
