import Evaluation
import Video

/// PASCAL VOC's layout (Everingham et al., 2010), and others like it: a picture, and a file of XML of
/// the same name, in the same folder or in another.
///
/// Coordinates count from 1 and include the last pixel. Each box is an object that is seen once.
enum VOCObjects {
  static func units(in folder: String) throws -> [TrainingUnit]? {
    guard isFolder(folder), FolderTree.seems(folder, toHold: { $0.hasSuffix(".xml") }) else {
      return nil
    }
    let pictures = try AnnotatedPictures(in: folder, annotationsEndIn: ".xml")
    guard let first = pictures.pairs.first, isAnnotation(folder + "/" + first.annotation) else {
      return nil
    }
    return pictures.units(in: folder) { try objects(of: $0, in: folder) }
  }

  private static func isAnnotation(_ path: String) -> Bool {
    (try? XMLElement(FileBytes.read(path), path: path))?.name == "annotation"
  }

  private static func objects(
    of pair: AnnotatedPictures.Pair, in folder: String
  ) throws -> [TrainingObject] {
    let path = folder + "/" + pair.annotation
    let root = try XMLElement(FileBytes.read(path), path: path)
    guard root.name == "annotation" else {
      throw TrainingError.malformed(
        path: path, line: nil, found: "<\(root.name)>", expected: "<annotation>")
    }
    let objects = root.children.filter { $0.name == "object" }
    return try objects.enumerated().map { number, object in
      guard let corners = object.child("bndbox").flatMap(Corners.init) else {
        throw TrainingError.malformed(
          path: path, line: nil, found: "object \(number + 1) without a box",
          expected: "<bndbox> with xmin, ymin, xmax and ymax")
      }
      let box = Box(
        x: corners.left - 1, y: corners.top - 1, width: corners.right - corners.left + 1,
        height: corners.bottom - corners.top + 1)
      return TrainingObject(
        name: "\(pair.picture)#\(number)", category: object.child("name")?.text,
        views: [
          TrainingView(picture: .file(folder + "/" + pair.picture), frame: 0, place: .box(box))
        ])
    }
  }
}

/// The corners of a box in XML.
struct Corners: Hashable {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  init?(_ element: XMLElement) {
    guard let left = element.number("xmin"), let top = element.number("ymin"),
      let right = element.number("xmax"), let bottom = element.number("ymax")
    else { return nil }
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
  }
}
