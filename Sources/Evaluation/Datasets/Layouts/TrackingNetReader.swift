/// TrackingNet's layout.
///
/// The root has `TEST` and `TRAIN_0` to `TRAIN_11`, each with `anno/NAME.txt` and `frames/NAME/`,
/// whose pictures are numbered without leading zeros: `0.jpg`, `1.jpg`, … A line of truth is
/// `x,y,width,height`; `TEST` has only the first. The usual part is `TEST` where it is there.
enum TrackingNetReader: LayoutReader {
  static func listing(of folder: DatasetFolder, for request: ListingRequest) throws
    -> DatasetListing?
  {
    let isChunk = folder.hasFolder("anno") && folder.hasFolder("frames")
    let chunks =
      isChunk
      ? [folder]
      : try folder.subfolders.filter { $0 == "TEST" || $0.hasPrefix("TRAIN_") }
        .compactMap { try folder.folder($0) }
        .filter { $0.hasFolder("anno") && $0.hasFolder("frames") }
    let part =
      request.subset ?? (chunks.contains { $0.name == "TEST" } ? "test" : "train")
    let chosen = isChunk ? chunks : chunks.filter { ($0.name == "TEST") == (part == "test") }
    guard !chunks.isEmpty else { return nil }
    return DatasetListing(
      name: "TrackingNet-" + (isChunk && folder.name != "TEST" ? folder.name : part),
      layout: .trackingNet, entries: try chosen.flatMap(entries))
  }

  private static func entries(of chunk: DatasetFolder) throws -> [Dataset.Entry] {
    let files = try chunk.folder("anno")?.names.filter { $0.hasSuffix(".txt") } ?? []
    return files.map { file in
      let name = stem(of: file)
      let (truthFile, frames) = (chunk.file("anno/" + file), chunk.file("frames/" + name))
      return Dataset.Entry(name: name) {
        let truth = try TextFile(truthFile, purpose: "the truth, a box a line")
        return try BenchmarkSequence(
          name: name, pictures: PictureListing(frames), truth: truth.regions(TruthColumns()),
          truthFile: truthFile, mayKeepRest: true)
      }
    }
  }
}
