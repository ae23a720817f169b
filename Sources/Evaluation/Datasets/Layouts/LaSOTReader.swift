/// LaSOT's layout.
///
/// A sequence is a folder `airplane-1`, mostly in the folder of its class, with pictures in `img/`
/// and a line a frame in `groundtruth.txt`: `x,y,width,height`, 1-based. `full_occlusion.txt` and
/// `out_of_view.txt` have a flag a frame; where one of them is set, the object counts as absent, as in
/// the authors' toolkit.
///
/// The usual sequences are those of `testing_set.txt` in the root where there is one, else the test
/// set (``LaSOTTable``) where the folder has all of it, else all.
enum LaSOTReader: LayoutReader {
  static func listing(of folder: DatasetFolder, for request: ListingRequest) throws
    -> DatasetListing?
  {
    guard let paths = try sequenceFolders(of: folder) else { return nil }
    let present = Dictionary(paths.map { (lastPart(of: $0), $0) }) { first, _ in first }
    let all = paths.map(lastPart)
    let (names, part) = try names(in: folder, present: all, subset: request.subset)
    return DatasetListing(
      name: part.map { "LaSOT-" + $0 } ?? "LaSOT", layout: .lasot,
      entries: names.map { name in
        guard let path = present[name] else {
          return .missing(name, path: folder.file(name), purpose: "a sequence of LaSOT")
        }
        return Dataset.Entry(name: name) { try sequence(name, in: path) }
      })
  }

  /// The sequences' folders: in the folder itself, or in those of their classes.
  private static func sequenceFolders(of folder: DatasetFolder) throws -> [String]? {
    if isSequence(folder.path) { return [folder.path] }
    if let paths = folder.sequences(where: isSequence) { return paths }
    func isClass(_ name: String) throws -> Bool {
      try folder.folder(name)?.sequences(where: isSequence) != nil
    }
    guard try folder.subfolders.prefix(DatasetFolder.probed).contains(where: isClass) else {
      return nil
    }
    return try folder.subfolders.flatMap {
      try folder.folder($0)?.sequences(where: isSequence) ?? []
    }
  }

  private static func isSequence(_ path: String) -> Bool {
    isFile(path + "/groundtruth.txt") && isFolder(path + "/img")
  }

  /// The names of a part of the sequences, and what the part is called.
  private static func names(
    in folder: DatasetFolder, present: [String], subset: String?
  ) throws -> (names: [String], part: String?) {
    let files = ["test": "testing_set.txt", "train": "training_set.txt"]
    let part = subset ?? (folder.hasFile("testing_set.txt") ? "test" : nil)
    if let part, let file = files[part], folder.hasFile(file) {
      return (try SequenceList(folder.file(file)).names(), part)
    }
    let test = LaSOTTable.testSet
    switch part {
    case "test": return (test, part)
    case "train": return (present.filter { !Set(test).contains($0) }, part)
    default:
      return Set(test).isSubset(of: present) ? (test, "test") : (present, nil)
    }
  }

  private static func sequence(_ name: String, in folder: String) throws -> BenchmarkSequence {
    let truthFile = folder + "/groundtruth.txt"
    var truth = try TextFile(truthFile, purpose: "the truth, a box a line")
      .regions(TruthColumns(origin: DatasetLayout.lasot.coordinateOrigin))
    var tags: [String: [Bool]] = [:]
    for tag in ["full_occlusion", "out_of_view"] {
      let path = folder + "/" + tag + ".txt"
      guard isFile(path) else { continue }
      let flags = try TextFile(path, purpose: "flags").flags(count: truth.count)
      truth = zip(truth, flags).map { $1 ? .absent : $0 }
      tags[tag] = flags
    }
    return try BenchmarkSequence(
      name: name, pictures: PictureListing(folder + "/img"), truth: truth, truthFile: truthFile,
      frameTags: tags)
  }
}
