/// A text file of keys and values: `key=value`, `key: value`, and sections' names, which do not count.
struct Properties {
  private var values: [String: String] = [:]

  /// Reads a file; empty where there is none.
  init(_ path: String) {
    guard let file = try? TextFile(path, purpose: "") else { return }
    for line in file.lines {
      guard !line.hasPrefix("#"), !line.hasPrefix("["),
        let mark = line.firstIndex(where: { $0 == "=" || $0 == ":" })
      else { continue }
      let key = trimmed(line[..<mark]).lowercased()
      let value = trimmed(line[line.index(after: mark)...])
      let isQuoted = value.count > 1 && value.last == value.first && "\"'".contains(value.first!)
      values[key] = String(isQuoted ? value.dropFirst().dropLast() : value)
    }
  }

  /// The value of a key, in whatever case it is written.
  subscript(key: String) -> String? { values[key.lowercased()] }

  /// The first of the keys that begin like this, in their alphabetical order.
  func first(beginning prefix: String) -> String? {
    values.keys.filter { $0.hasPrefix(prefix) }.min()
  }
}
