import Video

/// The layout of DAVIS 2016 and 2017: each object of a video becomes a sequence.
///
/// The root has the pictures in `JPEGImages/480p/NAME/%05d.jpg` and the truth in
/// `Annotations/480p/NAME/%05d.png`, whose palette's index is the object and 0 the background. The
/// objects of the first frame count; index 255 is DAVIS 2016's only object, and beside others marks
/// pixels that do not count. Object 2 of `dogs-jump` becomes the sequence `dogs-jump.2`, a single
/// object takes the video's name. A frame without the object is one where it is absent; where only
/// the first frame is annotated, the rest is ``Region/unknown``.
///
/// The usual videos are those of the newest `ImageSets/YEAR/val.txt`, without one all.
enum DAVISReader: LayoutReader {
  static func listing(of folder: DatasetFolder, for request: ListingRequest) throws
    -> DatasetListing?
  {
    guard let annotations = try folder.folder("Annotations"), folder.hasFolder("JPEGImages") else {
      return nil
    }
    let resolution = ["480p", "Full-Resolution", "1080p"].first(where: annotations.hasFolder)
    let place = resolution.map { "/" + $0 } ?? ""
    let list = try list(in: folder, subset: request.subset)
    let names = try list?.names ?? folder.folder("Annotations" + place)?.subfolders ?? []
    return DatasetListing(
      name: list?.title ?? "DAVIS", layout: .davis,
      entries: names.flatMap { name in
        entries(
          of: name, pictures: folder.file("JPEGImages\(place)/\(name)"),
          annotations: folder.file("Annotations\(place)/\(name)"))
      })
  }

  /// The list of videos, nil where there is none.
  private static func list(
    in folder: DatasetFolder, subset: String?
  ) throws -> (title: String, names: [String])? {
    let part = subset ?? "val"
    for year in ["2017", "2016"] {
      let path = folder.file("ImageSets/\(year)/\(part).txt")
      if isFile(path) { return ("DAVIS\(year)-\(part)", try SequenceList(path).names()) }
    }
    guard subset != nil else { return nil }
    throw DatasetError.missing(
      path: folder.file("ImageSets/2017/\(part).txt"), purpose: "the list of videos")
  }

  /// The objects of a video; where they cannot be read, one entry that says why.
  private static func entries(
    of video: String, pictures: String, annotations: String
  ) -> [Dataset.Entry] {
    do {
      let objects = try objects(in: PictureListing(annotations))
      return objects.map { object in
        let name = objects.count == 1 ? video : "\(video).\(object)"
        return Dataset.Entry(name: name) {
          try sequence(name, object: object, pictures: pictures, annotations: annotations)
        }
      }
    } catch {
      return [Dataset.Entry(name: video) { throw error }]
    }
  }

  /// The objects of a video's first frame.
  private static func objects(in annotations: PictureListing) throws -> [UInt8] {
    var objects = Set<UInt8>()
    try forEachPicture(annotations.prefix(1)) { labels, _ in objects = Set(labels) }
    objects.remove(0)
    if objects.count > 1 { objects.remove(255) }
    guard !objects.isEmpty else {
      throw DatasetError.inconsistent(
        path: annotations.paths[0], found: "background only", expected: "an object")
    }
    return objects.sorted()
  }

  private static func sequence(
    _ name: String, object: UInt8, pictures: String, annotations: String
  ) throws -> BenchmarkSequence {
    var truth: [Region] = []
    try forEachPicture(PictureListing(annotations)) { labels, width in
      let mask = Mask(labels: labels, width: width, label: object)
      truth.append(mask.map(Region.mask) ?? .absent)
    }
    return try BenchmarkSequence(
      name: name, pictures: PictureListing(pictures), truth: truth, truthFile: annotations,
      mayKeepRest: true)
  }

  /// Reads pictures of labels one after another.
  private static func forEachPicture(
    _ pictures: PictureListing, _ body: (_ labels: [UInt8], _ width: Int) -> Void
  ) throws {
    let paths = pictures.paths
    var next = 0
    do {
      let reader = try VideoReader(pictures: paths)
      while let frame = try reader.next(), frame.index == next {
        body(try frame.labels(), frame.width)
        next += 1
      }
    } catch {
      throw DatasetError.unreadable(path: paths[min(next, paths.count - 1)], reason: "\(error)")
    }
    guard next == paths.count else {
      throw DatasetError.unreadable(path: paths[next], reason: "it cannot be decoded")
    }
  }
}
