import Evaluation
import Video

/// Walking through folders and the folders in them.
enum FolderTree {
  /// How deep folders may lie in each other: deeper ones, such as a link to a folder above, are not
  /// looked into.
  static let deepest = 12

  /// The names in a folder, in natural order.
  static func names(in folder: String) throws -> [String] {
    do {
      return try namesInFolder(folder).sorted(by: naturallyPrecedes)
    } catch VideoError.cannotOpen(_, let reason) {
      throw TrainingError.file(path: folder, reason: reason)
    }
  }

  /// The paths below a folder, relative to it, of all files whose names satisfy a condition, in
  /// natural order, a folder's own before those of the folders in it.
  static func files(
    in folder: String, where isWanted: (String) -> Bool
  ) throws -> [String] {
    var found: [String] = []
    func walk(_ relative: String, depth: Int) throws {
      let names = try names(in: relative.isEmpty ? folder : folder + "/" + relative)
      func path(_ name: String) -> String { relative.isEmpty ? name : relative + "/" + name }
      // Names tell pictures from folders: asking the system about each takes long.
      found += names.filter(isWanted).map(path)
      guard depth < deepest else { return }
      for name in names where !isWanted(name) && !PictureFiles.isPicture(name) {
        if isFolder(folder + "/" + path(name)) { try walk(path(name), depth: depth + 1) }
      }
    }
    try walk("", depth: 0)
    return found
  }

  /// Whether a file's name ends like a video's.
  static func isVideo(_ name: String) -> Bool {
    let lowered = name.lowercased()
    return ["mp4", "mkv", "avi", "mov", "webm", "m4v", "mpg", "mpeg", "ts", "ogv"].contains {
      lowered.hasSuffix("." + $0)
    }
  }
}
