import NeuralNetworks
import Video

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension StoredRun {
  /// Where the manifest is.
  public var manifestPath: String { folder + "/" + experiment.folderName + ".json" }

  /// What made these results; nil where nobody wrote it down.
  ///
  /// - Throws: ``StoredResultError/badManifest(path:reason:)``.
  public func manifest() throws -> RunManifest? {
    guard case .regular = FileKind(manifestPath) else { return nil }
    guard let manifest = try RunManifest(path: manifestPath) else {
      throw StoredResultError.badManifest(
        path: manifestPath, reason: "is no manifest of results, but has the name of one")
    }
    return manifest
  }
}

extension RunManifest {
  /// Reads a file; nil where it is no manifest but some other JSON.
  init?(path: String) throws {
    let data = Data(try readBytes(path))
    guard (try? JSONDecoder().decode(Signature.self, from: data)) != nil else { return nil }
    do {
      self = try JSONDecoder().decode(RunManifest.self, from: data)
    } catch {
      throw StoredResultError.badManifest(path: path, reason: "is damaged or of another version")
    }
    guard format == Self.currentFormat else {
      throw StoredResultError.badManifest(
        path: path, reason: "found format \(format), expected \(Self.currentFormat)")
    }
  }

  /// What tells a manifest from other JSON.
  private struct Signature: Decodable {
    var format: Int
    var experiment: String
  }

  /// Writes a file, whole or not at all.
  func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try writeWhole(String(decoding: try encoder.encode(self), as: UTF8.self) + "\n", to: path)
  }
}

/// The bytes of a file.
///
/// - Throws: `WeightsError.unreadable`, which names the file and the reason.
func readBytes(_ path: String) throws -> [UInt8] {
  let contents = try FileContents(mapping: path)
  return try contents.withBytes(in: 0..<contents.count, part: "file") { Array($0) }
}

/// Writes a file that takes its name when it is whole. It is not forced to the disk: it outlives the
/// program's death, but not a power cut, which leaves it empty at worst.
package func writeWhole(_ text: String, to path: String, durably: Bool = false) throws {
  let file = try AtomicFile(path)
  var text = text
  try text.withUTF8 { try file.write(UnsafeRawBufferPointer($0)) }
  try file.commit(durably: durably)
}
