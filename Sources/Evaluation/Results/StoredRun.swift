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

  /// Whether there are results of a sequence. What is there is whole: results take their names only
  /// when they are.
  public func contains(_ sequence: String) -> Bool {
    experiment == .onePass
      ? onePassFiles(of: sequence) != nil : isFolder(sequenceFolder(of: sequence))
  }

  /// The names of the sequences that there are results of, sorted.
  ///
  /// - Throws: `VideoError` where the folder cannot be read.
  public func sequences() throws -> [String] {
    let top = experiment == .onePass ? folder : folder + "/" + experiment.folderName
    guard isFolder(top) else { return [] }
    return try paths(below: top, prefix: "").map(name(ofPath:)).sorted()
  }

  /// The paths of results in a folder and below it, without their endings.
  private func paths(below folder: String, prefix: String) throws -> [String] {
    let names = try namesInFolder(folder).filter { !$0.contains(Self.partialMark) }
    let own = lastPart(of: folder) + "_"
    let isSequence =
      experiment == .onePass
      ? names.contains(own + "001.txt")
      : names.contains { $0.hasPrefix(own) && ($0.hasSuffix(".txt") || $0.hasSuffix(".bin")) }
    if isSequence, !prefix.isEmpty { return [String(prefix.dropLast())] }
    var found: [String] = []
    if experiment == .onePass {
      found = names.filter { $0.hasSuffix(".txt") }.map { prefix + $0.dropLast(".txt".count) }
    }
    for name in names where isFolder(folder + "/" + name) && !isReserved(name, prefix: prefix) {
      found += try paths(below: folder + "/" + name, prefix: prefix + name + "/")
    }
    return found
  }

  /// Whether a folder beside the results of one pass has something else in it.
  private func isReserved(_ name: String, prefix: String) -> Bool {
    guard experiment == .onePass, prefix.isEmpty else { return false }
    return [Self.timesFolder, Self.scoresFolder, "baseline", "realtime", "unsupervised"]
      .contains(name) || Experiment(name: name) != nil
  }
}

// MARK: - Where files are

extension StoredRun {
  static let timesFolder = "times"
  static let scoresFolder = "scores"
  /// What is in the name of everything that is not whole yet.
  static let partialMark = ".partial."

  /// The files of one run over a sequence, as a table of boxes.
  struct BoxFiles {
    var boxes: String
    var times: String
    var scores: String
    /// The seconds that all passes over the sequence took together, with reading.
    var whole: String
  }

  /// The folder of a sequence's results.
  func sequenceFolder(of sequence: String) -> String {
    (experiment == .onePass ? folder : folder + "/" + experiment.folderName)
      + "/" + pathPart(sequence)
  }

  /// The files of one pass as all data sets but GOT-10k have them.
  func flatFiles(of sequence: String) -> BoxFiles {
    let name = pathPart(sequence)
    return BoxFiles(
      boxes: folder + "/\(name).txt", times: folder + "/\(Self.timesFolder)/\(name)_time.txt",
      scores: folder + "/\(Self.scoresFolder)/\(name)_score.txt",
      whole: folder + "/\(Self.timesFolder)/\(name)_whole.txt")
  }

  /// The files of one pass as GOT-10k has them.
  func nestedFiles(of sequence: String, in folder: String, repetition: Int = 1) -> BoxFiles {
    let name = lastPart(of: pathPart(sequence))
    let number = String(repeating: "0", count: 3 - "\(repetition)".count) + "\(repetition)"
    let stem = folder + "/" + name
    return BoxFiles(
      boxes: stem + "_\(number).txt", times: stem + "_time.txt", scores: stem + "_score.txt",
      whole: stem + "_whole.txt")
  }

  /// The files of one of several passes.
  func files(of sequence: String, pass: Pass, in folder: String) -> BoxFiles {
    let stem = folder + "/" + trajectoryName(of: sequence, pass: pass)
    return BoxFiles(
      boxes: stem + ".txt", times: stem + "_time.txt", scores: stem + "_score.txt",
      whole: wholeFile(of: sequence, in: folder))
  }

  /// What the files of a pass are called, without their endings.
  func trajectoryName(of sequence: String, pass: Pass) -> String {
    lastPart(of: pathPart(sequence)) + "_" + pass.name
  }

  func wholeFile(of sequence: String, in folder: String) -> String {
    folder + "/" + lastPart(of: pathPart(sequence)) + "_whole.txt"
  }

  /// The files of one pass, where there are any.
  func onePassFiles(of sequence: String) -> BoxFiles? {
    [flatFiles(of: sequence), nestedFiles(of: sequence, in: sequenceFolder(of: sequence))]
      .first { isFilled($0.boxes) }
  }
}

/// Whether there is something in a file; a power cut can leave an empty one.
func isFilled(_ path: String) -> Bool {
  if case .regular(let size) = FileKind(path) { size > 0 } else { false }
}
