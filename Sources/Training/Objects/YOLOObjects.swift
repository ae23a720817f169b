import Evaluation
import Video

/// Pictures with a text file each, as YOLO takes them: a line an object, its class, then the centre
/// and the size of its box or the corners of its outline, in shares of the picture's width and
/// height.
///
/// The classes' names stand in `classes.txt` or `obj.names` where there is one; else their numbers are
/// the categories.
enum YOLOObjects {
  static func units(in folder: String) throws -> [TrainingUnit]? {
    guard isFolder(folder), FolderTree.seems(folder, toHold: isLabels, depth: 3) else {
      return nil
    }
    let pictures = try AnnotatedPictures(in: folder, annotationsEndIn: ".txt")
    let isYOLO = pictures.pairs.prefix(20).contains { pair in
      (try? lines(of: folder + "/" + pair.annotation))?.isEmpty == false
    }
    guard isYOLO else { return nil }
    let names = try classNames(in: folder)
    return pictures.units(in: folder) { pair in
      try lines(of: folder + "/" + pair.annotation).enumerated().map { number, line in
        TrainingObject(
          name: "\(pair.picture)#\(number)",
          category: names.indices.contains(line.category)
            ? names[line.category] : "\(line.category)",
          views: [
            TrainingView(
              picture: .file(folder + "/" + pair.picture), frame: 0, place: .share(line.box))
          ])
      }
    }
  }

  private static func isLabels(_ name: String) -> Bool {
    name.hasSuffix(".txt") && !["classes.txt", "train.txt", "val.txt", "test.txt"].contains(name)
  }

  private static func classNames(in folder: String) throws -> [String] {
    let files = try FolderTree.files(in: folder) {
      ["classes.txt", "obj.names", "coco.names", "classes.names"].contains($0)
    }
    guard let file = files.first else { return [] }
    let text = String(decoding: try FileBytes.read(folder + "/" + file), as: UTF8.self)
    return text.split(separator: "\n").map { String($0.filter { $0 != "\r" }) }
  }

  private static func lines(of path: String) throws -> [(category: Int, box: Box)] {
    let text = String(decoding: try FileBytes.read(path), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return try lines.enumerated().compactMap { index, line in
      let fields = line.split { $0 == " " || $0 == "\t" || $0 == "\r" }
      guard !fields.isEmpty else { return nil }
      let numbers = fields.dropFirst().compactMap { Double($0) }
      guard let category = Int(fields[0]), numbers.count == fields.count - 1,
        numbers.allSatisfy({ (-1...2).contains($0) }), let box = box(of: numbers)
      else {
        throw TrainingError.malformed(
          path: path, line: index + 1, found: "\"\(line.prefix(60))\"",
          expected: "a class and four shares, or an outline")
      }
      return (category, box)
    }
  }

  private static func box(of numbers: [Double]) -> Box? {
    if numbers.count == 4 || numbers.count == 5 {
      return Box(
        x: numbers[0] - numbers[2] / 2, y: numbers[1] - numbers[3] / 2, width: numbers[2],
        height: numbers[3])
    }
    guard numbers.count >= 6, numbers.count % 2 == 0 else { return nil }
    let (xs, ys) = (
      stride(from: 0, to: numbers.count, by: 2).map { numbers[$0] },
      stride(from: 1, to: numbers.count, by: 2).map { numbers[$0] }
    )
    guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max()
    else { return nil }
    return Box(x: left, y: top, width: right - left, height: bottom - top)
  }
}
