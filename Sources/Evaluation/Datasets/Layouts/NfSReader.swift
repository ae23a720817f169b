/// The layout of Need for Speed.
///
/// A sequence is a folder `airboard_1` with a folder for each frame rate, `30` and `240`, and in it the
/// pictures in `airboard_1/` and the truth in `airboard_1.txt`, beside them or among them: a line a
/// frame as the annotation tool VATIC writes it, `track xmin ymin xmax ymax frame lost occluded …`.
/// `lost` and `occluded` become the frames' tags; a lost frame keeps its box, as in the evaluations
/// that were published.
///
/// At 30 frames a second, some files have the lines of all 240: every eighth counts. Where pictures
/// and lines then differ by one, the shorter of them ends the sequence.
enum NfSReader: LayoutReader {
  static func listing(of folder: DatasetFolder, for request: ListingRequest) throws
    -> DatasetListing?
  {
    for rate in request.subset.map({ [$0] }) ?? DatasetLayout.nfs.subsets {
      func truthFile(_ path: String) -> String? {
        let name = lastPart(of: path)
        return ["/\(rate)/\(name).txt", "/\(rate)/\(name)/\(name).txt"].map { path + $0 }
          .first(where: isFile)
      }
      let paths =
        truthFile(folder.path) != nil
        ? [folder.path] : folder.sequences { truthFile($0) != nil }
      guard let paths else { continue }
      return DatasetListing(
        name: "NfS-" + rate, layout: .nfs,
        entries: paths.map { path in
          let name = lastPart(of: path)
          let file = truthFile(path) ?? path
          return Dataset.Entry(name: name) {
            try sequence(name, truthFile: file, frames: "\(path)/\(rate)/\(name)")
          }
        })
    }
    return nil
  }

  private static func sequence(
    _ name: String, truthFile: String, frames: String
  ) throws -> BenchmarkSequence {
    let file = try TextFile(truthFile, purpose: "the truth, VATIC's line a frame")
    var pictures = try PictureListing(frames)
    var lines = Array(file.lines.indices)
    let ratio = Double(lines.count) / Double(pictures.files.count)
    if abs(ratio - 8) < 1 { lines = lines.filter { $0 % 8 == 0 } }
    if abs(lines.count - pictures.files.count) == 1 {
      lines = Array(lines.prefix(pictures.files.count))
      pictures = pictures.prefix(lines.count)
    }
    let regions = try file.regions(TruthColumns(first: 1, areCorners: true))
    func flags(_ column: Int) throws -> [Bool] {
      try lines.map { line in
        let numbers = try file.numbers(inLine: line, atLeast: 0, expected: "")
        return numbers.count > column && numbers[column] != 0
      }
    }
    return try BenchmarkSequence(
      name: name, pictures: pictures, truth: lines.map { regions[$0] }, truthFile: truthFile,
      frameTags: ["lost": try flags(6), "occluded": try flags(7)])
  }
}
