import Video

/// A folder of results: `RESULTS/<data set>/<tracker>/…`, as this program, got10k and pysot keep it.
///
/// | what | where, below `<data set>/<tracker>/` |
/// | --- | --- |
/// | one pass | `<sequence>.txt`, `times/<sequence>_time.txt`, `scores/<sequence>_score.txt` |
/// | one pass, GOT-10k | `<sequence>/<sequence>_001.txt`, `…_time.txt`, `…_score.txt` |
/// | starts, TRE, SRE | `<experiment>/<sequence>/<sequence>_<pass>.txt`, `…_time.txt`, `…_score.txt` |
/// | VOT's experiments | `<experiment>/<sequence>/<sequence>_<pass>.txt`, `…_time.value`, `…_confidence.value` |
/// | what made them | `<experiment>.json` |
///
/// The first three are a row of x, y, width and height a frame, counted from where the data set
/// counts pixels from; NaN where the tracker gave no box. Times are seconds, 0 where nobody measured.
/// VOT's are its trajectories, so that `RESULTS/<data set>` is what the vot-toolkit has as `results`
/// in its workspace. `…_whole.txt` has the seconds that all passes took with reading the frames.
///
/// Numbers have as many digits as they need to come back the same, also where a toolkit writes three:
/// all of them read what they get.
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
      folder: [path, pathPart(dataset), pathPart(tracker)].joined(separator: "/"),
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

/// A name as a path below another: the parts between slashes are folders, and what would lead out of
/// them is written as `%2E` is in URLs.
func pathPart(_ name: String) -> String {
  name.split(separator: "/", omittingEmptySubsequences: false).map { part in
    let part = part.replacing("%", with: "%25")
    return part.isEmpty ? "%" : part.first == "." ? "%2E" + part.dropFirst() : String(part)
  }.joined(separator: "/")
}

/// The name that ``pathPart(_:)`` made a path of.
func name(ofPath path: String) -> String {
  path.split(separator: "/", omittingEmptySubsequences: false).map { part in
    part == "%" ? "" : part.replacing("%2E", with: ".").replacing("%25", with: "%")
  }.joined(separator: "/")
}
