import Video

/// A folder in which a benchmark may lie, with its names read once.
final class DatasetFolder {
  /// Its path, without a slash at the end.
  let path: String
  /// The names of what is in it, in natural order, without those that begin with a dot.
  let names: [String]

  /// The folders in it, by name, in natural order.
  private(set) lazy var subfolders = names.filter {
    // A sequence can have 100,000 pictures: asking the system about each takes long.
    !PictureFiles.isPicture($0) && isFolder(file($0))
  }

  /// Reads the names in a folder; nil where there is no such folder.
  ///
  /// - Throws: ``DatasetError/unreadable(path:reason:)`` where it may not be read.
  init?(_ path: String) throws {
    guard isFolder(path) else { return nil }
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    // The folder's name may become the data set's.
    if [".", ".."].contains(lastPart(of: path)) { path = resolvedPath(path) ?? path }
    self.path = path
    do {
      names = try namesInFolder(path).sorted(by: naturallyPrecedes)
    } catch VideoError.cannotOpen(_, let reason) {
      throw DatasetError.unreadable(path: path, reason: reason)
    }
  }

  /// The last part of its path.
  var name: String { lastPart(of: path) }

  /// The path of something in it.
  func file(_ name: String) -> String { path == "/" ? "/" + name : path + "/" + name }

  /// Whether there is a file of this name in it.
  func hasFile(_ name: String) -> Bool { isFile(file(name)) }

  /// Whether there is a folder of this name in it.
  func hasFolder(_ name: String) -> Bool { isFolder(file(name)) }

  /// A folder in it; nil where there is none of this name.
  func folder(_ name: String) throws -> DatasetFolder? { try DatasetFolder(file(name)) }

  /// How many of its folders are looked into to tell whether they are sequences: recognizing must be
  /// quick in a folder of 10,000 sequences of another layout.
  static let probed = 100

  /// The paths of its folders that are sequences; nil where none of the first ``probed`` is.
  func sequences(where isSequence: (_ path: String) -> Bool) -> [String]? {
    guard subfolders.prefix(Self.probed).contains(where: { isSequence(file($0)) }) else {
      return nil
    }
    return subfolders.map(file).filter(isSequence)
  }
}
