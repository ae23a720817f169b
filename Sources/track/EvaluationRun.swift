import ArgumentParser
import Evaluation
import Glibc
import NeuralNetworks
import Siamese

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One run of `track evaluate`: from the folders to the tables.
struct EvaluationRun {
  let options: EvaluateCommand
  let console: Console

  init(options: EvaluateCommand) {
    self.options = options
    console = Console(isQuiet: options.quiet)
  }

  private var experiment: Experiment {
    options.starts.map { .starts($0) } ?? options.experiment ?? .onePass
  }

  /// Evaluates everything that is not done yet.
  ///
  /// - Throws: `ExitCode` after having said why; errors of reading data sets and models.
  func run() throws {
    Interruption.watch {}
    var scores: [Scores] = []
    try refusingUse { scores = try evaluate() }
    let failures = scores.flatMap(\.failures)
    if Interruption.isRequested {
      let done = scores.reduce(0) { $0 + $1.sequences.count }
      console.warn("interrupted; \(done) sequences are done, the same command goes on from there")
      throw ExitCode(130)
    }
    for warning in scores.flatMap(\.warnings) { console.warn(warning) }
    for score in scores { try score.printTable(isFirst: score.task == 0) }
    guard !failures.isEmpty else { return }
    console.fail("\(failures.count) \(failures.count == 1 ? "sequence" : "sequences") failed:")
    for failure in failures { console.write("  \(failure)\n") }
    throw ExitCode(1)
  }

  private func evaluate() throws -> [Scores] {
    let datasets = try options.folders.map { try Dataset(folder: $0, choice: options.dataset) }
    let model = try ModelLocator().find(options.model)
    let tracker =
      try options.randomWeights.map {
        try EvaluatedTracker.control(
          of: model, seed: $0, calibratedOn: datasets[0], name: options.name)
      }
      ?? EvaluatedTracker(
        model, name: options.name, precision: options.precision.precision)
    let tasks = try tasks(datasets, tracker: tracker)
    let program = "track " + TrackCommand.configuration.version
    do {
      for task in tasks {
        try task.prepare(tracker: tracker, program: program, isFresh: options.fresh)
      }
    } catch let StoredResultError.otherOrigin(path, difference) {
      throw Refusal(
        "\(StoredResultError.otherOrigin(path: path, difference: difference)); --fresh throws them "
          + "away, --name or --output keeps them apart")
    }
    let jobs = options.jobs ?? ProcessInfo.processInfo.activeProcessorCount
    let evaluator = Evaluator(
      tracker: tracker, jobs: jobs, shard: options.shard, isFresh: options.fresh)
    let scores = Guarded(tasks.indices.map { Scores(task: $0, of: tasks[$0], by: tracker) })
    let display = EvaluationDisplay(console: console, workers: jobs)
    defer { display.clear() }
    try evaluator.evaluate(
      tasks, isCancelled: { Interruption.isRequested },
      observe: { event in
        display.show(event)
        guard case .finished(let sequence) = event else { return }
        // Measured here, on the worker's thread.
        let entry = Scores.Entry(sequence, experiment: tasks[sequence.task].results.experiment)
        scores.withLock { $0[sequence.task].entries.append(entry) }
      })
    return scores.withLock { $0 }
  }

  private func tasks(
    _ datasets: [Dataset], tracker: EvaluatedTracker
  ) throws -> [EvaluationTask] {
    var names = Set<String>()
    let tasks = try zip(options.folders, datasets).map { folder, dataset in
      guard names.insert(dataset.name).inserted else {
        throw Refusal(
          "\(folder): is called \(dataset.name) like another one, whose results would be its own; "
            + "evaluate it into another --output")
      }
      return EvaluationTask(
        dataset: dataset, folder: absolutePath(folder),
        results: ResultFolder(options.output).run(
          dataset: dataset.name, tracker: tracker.name, experiment: experiment),
        selection: dataset.entries.indices.filter { isAskedFor(dataset.entries[$0].name) })
    }
    guard tasks.contains(where: { !$0.selection.isEmpty }) else {
      let examples = datasets[0].entries.prefix(3).map(\.name).joined(separator: ", ")
      throw Refusal(
        "--sequences \(options.sequences.joined(separator: ",")): fits no sequence; "
          + "there are \(examples) …")
    }
    return tasks.filter { !$0.selection.isEmpty }
  }

  private func isAskedFor(_ sequence: String) -> Bool {
    let patterns = options.sequences.flatMap { $0.split(separator: ",") }
    return patterns.isEmpty || patterns.contains { fnmatch(String($0), sequence, 0) == 0 }
  }

  private func absolutePath(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
