import Video

/// The results of one tracker on one data set in one experiment, on the disk.
public struct StoredRun: Hashable, Sendable {
  /// `RESULTS/<data set>/<tracker>`.
  public let folder: String
  /// The data set's name.
  public let dataset: String
  /// The tracker's name.
  public let tracker: String
  /// How the tracker was run.
  public let experiment: Experiment

  /// Names results in a folder of any name, such as another program's; nothing is read.
  public init(folder: String, dataset: String, tracker: String, experiment: Experiment) {
    self.folder = folder
    self.dataset = dataset
    self.tracker = tracker
    self.experiment = experiment
  }

  /// The folder of the experiment's results: for one pass the tracker's own.
  var experimentFolder: String {
    experiment == .onePass ? folder : folder + "/" + experiment.folderName
  }

  /// Whether there are results of a sequence. What is there is whole: results take their names only
  /// when they are.
  public func contains(_ sequence: String) -> Bool {
    if experiment == .onePass { return boxFiles(of: sequence).contains(where: isFilled) }
    if case .folder = FileKind(experimentFolder + "/" + fileName(sequence)) { return true }
    return false
  }

  /// The names of the sequences that there are results of, sorted.
  ///
  /// - Throws: `VideoError` where the folder cannot be read.
  public func sequences() throws -> [String] {
    guard case .folder = FileKind(experimentFolder) else { return [] }
    var names = try folders(in: experimentFolder)
    if experiment == .onePass {
      names = names.filter { isFilled(nestedBoxFile(of: $0)) }
      names += try namesInFolder(folder).filter { $0.hasSuffix(".txt") }.map { $0.dropLast(4) + "" }
    }
    return names.filter { !$0.contains(".partial") }.map(name(ofFile:)).sorted()
  }
}

// MARK: - Where files are

extension StoredRun {
  /// Where a sequence's boxes of one pass can be: as got10k and pysot name them for nearly all data
  /// sets, and as got10k does for GOT-10k.
  func boxFiles(of sequence: String) -> [String] {
    [flatBoxFile(of: sequence), nestedBoxFile(of: fileName(sequence))]
  }

  func flatBoxFile(of sequence: String) -> String { folder + "/" + fileName(sequence) + ".txt" }

  private func nestedBoxFile(of name: String) -> String { folder + "/\(name)/\(name)_001.txt" }

  /// The files of a sequence's times and scores, beside its boxes.
  func sideFile(_ kind: String, folder kinds: String, ofBoxes file: String, sequence: String)
    -> String
  {
    let name = fileName(sequence)
    return file == flatBoxFile(of: sequence)
      ? folder + "/\(kinds)/\(name)_\(kind).txt" : folder + "/\(name)/\(name)_\(kind).txt"
  }

  /// Whether there is something in a file; a power cut can leave an empty one.
  func isFilled(_ path: String) -> Bool {
    if case .regular(let size) = FileKind(path) { size > 0 } else { false }
  }
}

// MARK: - Finding

extension StoredRun {
  /// The results in one tracker's folder.
  static func found(in results: String, dataset: String, tracker: String) throws -> [StoredRun] {
    let folder = [results, dataset, tracker].joined(separator: "/")
    func run(_ experiment: Experiment) -> StoredRun {
      StoredRun(
        folder: folder, dataset: name(ofFile: dataset), tracker: name(ofFile: tracker),
        experiment: experiment)
    }
    let manifests = try namesInFolder(folder).filter { $0.hasSuffix(".json") }.sorted()
    let own = try manifests.compactMap { try RunManifest(path: folder + "/" + $0) }
    var runs = own.map { run($0.experiment) }
    let known = Set(runs.map(\.experiment.folderName))
    for experiment in [Experiment.onePass, .resets, .longTerm] + [foreignRealTime]
    where !known.contains(experiment.folderName) {
      let candidate = try run(experiment).refined()
      if try !candidate.sequences().isEmpty { runs.append(candidate) }
    }
    return runs.sorted { $0.experiment.name < $1.experiment.name }
  }

  private static let foreignRealTime = Experiment.realTime(
    framesPerSecond: Experiment.usualFramesPerSecond)

  /// What another program's `baseline` is: resets are numbered 001, anchors by their frames in eight
  /// digits.
  private func refined() throws -> StoredRun {
    guard experiment == .resets, let first = try sequences().first else { return self }
    let files = try namesInFolder(experimentFolder + "/" + fileName(first))
    guard !files.contains(where: { $0.hasPrefix(fileName(first) + "_001.") }) else { return self }
    return StoredRun(folder: folder, dataset: dataset, tracker: tracker, experiment: .anchors)
  }
}
