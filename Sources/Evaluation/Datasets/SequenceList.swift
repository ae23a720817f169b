/// A benchmark's list of sequences: names of folders, one a line.
struct SequenceList {
  private let file: TextFile
  private let lines: [(index: Int, name: String)]

  /// Reads a list; empty lines are left out.
  ///
  /// - Throws: ``DatasetError`` where it cannot be read.
  init(_ path: String) throws {
    file = try TextFile(path, purpose: "a list of sequences")
    lines = file.lines.enumerated().filter { !$1.isEmpty }.map { ($0, String($1)) }
  }

  /// Whether one of the first names satisfies a condition: whether this is such a list, and
  /// not another file of its name.
  func contains(where isSequence: (_ name: String) -> Bool) -> Bool {
    lines.prefix(DatasetFolder.probed).contains { isSequence($0.name) }
  }

  /// The names, in the list's order.
  ///
  /// - Throws: ``DatasetError/badLine(path:line:found:expected:)`` where a name leads out of the
  ///   folder: results are filed under the names, and a list from elsewhere must not choose where.
  func names() throws -> [String] {
    try lines.map { index, name in
      let parts = name.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.allSatisfy({ !["", ".", ".."].contains($0) }), !name.utf8.contains(0) else {
        throw file.badLine(index, expected: "the name of a sequence's folder")
      }
      return name
    }
  }
}
