/// TColor-128's layout.
///
/// A sequence is a folder with pictures in `img/%04d.jpg`, the truth in `NAME_gt.txt`, a line a frame,
/// `x,y,width,height`, 1-based, and in `NAME_frames.txt` the numbers of the first and the last picture
/// that count.
enum TColor128Reader: LayoutReader {
  static func listing(of folder: DatasetFolder, for request: ListingRequest) throws
    -> DatasetListing?
  {
    if try isSequence(folder.path) {
      return DatasetListing(
        name: "TColor-128", layout: .tcolor128, entries: [entry(folder.path)])
    }
    // The files need not be named like their folders, which have to be looked into.
    let candidates = folder.subfolders.map(folder.file)
    guard try candidates.prefix(DatasetFolder.probed).contains(where: isSequence) else {
      return nil
    }
    return DatasetListing(
      name: "TColor-128", layout: .tcolor128, entries: try candidates.filter(isSequence).map(entry))
  }

  private static func isSequence(_ path: String) throws -> Bool { try truthFile(in: path) != nil }

  private static func entry(_ path: String) -> Dataset.Entry {
    let name = lastPart(of: path)
    return Dataset.Entry(name: name) { try sequence(name, in: path) }
  }

  private static func truthFile(in path: String) throws -> String? {
    guard isFolder(path + "/img") else { return nil }
    return try file(in: path, ending: "_gt.txt")
  }

  private static func file(in path: String, ending suffix: String) throws -> String? {
    guard let folder = try DatasetFolder(path) else { return nil }
    return folder.names.first { $0.hasSuffix(suffix) }.map(folder.file)
  }

  private static func sequence(_ name: String, in path: String) throws -> BenchmarkSequence {
    let truthFile = try file(in: path, ending: "_gt.txt") ?? path + "/\(name)_gt.txt"
    let truth = try TextFile(truthFile, purpose: "the truth, a box a line")
      .regions(TruthColumns(origin: DatasetLayout.tcolor128.coordinateOrigin))
    var pictures = try PictureListing(path + "/img")
    if let rangeFile = try file(in: path, ending: "_frames.txt") {
      let expected = "the numbers of the first and the last picture"
      let range = try TextFile(rangeFile, purpose: expected)
      let numbers = try range.allNumbers(expected: expected).map { Int(exactly: $0) }
      guard numbers.count == 2, let first = numbers[0], let last = numbers[1], first <= last else {
        throw DatasetError.inconsistent(
          path: rangeFile, found: "\"\(range.lines.joined(separator: " ").prefix(60))\"",
          expected: expected)
      }
      pictures = pictures.numbered(first...last)
    }
    return try BenchmarkSequence(
      name: name, pictures: pictures, truth: truth, truthFile: truthFile)
  }
}
