import Video

/// The plainest layout: a video or a folder of pictures beside a table of boxes (``BoxTable``).
///
/// The table of `clip.mp4` or of the folder `clip` is `clip.truth.csv`, `clip.csv` or `clip.txt` beside
/// it; a folder of pictures may have it inside, as `truth.csv` or `groundtruth.csv`. A table with a
/// column `id` is of several objects: each becomes a sequence, `clip.ID`. Where a table numbers its
/// frames, the sequence goes from the first frame with a row to the last, and frames between that
/// have none are ``Region/unknown``; otherwise there must be one row for each frame.
enum PlainReader: LayoutReader {
  static func listing(of folder: DatasetFolder, for request: ListingRequest) throws
    -> DatasetListing?
  {
    var clips: [(name: String, frames: String, truth: String)] = []
    for name in folder.names where isVideo(name) {
      if let truth = table(beside: folder.file(stem(of: name))) {
        clips.append((stem(of: name), folder.file(name), truth))
      }
    }
    for name in folder.subfolders {
      let path = folder.file(name)
      if let truth = table(beside: path) ?? table(inside: path) {
        clips.append((name, path, truth))
      }
    }
    if clips.isEmpty, let truth = table(inside: folder.path),
      folder.names.contains(where: PictureFiles.isPicture)
    {
      clips = [(folder.name, folder.path, truth)]
    }
    guard !clips.isEmpty else { return nil }
    return DatasetListing(
      name: folder.name, layout: .plain,
      entries: clips.flatMap { entries($0.name, frames: $0.frames, truth: $0.truth) })
  }

  /// The listing of one video.
  static func listing(ofVideo path: String) throws -> DatasetListing {
    let base = withoutExtension(path)
    guard let truth = table(beside: base) else {
      throw DatasetError.missing(path: base + ".truth.csv", purpose: "the truth of \(path)")
    }
    return DatasetListing(
      name: stem(of: path), layout: .plain,
      entries: entries(stem(of: path), frames: path, truth: truth))
  }

  /// The table beside a video or a folder, whose path is given without its extension.
  private static func table(beside base: String) -> String? {
    if isFile(base + ".truth.csv") { return base + ".truth.csv" }
    return [".csv", ".txt"].map { base + $0 }.first { isFile($0) && BoxTable.looksRight($0) }
  }

  private static func table(inside folder: String) -> String? {
    ["truth.csv", "groundtruth.csv"].map { folder + "/" + $0 }.first(where: isFile)
  }

  private static func entries(_ name: String, frames: String, truth: String) -> [Dataset.Entry] {
    guard BoxTable.hasObjects(truth) else {
      return [Dataset.Entry(name: name) { try sequence(name, "", frames: frames, truth: truth) }]
    }
    do {
      let objects = try BoxTable(truth).regions.keys.sorted(by: naturallyPrecedes)
      return objects.map { object in
        let name = "\(name).\(object)"
        return Dataset.Entry(name: name) {
          try sequence(name, object, frames: frames, truth: truth)
        }
      }
    } catch {
      return [Dataset.Entry(name: name) { throw error }]
    }
  }

  private static func sequence(
    _ name: String, _ object: String, frames: String, truth: String
  ) throws -> BenchmarkSequence {
    let table = try BoxTable(truth)
    let rows = table.regions[object] ?? [:]
    guard let first = rows.keys.min(), let last = rows.keys.max() else {
      throw DatasetError.inconsistent(path: truth, found: "no row", expected: "a row a frame")
    }
    let regions = (first...last).map { rows[$0] ?? .unknown }
    guard isFolder(frames) else {
      return BenchmarkSequence(
        name: name, frames: .video(path: frames, first: first), truth: regions)
    }
    let pictures = try PictureListing(frames)
    if table.isBare {
      return try BenchmarkSequence(
        name: name, pictures: pictures, truth: regions, truthFile: truth)
    }
    guard last < pictures.files.count else {
      throw DatasetError.inconsistent(
        path: truth, found: "frame \(last)",
        expected: "frames up to \(pictures.files.count - 1), the last picture in \(frames)")
    }
    return BenchmarkSequence(
      name: name, frames: .pictures(Array(pictures.paths[first...last])), truth: regions)
  }
}
