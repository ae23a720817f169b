import Video

/// Whether a path leads to a folder.
package func isFolder(_ path: String) -> Bool {
  if case .folder = FileKind(path) { true } else { false }
}

/// Whether a path leads to a file.
package func isFile(_ path: String) -> Bool {
  if case .regular = FileKind(path) { true } else { false }
}

/// The last name in a path, whether slashes follow it or not.
package func lastPart(of path: String) -> String {
  // Bytes, because a slash and an accent that follows it are one character.
  guard let end = path.utf8.lastIndex(where: { $0 != UInt8(ascii: "/") }) else { return path }
  let bytes = path.utf8[...end]
  let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { bytes.index(after: $0) }
  return String(Substring(bytes[(start ?? bytes.startIndex)...]))
}

/// A path without its last slash and what follows it.
package func withoutLastPart(_ path: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
  return String(Substring(path.utf8[..<slash]))
}

/// A file's name without its folder and its extension.
package func stem(of path: String) -> String { withoutExtension(lastPart(of: path)) }

/// A file's path without its extension.
package func withoutExtension(_ path: String) -> String {
  let name = lastPart(of: path)
  guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return path }
  return String(Substring(path.utf8.dropLast(name.utf8[dot...].count)))
}
