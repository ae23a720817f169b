import Video

/// A folder of results: `RESULTS/<data set>/<tracker>/…`, as this program, got10k and pysot keep it.
///
/// | what | where, below `<data set>/<tracker>/` |
/// | --- | --- |
/// | one pass | `<sequence>.txt`, `times/<sequence>_time.txt`, `scores/<sequence>_score.txt` |
/// | one pass, GOT-10k | `<sequence>/<sequence>_001.txt`, `<sequence>_time.txt`, `<sequence>_score.txt` |
/// | other experiments | `<experiment>/<sequence>/<sequence>_<pass>.txt`, `…_time.value`, `…_confidence.value` |
/// | what made them | `<experiment>.json` |
///
/// Results of other experiments than one pass are files of VOT's trajectories, so that
/// `RESULTS/<data set>` is what the vot-toolkit has as `results` in its workspace. Numbers have as
/// many digits as they need to come back the same; boxes count pixels from where the data set does.
public struct ResultFolder: Hashable, Sendable {
  /// The folder's path.
  public let path: String

  /// Names a folder; nothing is read.
  public init(_ path: String) {
    self.path = path
  }

  /// The results of one tracker on one data set in one experiment, which need not exist yet.
  public func run(dataset: String, tracker: String, experiment: Experiment) -> StoredRun {
    StoredRun(
      folder: [path, fileName(dataset), fileName(tracker)].joined(separator: "/"),
      dataset: dataset, tracker: tracker, experiment: experiment)
  }

  /// All results in the folder: those with a manifest, and those of other programs as far as their
  /// files tell the experiment. In the order of the data sets', the trackers' and the experiments'
  /// names.
  ///
  /// - Throws: ``StoredResultError`` where there is no such folder or a manifest cannot be read.
  public func runs() throws -> [StoredRun] {
    guard case .folder = FileKind(path) else {
      throw StoredResultError.missing(path: path, expected: "a folder of results")
    }
    var runs: [StoredRun] = []
    for dataset in try folders(in: path) {
      for tracker in try folders(in: path + "/" + dataset) {
        runs += try StoredRun.found(in: path, dataset: dataset, tracker: tracker)
      }
    }
    return runs
  }
}

/// The names of the folders in a folder, sorted.
func folders(in path: String) throws -> [String] {
  try namesInFolder(path).filter { name in
    if case .folder = FileKind(path + "/" + name) { true } else { false }
  }.sorted()
}

/// A name as a part of a path: what cannot be in one is written as `%2F` is in URLs.
func fileName(_ name: String) -> String {
  var result = name.replacing("%", with: "%25").replacing("/", with: "%2F")
  if result.first == "." {
    result.replaceSubrange(result.startIndex...result.startIndex, with: "%2E")
  }
  return result
}

/// The name that ``fileName(_:)`` made a part of a path from.
func name(ofFile file: String) -> String {
  file.replacing("%2E", with: ".").replacing("%2F", with: "/").replacing("%25", with: "%")
}
