import Video

extension StoredRun {
  /// The results in one tracker's folder.
  ///
  /// - Throws: ``StoredResultError`` where a manifest cannot be read.
  static func found(in results: String, dataset: String, tracker: String) throws -> [StoredRun] {
    let folder = [results, dataset, tracker].joined(separator: "/")
    func run(_ experiment: Experiment) -> StoredRun {
      StoredRun(
        folder: folder, dataset: name(ofPath: dataset), tracker: name(ofPath: tracker),
        experiment: experiment)
    }
    let manifests = try namesInFolder(folder).filter { $0.hasSuffix(".json") }
    var runs = try manifests.compactMap { try RunManifest(path: folder + "/" + $0) }
      .map { run($0.experiment) }
    let known = Set(runs.map(\.experiment.folderName))
    for experiment in [Experiment.onePass, .resets, .longTerm] + [foreignRealTime]
    where !known.contains(experiment.folderName) {
      let candidate = run(experiment)
      let sequences = try candidate.sequences()
      if let first = sequences.first { runs.append(try candidate.refined(by: first)) }
    }
    return runs.sorted { $0.experiment.name < $1.experiment.name }
  }

  private static let foreignRealTime = Experiment.realTime(
    framesPerSecond: Experiment.usualFramesPerSecond)

  /// What another program's `baseline` is: repetitions with resets are numbered from 001, runs from
  /// anchors by their frames in eight digits.
  private func refined(by sequence: String) throws -> StoredRun {
    guard experiment == .resets else { return self }
    let stem = lastPart(of: pathPart(sequence)) + "_001."
    let isNumbered = try namesInFolder(sequenceFolder(of: sequence))
      .contains { $0.hasPrefix(stem) }
    return isNumbered
      ? self
      : StoredRun(folder: folder, dataset: dataset, tracker: tracker, experiment: .anchors)
  }
}
