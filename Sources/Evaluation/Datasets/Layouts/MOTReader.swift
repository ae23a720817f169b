/// The layout of MOTChallenge's ground truth (MOT15 to MOT20 and what is made after them): each
/// identity becomes a sequence.
///
/// A video is a folder with `seqinfo.ini`, pictures in `img1/` (or its `imDir`) and `gt/gt.txt`:
/// `frame,id,left,top,width,height,flag,class,visibility`, where frames, identities and boxes count
/// from 1. Lines with the flag 0 are not to be considered. Identity 7 of MOT17-02 becomes the sequence
/// `MOT17-02.7`, from its first frame to its last; frames between that have no line are those where it
/// is absent.
enum MOTReader: LayoutReader {
  static func listing(of folder: DatasetFolder, for request: ListingRequest) throws
    -> DatasetListing?
  {
    var root = folder
    func videos(_ folder: DatasetFolder) -> [String]? {
      isVideo(folder.path) ? [folder.path] : folder.sequences(where: isVideo)
    }
    // Only `train` has its truth published.
    if let train = try folder.folder("train"), videos(train) != nil { root = train }
    guard let paths = videos(root) else { return nil }
    let name = folder.name == "train" ? lastPart(of: withoutLastPart(folder.path)) : folder.name
    return DatasetListing(
      name: name.isEmpty ? "MOT" : name, layout: .mot,
      entries: paths.flatMap(entries))
  }

  private static func isVideo(_ path: String) -> Bool { isFile(path + "/gt/gt.txt") }

  /// The identities of a video; where they cannot be read, one entry that says why.
  private static func entries(of path: String) -> [Dataset.Entry] {
    let name = lastPart(of: path)
    do {
      return try boxes(in: path + "/gt/gt.txt").sorted { $0.key < $1.key }.map { id, boxes in
        Dataset.Entry(name: "\(name).\(id)") {
          try sequence("\(name).\(id)", in: path, boxes: boxes)
        }
      }
    } catch {
      return [Dataset.Entry(name: name) { throw error }]
    }
  }

  /// The boxes of each identity by the numbers of their frames.
  private static func boxes(in path: String) throws -> [Int: [Int: Region]] {
    let file = try TextFile(path, purpose: "the truth, a line a box")
    let columns = TruthColumns(first: 2, origin: DatasetLayout.mot.coordinateOrigin)
    var boxes: [Int: [Int: Region]] = [:]
    for line in file.lines.indices {
      let expected = "frame, id, left, top, width, height, flag, class, visibility"
      let numbers = try file.numbers(inLine: line, atLeast: 6, expected: expected)
      guard let frame = Int(exactly: numbers[0]), frame > 0, let id = Int(exactly: numbers[1]),
        let region = columns.region(numbers)
      else { throw file.badLine(line, expected: expected) }
      if numbers.count > 6, numbers[6] == 0 { continue }
      boxes[id, default: [:]][frame] = region
    }
    return boxes
  }

  private static func sequence(
    _ name: String, in path: String, boxes: [Int: Region]
  ) throws -> BenchmarkSequence {
    let folder = path + "/" + (Properties(path + "/seqinfo.ini")["imDir"] ?? "img1")
    let first = boxes.keys.min() ?? 1
    let frames = first...max(first, boxes.keys.max() ?? 1)
    let pictures = try PictureListing(folder).numbered(frames)
    // Before the truth is made: a wrong number must not ask for the memory of as many frames.
    try pictures.check(against: frames.count, linesOf: path + "/gt/gt.txt")
    return try BenchmarkSequence(
      name: name, pictures: pictures, truth: frames.map { boxes[$0] ?? .absent },
      truthFile: path + "/gt/gt.txt")
  }
}
