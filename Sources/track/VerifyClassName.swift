/// Names of classes: the paths of their folders from the folder on that was given.
enum VerifyClassName {
  /// Two names of which one is the end of the other, as happens where a folder is given once, and
  /// once the folder that it lies in.
  static func alike(
    _ first: [String], _ second: some Collection<String>
  ) -> (first: String, second: String)? {
    let (known, other) = (Set(first), Set(second))
    for name in second.sorted() {
      if let end = ends(of: name).first(where: known.contains) { return (end, name) }
    }
    for name in first.sorted() {
      if let end = ends(of: name).first(where: other.contains) { return (name, end) }
    }
    return nil
  }

  /// The name without its first folder, without its first two, and so on.
  private static func ends(of name: String) -> [String] {
    let parts = name.split(separator: "/")
    return parts.indices.dropFirst().map { parts[$0...].joined(separator: "/") }
  }
}
