import Glibc

/// The name of a file that is not finished yet.
public enum PartialName {
  /// `folder/clip.track.csv` → `folder/clip.track.partial.csv`; a name without extension gets
  /// `.partial` behind it.
  public static func partial(of path: String) -> String {
    let nameStart = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
    guard let dot = path[nameStart...].lastIndex(of: "."), dot != nameStart else {
      return path + ".partial"
    }
    return path[..<dot] + ".partial" + path[dot...]
  }

  /// Gives a file that was written under its partial name the final one.
  ///
  /// - Parameters:
  ///   - path: The final name.
  ///   - overwrite: Whether a file of that name, which may have come in the meantime, is replaced.
  /// - Throws: ``ResultError`` naming the file.
  public static func takeFinalName(_ path: String, overwrite: Bool) throws {
    let partial = partial(of: path)
    if !overwrite {
      if link(partial, path) == 0 {
        unlink(partial)
        return
      }
      guard errno != EEXIST else { throw ResultError.exists(path) }
      // File systems without links can do no better than to rename.
    }
    guard rename(partial, path) == 0 else {
      throw ResultError.cannotWrite(path, reason: String(cString: strerror(errno)))
    }
  }
}
