/// Decoding in which a key that nobody knows is an error: a misspelt setting must not silently keep
/// its default.
extension Decoder {
  /// The container of exactly the keys of `Key`; a missing key is refused when it is decoded.
  package func strictContainer<Key: CodingKey & CaseIterable>(
    keyedBy keys: Key.Type
  ) throws -> KeyedDecodingContainer<Key> {
    let known = Set(Key.allCases.map(\.stringValue))
    let found = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
    if let unknown = found.filter({ !known.contains($0) }).min() {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: codingPath,
          debugDescription:
            "found the unknown key '\(unknown)', expected \(known.sorted().joined(separator: ", "))"
        ))
    }
    return try container(keyedBy: keys)
  }
}

extension KeyedDecodingContainer {
  /// Decodes a number and refuses it outside `range`.
  package func decode<Number: Decodable & Comparable>(
    _ key: Key, in range: ClosedRange<Number>
  ) throws -> Number {
    let number = try decode(Number.self, forKey: key)
    guard range.contains(number) else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self,
        debugDescription:
          "found \(number), expected a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}

private struct AnyKey: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
