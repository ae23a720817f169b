import Evaluation
import Video

/// ImageNet VID's layout (Russakovsky et al., 2015): videos as folders of pictures in
/// `Data/VID/train`, and a file of XML for each picture in the same place of `Annotations/VID/train`,
/// in which each object has the number of its track.
///
/// Coordinates count from 0. The object's category is its WordNet number.
enum ImageNetVIDObjects {
  static func units(in folder: String) throws -> [TrainingUnit]? {
    guard isFolder(folder + "/Data/VID"), isFolder(folder + "/Annotations/VID") else { return nil }
    let annotations = folder + "/Annotations/VID/train"
    guard isFolder(annotations) else {
      throw TrainingError.nothingToLearn(
        path: folder, found: "ImageNet VID without Annotations/VID/train")
    }
    return try videos(in: annotations).map { video in
      TrainingUnit(name: video) {
        try content(
          of: video, annotations: annotations + "/" + video,
          pictures: folder + "/Data/VID/train/" + video)
      }
    }
  }

  /// The folders of videos: in the folder itself, or in those of the parts it was published in.
  private static func videos(in annotations: String) throws -> [String] {
    try FolderTree.names(in: annotations).filter { isFolder(annotations + "/" + $0) }
      .flatMap { name -> [String] in
        let inside = try FolderTree.names(in: annotations + "/" + name)
        if inside.contains(where: { $0.hasSuffix(".xml") }) { return [name] }
        return inside.map { name + "/" + $0 }.filter { isFolder(annotations + "/" + $0) }
      }
  }

  private static func content(
    of video: String, annotations: String, pictures: String
  ) throws -> TrainingUnit.Content {
    var content = TrainingUnit.Content()
    var objects: [String: TrainingObject] = [:]
    let files = try FolderTree.names(in: annotations).filter { $0.hasSuffix(".xml") }
    for (frame, file) in files.enumerated() {
      let path = annotations + "/" + file
      let picture = PictureReference.file(pictures + "/" + file.dropLast(4) + ".JPEG")
      do {
        for (track, category, box) in try boxes(in: path) {
          let view = TrainingView(picture: picture, frame: frame, place: .box(box))
          objects[
            track, default: TrainingObject(name: "\(video)#\(track)", category: category, views: [])
          ].views.append(view)
        }
      } catch {
        content.skipped.append(SkippedCrop(source: path, reason: "\(error)"))
      }
    }
    content.objects = objects.sorted { naturallyPrecedes($0.key, $1.key) }.map(\.value)
    return content
  }

  private static func boxes(
    in path: String
  ) throws -> [(track: String, category: String?, box: Box)] {
    let root = try XMLElement(FileBytes.read(path), path: path)
    return try root.children.filter { $0.name == "object" }.map { object in
      guard let track = object.child("trackid")?.text, !track.isEmpty,
        let corners = object.child("bndbox").flatMap(Corners.init)
      else {
        throw TrainingError.malformed(
          path: path, line: nil, found: "an object without a track or a box",
          expected: "<trackid> and <bndbox>")
      }
      let box = Box(
        x: corners.left, y: corners.top, width: corners.right - corners.left,
        height: corners.bottom - corners.top)
      return (track, object.child("name")?.text, box)
    }
  }
}
