/// The layout of UAV123, UAV20L and UAV123@10fps.
///
/// The root has the truth in `anno/UAV123/NAME.txt`, a line a frame: `x,y,width,height`, 1-based, NaN
/// where the object is hidden or out of view; and the pictures in `data_seq/UAV123/FOLDER/`. Several
/// sequences may be parts of one folder (``UAV123Table``). `anno/UAV123/att/NAME.txt` has twelve flags,
/// one an attribute. UAV20L's truth lies in `anno/UAV20L`, its pictures are UAV123's; UAV123@10fps has
/// both in folders of its own name.
enum UAV123Reader: LayoutReader {
  static func listing(of folder: DatasetFolder, for request: ListingRequest) throws
    -> DatasetListing?
  {
    let version = versions[request.layout] ?? ""
    let pictures = request.layout == .uav20l ? "UAV123" : version
    guard let truths = try folder.folder("anno/" + version),
      folder.hasFolder("data_seq/" + pictures)
    else { return nil }
    let files = truths.names.filter { $0.hasSuffix(".txt") }
    return DatasetListing(
      name: version, layout: request.layout,
      entries: files.map { file in
        let name = stem(of: file)
        let row = UAV123Table.rows(of: request.layout)[name]
        let frames = folder.file("data_seq/\(pictures)/\(row?.folder ?? name)")
        return Dataset.Entry(name: name) { [path = truths.path] in
          try sequence(name, truths: path, frames: frames, numbers: row?.pictures)
        }
      })
  }

  private static let versions: [DatasetLayout: String] = [
    .uav123: "UAV123", .uav20l: "UAV20L", .uav123At10FPS: "UAV123_10fps",
  ]

  /// What the flags of an `att` file mean, in their order: scale variation, aspect ratio change, low
  /// resolution, fast motion, full occlusion, partial occlusion, out of view, background clutter,
  /// illumination variation, viewpoint change, camera motion, similar object.
  static let attributes = [
    "SV", "ARC", "LR", "FM", "FOC", "POC", "OV", "BC", "IV", "VC", "CM", "SOB",
  ]

  private static func sequence(
    _ name: String, truths: String, frames: String, numbers: ClosedRange<Int>?
  ) throws -> BenchmarkSequence {
    let truthFile = truths + "/" + name + ".txt"
    let truth = try TextFile(truthFile, purpose: "the truth, a box a line")
      .regions(TruthColumns(origin: DatasetLayout.uav123.coordinateOrigin))
    var pictures = try PictureListing(frames)
    if let numbers { pictures = pictures.numbered(numbers) }
    let attributeFile = truths + "/att/" + name + ".txt"
    let flags =
      isFile(attributeFile)
      ? try TextFile(attributeFile, purpose: "flags").flags(count: attributes.count) : []
    return try BenchmarkSequence(
      name: name, pictures: pictures, truth: truth, truthFile: truthFile,
      attributes: zip(attributes, flags).filter(\.1).map(\.0))
  }
}
