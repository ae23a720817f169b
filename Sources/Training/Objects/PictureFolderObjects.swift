import Evaluation
import Video

/// Pictures without boxes, in a folder and those in it: parts of each, drawn at random when the
/// picture is there, are objects that are seen once.
///
/// The folders' names say nothing about the parts, so the objects have no category.
enum PictureFolderObjects {
  /// How many pictures make a unit.
  static let unitSize = 64
  /// How many parts of a picture become objects.
  static let parts = 3

  static func units(in folder: String) throws -> [TrainingUnit]? {
    guard isFolder(folder) else { return nil }
    let paths = try FolderTree.files(in: folder, where: PictureFiles.isPicture)
    guard !paths.isEmpty else { return nil }
    return stride(from: 0, to: paths.count, by: unitSize).map { start in
      let part = Array(paths[start..<min(start + unitSize, paths.count)])
      return TrainingUnit(name: part[0]) {
        TrainingUnit.Content(objects: part.flatMap { objects(of: $0, in: folder) })
      }
    }
  }

  private static func objects(of path: String, in folder: String) -> [TrainingObject] {
    (0..<parts).map { part in
      TrainingObject(
        name: "\(path)#\(part)",
        views: [TrainingView(picture: .file(folder + "/" + path), frame: 0, place: .drawn)])
    }
  }
}
