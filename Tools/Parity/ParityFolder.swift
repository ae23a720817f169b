#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A folder of reference sequences, one folder each.
package struct ParityFolder {
  /// The sequences' folders, by name.
  package let sequences: [String]

  package init(_ path: String) throws {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw ParityError.unreadable(path, "expected a folder of reference sequences")
    }
    sequences = names.sorted().map { path + "/" + $0 }
      .filter { FileManager.default.fileExists(atPath: $0 + "/trace.csv") }
  }
}
