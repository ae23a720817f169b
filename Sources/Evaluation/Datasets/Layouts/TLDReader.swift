/// The layout of TLD's sequences.
///
/// A sequence is a folder with a video, or with pictures; `gt.txt`, a line a frame,
/// `left,top,right,bottom`, NaN where the object is absent; and `init.txt`, the box that TLD began
/// with. It counts where the first line of `gt.txt` has no box.
enum TLDReader: LayoutReader {
  static func listing(of folder: DatasetFolder, for request: ListingRequest) throws
    -> DatasetListing?
  {
    func isSequence(_ path: String) -> Bool {
      isFile(path + "/gt.txt") && (request.isInsisted || isFile(path + "/init.txt"))
    }
    let paths = isSequence(folder.path) ? [folder.path] : folder.sequences(where: isSequence)
    return paths.map { paths in
      DatasetListing(
        name: "TLD", layout: .tld,
        entries: paths.map { path in
          let name = lastPart(of: path)
          return Dataset.Entry(name: name) { try sequence(name, in: path) }
        })
    }
  }

  private static func sequence(_ name: String, in path: String) throws -> BenchmarkSequence {
    let (truthFile, columns) = (path + "/gt.txt", TruthColumns(areCorners: true))
    var truth = try TextFile(truthFile, purpose: "the truth, a box a line").regions(columns)
    if truth.first == .absent, isFile(path + "/init.txt"),
      let first = try TextFile(path + "/init.txt", purpose: "a box").regions(columns).first
    {
      truth[0] = first
    }
    if let video = try DatasetFolder(path)?.names.first(where: isVideo) {
      guard !truth.isEmpty else {
        throw DatasetError.inconsistent(
          path: truthFile, found: "no line", expected: "one line a frame")
      }
      return BenchmarkSequence(
        name: name, frames: .video(path: path + "/" + video, first: 0), truth: truth)
    }
    return try BenchmarkSequence(
      name: name, pictures: PictureListing(path), truth: truth, truthFile: truthFile)
  }
}

/// Whether a file's name ends like that of a video.
func isVideo(_ name: String) -> Bool {
  let endings = [
    "mp4", "m4v", "mov", "mkv", "webm", "avi", "mpg", "mpeg", "ts", "m2ts", "wmv", "flv", "ogv",
  ]
  guard let dot = name.lastIndex(of: ".") else { return false }
  return endings.contains(name[name.index(after: dot)...].lowercased())
}
