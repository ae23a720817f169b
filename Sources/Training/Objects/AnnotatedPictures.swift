import Evaluation
import Video

/// Pictures and the files beside them that say what is in them, found by their names.
struct AnnotatedPictures {
  /// A picture and its file, relative to the root.
  struct Pair: Hashable {
    var picture: String
    var annotation: String
  }

  /// How many pictures make a unit.
  static let unitSize = 64

  /// In the pictures' natural order.
  let pairs: [Pair]

  /// Finds the pictures below a folder, and for each the file of the same name but for its ending,
  /// of several the nearest: most of the folders on the way down are the same.
  init(in folder: String, annotationsEndIn ending: String) throws {
    var annotations: [Substring: [String]] = [:]
    for path in try FolderTree.files(in: folder, where: { $0.hasSuffix(ending) }) {
      annotations[Self.stem(path), default: []].append(path)
    }
    guard !annotations.isEmpty else {
      pairs = []
      return
    }
    pairs = try FolderTree.files(in: folder, where: PictureFiles.isPicture).compactMap { picture in
      let candidates = annotations[Self.stem(picture)] ?? []
      let nearest = candidates.max { Self.nearness($0, picture) < Self.nearness($1, picture) }
      return nearest.map { Pair(picture: picture, annotation: $0) }
    }
  }

  /// The pairs as units, each read by `objects`, which gets the picture's path and the file's.
  func units(
    in folder: String,
    reading objects: @escaping @Sendable (_ pair: Pair) throws -> [TrainingObject]
  ) -> [TrainingUnit] {
    stride(from: 0, to: pairs.count, by: Self.unitSize).map { start in
      let part = Array(pairs[start..<min(start + Self.unitSize, pairs.count)])
      return TrainingUnit(name: part[0].picture) {
        var content = TrainingUnit.Content()
        for pair in part {
          do {
            content.objects += try objects(pair)
          } catch {
            content.skipped.append(
              SkippedCrop(source: folder + "/" + pair.annotation, reason: "\(error)"))
          }
        }
        return content
      }
    }
  }

  private static func stem(_ path: String) -> Substring {
    let bytes = path.utf8
    let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { bytes.index(after: $0) }
    let name = bytes[(start ?? bytes.startIndex)...]
    let dot = name.lastIndex(of: UInt8(ascii: "."))
    return Substring(name[..<(dot ?? name.endIndex)])
  }

  /// How many folders two paths have in common; folders that usually stand for each other count.
  private static func nearness(_ first: String, _ second: String) -> Int {
    func folders(_ path: String) -> [Substring] {
      path.split(separator: "/").dropLast().filter { !alike.contains($0.lowercased()) }
    }
    let (a, b) = (folders(first), folders(second))
    return zip(a, b).prefix { $0 == $1 }.count * 2 - max(a.count, b.count)
  }

  private static let alike: Set<String> = [
    "images", "labels", "annotations", "annots", "jpegimages", "xml", "xmls", "img", "imgs",
  ]
}

extension FolderTree {
  /// Whether a name is found in a folder or in those in it, two levels down, without reading more
  /// than a few of them: for telling formats apart in folders of any size.
  static func seems(
    _ folder: String, toHold isWanted: (String) -> Bool, depth: Int = 2
  ) -> Bool {
    var readings = 64
    func look(_ folder: String, _ depth: Int) -> Bool {
      guard readings > 0, let names = try? names(in: folder) else { return false }
      readings -= 1
      if names.contains(where: isWanted) { return true }
      guard depth > 0 else { return false }
      return names.prefix(1000).contains { name in
        !PictureFiles.isPicture(name) && readings > 0 && isFolder(folder + "/" + name)
          && look(folder + "/" + name, depth - 1)
      }
    }
    return look(folder, depth)
  }
}
