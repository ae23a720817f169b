/// The layout of the VOT challenges, 2013 to 2022, and of their long-term sequences.
///
/// A sequence is a folder with the truth in `groundtruth.txt`, a region a line (``Region/init(votText:)``),
/// taken as it stands. The pictures lie in `color/`, before 2016 in the folder itself, or where its
/// file `sequence` says (`channels.color=color/%08d.jpg`). `NAME.tag` and `NAME.label` say of each
/// frame whether NAME applies, 0 where they end early; `anchor.value` names the anchors. The data set
/// is the folder with `list.txt`, or a toolkit's workspace, whose `sequences/` it is.
///
/// A truth of one line leaves the rest ``Region/unknown``, as in challenges that keep it. In long-term
/// sequences a frame without a region is one where the object is absent.
enum VOTReader: LayoutReader {
  static func listing(of folder: DatasetFolder, for request: ListingRequest) throws
    -> DatasetListing?
  {
    if let listing = try workspaceListing(of: folder, for: request) { return listing }
    guard let folders = try sequenceFolders(of: folder, isInsisted: request.isInsisted) else {
      return nil
    }
    if !request.isInsisted {
      guard isLongTerm(folders.map(\.path)) == (request.layout == .votLongTerm) else { return nil }
    }
    let year = request.subset ?? year(in: folder.path)
    return DatasetListing(
      name: "VOT" + (year ?? "") + (request.layout == .votLongTerm ? "-LT" : ""),
      layout: request.layout,
      entries: folders.map { name, path in
        Dataset.Entry(name: name) { try sequence(name, in: path, layout: request.layout) }
      })
  }

  /// The listing of a toolkit's workspace; nil where the folder is none.
  private static func workspaceListing(
    of folder: DatasetFolder, for request: ListingRequest
  ) throws -> DatasetListing? {
    let settings = Properties(folder.file("config.yaml"))
    let place = settings["sequences"].map { $0.hasPrefix("./") ? String($0.dropFirst(2)) : $0 }
    guard !folder.hasFile("list.txt"), folder.hasFolder("sequences") || place != nil,
      let inside = try DatasetFolder(
        place.map { $0.hasPrefix("/") ? $0 : folder.file($0) } ?? folder.file("sequences")),
      inside.path != folder.path
    else { return nil }
    var request = request
    request.subset = request.subset ?? year(in: settings["stack"] ?? "") ?? year(in: folder.path)
    return try listing(of: inside, for: request)
  }

  /// The names and paths of the sequences, nil where the folder has none.
  private static func sequenceFolders(
    of folder: DatasetFolder, isInsisted: Bool
  ) throws -> [(name: String, path: String)]? {
    if folder.hasFile("list.txt") {
      let list = try SequenceList(folder.file("list.txt"))
      // A list of no sequence is a data set of none, where somebody says that it is one.
      guard isInsisted || list.contains(where: { isSequence(folder.file($0)) }) else { return nil }
      return try list.names().map { ($0, folder.file($0)) }
    }
    let paths = isSequence(folder.path) ? [folder.path] : folder.sequences(where: isSequence)
    return paths?.map { (lastPart(of: $0), $0) }
  }

  private static func isSequence(_ path: String) -> Bool {
    // LaSOT's sequences have the same truth, but their pictures in img/.
    (isFile(path + "/groundtruth.txt") || isFile(path + "/sequence")) && !isFolder(path + "/img")
  }

  /// Whether there is a NaN in the truth of one of the first sequences.
  private static func isLongTerm(_ folders: [String]) -> Bool {
    folders.prefix(DatasetFolder.probed).contains { folder in
      let file = try? TextFile(folder + "/groundtruth.txt", purpose: "")
      return file?.lines.contains { $0.utf8.first == UInt8(ascii: "n") || $0.hasPrefix("N") }
        == true
    }
  }

  /// The year in a name or path such as `vot2018/shorttermbox` or `VOT2018`.
  private static func year(in text: String) -> String? {
    let text = text.lowercased()
    guard text.contains("vot") else { return nil }
    return text.split { !$0.isNumber }.map(String.init)
      .last { DatasetLayout.vot.subsets.contains($0) }
  }
}

// MARK: - Sequences

extension VOTReader {
  private static func sequence(
    _ name: String, in folder: String, layout: DatasetLayout
  ) throws -> BenchmarkSequence {
    let properties = Properties(folder + "/sequence")
    let truthFile = folder + "/" + (properties["groundtruth"] ?? "groundtruth.txt")
    let truth = try regions(in: truthFile, layout: layout)
    var pictures = try PictureListing(pictureFolder(of: folder, properties))
    if let length = properties["length"].flatMap({ Int($0) }), length > 0 {
      pictures = pictures.prefix(length)
    }
    let count = pictures.files.count
    let names = try DatasetFolder(folder)?.names ?? []
    var tags: [String: [Bool]] = [:]
    for file in names where file.hasSuffix(".tag") || file.hasSuffix(".label") {
      tags[stem(of: file)] = try perFrame(folder + "/" + file, count: count).map { $0 == 1 }
    }
    let anchors =
      names.contains("anchor.value")
      ? try perFrame(folder + "/anchor.value", count: count).map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
      : []
    return try BenchmarkSequence(
      name: name, pictures: pictures, truth: truth, truthFile: truthFile, mayKeepRest: true,
      frameTags: tags, anchors: anchors)
  }

  private static func regions(in path: String, layout: DatasetLayout) throws -> [Region] {
    let file = try TextFile(path, purpose: "the truth, a region a line")
    return try file.lines.enumerated().map { index, line in
      guard let region = Region(votText: line) else {
        throw file.badLine(
          index, expected: "4 numbers (a box), an even number from 6 on (a polygon) or m and a mask"
        )
      }
      let isAbsent = layout == .votLongTerm && (region == .unknown || !region.isVisible)
      return isAbsent ? .absent : region
    }
  }

  private static func pictureFolder(of folder: String, _ properties: Properties) -> String {
    let channel =
      properties["channels.color"]
      ?? properties.first(beginning: "channels.")
      .flatMap { properties[$0] }
    if let channel {
      // The toolkit writes the separator of the system it runs on.
      var parts = channel.split { $0 == "/" || $0 == "\\" }
      if parts.last?.contains("%") == true { parts.removeLast() }
      return ([folder] + parts.map(String.init)).joined(separator: "/")
    }
    return isFolder(folder + "/color") ? folder + "/color" : folder
  }

  /// One number a frame, 0 where the file ends early.
  private static func perFrame(_ path: String, count: Int) throws -> [Double] {
    let file = try TextFile(path, purpose: "one number a frame")
    let numbers = try file.allNumbers(expected: "one number a frame")
    guard numbers.count <= count else {
      throw DatasetError.inconsistent(
        path: path, found: "\(numbers.count) numbers", expected: "at most one a frame, \(count)")
    }
    return numbers + Array(repeating: 0, count: count - numbers.count)
  }
}
