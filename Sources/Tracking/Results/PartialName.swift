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
}
