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

extension KeyedDecodingContainer {
  /// Decodes a number, or nil from `null`; the key must be there.
  package func decodeOrNull<Number: Decodable & Comparable>(
    _ key: Key, in range: ClosedRange<Number>
  ) throws -> Number? {
    try decodeNil(forKey: key) ? nil : decode(key, in: range)
  }

  /// Decodes a name and refuses it when it is not among `names`.
  package func decode(_ key: Key, among names: [String]) throws -> String {
    let name = try decode(String.self, forKey: key)
    guard names.contains(name) else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self,
        debugDescription: "found '\(name)', expected \(names.joined(separator: " or "))")
    }
    return name
  }
}

extension DecodingError {
  /// One line: where in the file, what was found, what was expected.
  package var reason: String {
    switch self {
    case .keyNotFound(let key, let context):
      return "\(Self.place(context.codingPath)): the key '\(key.stringValue)' is missing"
    case .valueNotFound(_, let context), .typeMismatch(_, let context):
      return "\(Self.place(context.codingPath)): \(context.debugDescription)"
    case .dataCorrupted(let context):
      return "\(Self.place(context.codingPath)): \(context.debugDescription)"
    @unknown default:
      return "not readable"
    }
  }

  private static func place(_ path: [any CodingKey]) -> String {
    path.isEmpty ? "top level" : path.map(\.stringValue).joined(separator: ".")
  }
}

private struct AnyKey: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
