/// A data set, the part of it that is to be evaluated, and where the results go.
public struct EvaluationTask: Sendable {
  /// The data set.
  public let dataset: Dataset
  /// Where the data set is, for the manifest.
  public let folder: String
  /// Where the results go.
  public let results: StoredRun
  /// Which of its sequences are evaluated, by their places.
  public let selection: [Int]

  /// Creates a task.
  ///
  /// - Parameters:
  ///   - dataset: The data set.
  ///   - folder: Where it is, for the manifest.
  ///   - results: Where the results go; also says how the tracker is run.
  ///   - selection: Which of the data set's entries are evaluated, in rising order; nil for all.
  public init(dataset: Dataset, folder: String, results: StoredRun, selection: [Int]? = nil) {
    self.dataset = dataset
    self.folder = folder
    self.results = results
    self.selection = selection ?? Array(dataset.entries.indices)
  }

  /// Makes the results' folder ready: writes the manifest, or compares it with the one that is there.
  ///
  /// - Parameters:
  ///   - tracker: What is to be evaluated.
  ///   - program: The program and its version.
  ///   - isFresh: Whether results of another origin are thrown away, all of them, instead of refused.
  /// - Throws: ``StoredResultError/otherOrigin(path:difference:)`` where there are results of another
  ///   origin, and errors of reading and writing.
  public func prepare(tracker: EvaluatedTracker, program: String, isFresh: Bool) throws {
    let manifest = RunManifest(
      program: program,
      dataset: .init(name: dataset.name, layout: dataset.layout, folder: folder),
      tracker: tracker.name, experiment: results.experiment, model: tracker.model)
    let old = try? results.manifest()
    let difference = old.flatMap { manifest.difference(from: $0) }
    if let difference, !isFresh {
      throw StoredResultError.otherOrigin(path: results.manifestPath, difference: difference)
    }
    let hasUnknown = try old == nil && !results.sequences().isEmpty
    if hasUnknown, !isFresh {
      // A manifest that is there but damaged says so itself.
      _ = try results.manifest()
      throw StoredResultError.otherOrigin(
        path: results.folder, difference: "unknown origin: \(results.manifestPath) is missing")
    }
    if difference != nil || hasUnknown { try results.removeAll() }
    guard old == nil || difference != nil else { return }
    try makeFolder(results.folder)
    try manifest.write(to: results.manifestPath)
  }
}
