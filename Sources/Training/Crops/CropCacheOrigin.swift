import NeuralNetworks

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a crop cache was made of. Two caches of the same origin have the same bytes, as long as the
/// files that they were made of are the same.
public struct CropCacheOrigin: Codable, Hashable, Sendable {
  /// A collection of the cache.
  public struct Collection: Codable, Hashable, Sendable {
    /// Its name, with which its objects' names begin.
    public var name: String
    /// Its folder's path when the cache was made.
    public var folder: String
    /// How it was laid out, by the raw values of ``TrainingCollection/Format``.
    public var format: String
    /// The number of its units.
    public var units: Int
    /// SHA-256 of the units' names.
    public var digest: String
  }

  /// How the crops were cut.
  public var settings: CropSettings
  /// What of.
  public var collections: [Collection]

  init(_ collections: [TrainingCollection], settings: CropSettings) {
    self.settings = settings
    self.collections = collections.map { collection in
      // No name has a zero in it, so different lists of names never give the same bytes.
      var names: [UInt8] = []
      for unit in collection.units { names += Array(unit.name.utf8) + [0] }
      return Collection(
        name: collection.name, folder: collection.folder, format: collection.format.rawValue,
        units: collection.units.count, digest: names.withUnsafeBytes { SHA256.digest(of: $0) })
    }
  }

  /// The origin as JSON with sorted keys: equal origins, equal bytes.
  func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self))
  }

  static func decoding(_ bytes: UnsafeRawBufferPointer, path: String) throws -> CropCacheOrigin {
    do {
      return try JSONDecoder().decode(CropCacheOrigin.self, from: Data(bytes))
    } catch {
      throw TrainingError.notACropCache(
        path: path, found: "a header that does not decode: \(error)",
        expected: "what the crops were made of")
    }
  }

  /// In a few words, for messages.
  var summary: String {
    let names = collections.map { collection in
      "\(collection.folder) (\(collection.format) \(collection.name), \(collection.units) units, "
        + "\(collection.digest.prefix(8)))"
    }
    return names.joined(separator: ", ")
  }

  /// How another origin differs from this one, both in a few words.
  func difference(from other: CropCacheOrigin) -> (this: String, other: String) {
    settings == other.settings
      ? (summary, other.summary) : ("\(settings)", "\(other.settings)")
  }
}
