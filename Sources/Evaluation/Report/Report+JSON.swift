#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Report {
  /// The report as JSON: all numbers as they are, keys in alphabetical order, so that equal reports
  /// are equal files.
  ///
  /// - Throws: `EncodingError` where a number is not finite.
  public func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }

  /// Reads what ``json()`` wrote.
  ///
  /// - Throws: `DecodingError` where it is something else.
  public init(json: [UInt8]) throws {
    self = try JSONDecoder().decode(Report.self, from: Data(json))
  }
}
