/// GOT-10k's layout.
///
/// The root has `train`, `val` and `test`, each with `list.txt` and a folder a sequence:
/// `%08d.jpg`, and in `groundtruth.txt` a line a frame, `x,y,width,height`; of `test` only the first.
/// `absence.label` says where the object is absent, `cut_by_image.label` where the picture's edge
/// cuts it, `cover.label` how much of it can be seen, 0 to 8: the measure leaves out frames with 0.
/// `meta_info.ini` has the class, of which `root_class` becomes an attribute.
enum GOT10kReader: LayoutReader {
  static func listing(of folder: DatasetFolder, for request: ListingRequest) throws
    -> DatasetListing?
  {
    let parts = request.subset.map { [$0] } ?? DatasetLayout.got10k.subsets
    for part in parts {
      guard let inside = try folder.folder(part),
        let entries = try entries(in: inside, isInsisted: request.isInsisted)
      else { continue }
      return DatasetListing(name: "GOT-10k-" + part, layout: .got10k, entries: entries)
    }
    guard let entries = try entries(in: folder, isInsisted: request.isInsisted) else { return nil }
    let part = DatasetLayout.got10k.subsets.first { folder.name.lowercased() == $0 }
    return DatasetListing(
      name: (["GOT-10k"] + [request.subset ?? part].compactMap { $0 }).joined(separator: "-"),
      layout: .got10k, entries: entries)
  }

  private static func entries(
    in folder: DatasetFolder, isInsisted: Bool
  ) throws -> [Dataset.Entry]? {
    func isOne(_ path: String) -> Bool {
      isFile(path + "/groundtruth.txt") && (isInsisted || isPeculiar(path))
    }
    var paths: [String]?
    if folder.hasFile("list.txt") {
      let list = try SequenceList(folder.file("list.txt"))
      guard isInsisted || list.contains(where: { isOne(folder.file($0)) }) else { return nil }
      paths = try list.names().map(folder.file)
    } else {
      paths = isOne(folder.path) ? [folder.path] : folder.sequences(where: isOne)
    }
    return paths?.map { path in
      let name = lastPart(of: path)
      return Dataset.Entry(name: name) { try sequence(name, in: path) }
    }
  }

  /// Whether a folder with a truth is GOT-10k's, and not VOT's.
  private static func isPeculiar(_ path: String) -> Bool {
    lastPart(of: path).hasPrefix("GOT-10k_") || isFile(path + "/meta_info.ini")
      || isFile(path + "/cover.label")
  }

  private static func sequence(_ name: String, in folder: String) throws -> BenchmarkSequence {
    let truthFile = folder + "/groundtruth.txt"
    var truth = try TextFile(truthFile, purpose: "the truth, a box a line").regions(TruthColumns())
    func flags(_ name: String, isSet: (Double) -> Bool = { $0 != 0 }) throws -> [Bool]? {
      let path = folder + "/" + name + ".label"
      guard isFile(path) else { return nil }
      return try TextFile(path, purpose: "flags").flags(count: truth.count, isSet: isSet)
    }
    let absence = try flags("absence")
    let tags = ["absence": absence, "cut_by_image": try flags("cut_by_image")]
    let ignored = try flags("cover") { $0 == 0 }
    if let absence { truth = zip(truth, absence).map { $1 ? .absent : $0 } }
    return try BenchmarkSequence(
      name: name, pictures: PictureListing(folder), truth: truth, truthFile: truthFile,
      mayKeepRest: true,
      attributes: [Properties(folder + "/meta_info.ini")["root_class"]].compactMap { $0 },
      frameTags: tags.compactMapValues { $0 }, ignored: ignored ?? [])
  }
}
