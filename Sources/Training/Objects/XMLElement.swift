/// An element of an XML file, as annotations use XML: elements and text. Attributes, comments,
/// processing instructions and the document type are passed over.
///
/// Foundation's parser is a library of its own with libxml2 behind it, which the start of every
/// subcommand would pay for.
struct XMLElement: Hashable {
  /// The element's name.
  var name: String
  /// Its own text, without the space around it.
  var text = ""
  /// The elements in it, in order.
  var children: [XMLElement] = []

  /// The first child of a name.
  func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

  /// The text of the first child of a name, as a number.
  func number(_ name: String) -> Double? { child(name).flatMap { Double($0.text) } }
}

extension XMLElement {
  /// How deep elements may lie in each other, and how long a file may be.
  private static let deepest = 64
  private static let longest = 64 << 20

  /// Reads the outermost element of a file.
  ///
  /// - Throws: ``TrainingError/malformed(path:line:found:expected:)`` with the line.
  init(_ bytes: [UInt8], path: String) throws {
    guard bytes.count <= Self.longest else {
      throw TrainingError.malformed(
        path: path, line: nil, found: "\(bytes.count) bytes", expected: "at most \(Self.longest)")
    }
    var scanner = XMLScanner(bytes, path: path)
    var open: [XMLElement] = []
    while let event = try scanner.next() {
      switch event {
      case .start(let name):
        guard open.count < Self.deepest else {
          throw scanner.malformed("elements \(open.count) deep", expected: "fewer")
        }
        open.append(XMLElement(name: name))
      case .text(let text):
        if !open.isEmpty { open[open.count - 1].text += text }
      case .end(let name):
        guard let closed = open.popLast(), closed.name == name else {
          throw scanner.malformed("</\(name)>", expected: "the end of another element")
        }
        guard !open.isEmpty else {
          self = closed
          return
        }
        open[open.count - 1].children.append(closed)
      }
    }
    throw scanner.malformed(
      "the end of the file", expected: open.last.map { "</\($0.name)>" } ?? "an element")
  }
}

/// Cuts XML into tags and text.
private struct XMLScanner {
  enum Event {
    case start(String)
    case end(String)
    case text(String)
  }

  private let bytes: [UInt8]
  private let path: String
  private var place = 0
  /// The end of an element that was empty: `<name/>`.
  private var pendingEnd: String?

  init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  func malformed(_ found: String, expected: String) -> TrainingError {
    let line = bytes[..<min(place, bytes.count)].reduce(1) {
      $1 == UInt8(ascii: "\n") ? $0 + 1 : $0
    }
    return .malformed(path: path, line: line, found: found, expected: expected)
  }

  mutating func next() throws -> Event? {
    if let name = pendingEnd {
      pendingEnd = nil
      return .end(name)
    }
    while place < bytes.count {
      guard bytes[place] == UInt8(ascii: "<") else { return .text(try text()) }
      if try skip("<!--", to: "-->") || skip("<?", to: "?>") { continue }
      if starts(with: "<![CDATA[") { return .text(try characterData()) }
      if try skip("<!", to: ">") { continue }
      return try tag()
    }
    return nil
  }

  private func starts(with text: String) -> Bool { bytes[place...].starts(with: text.utf8) }

  /// The place of a text from here on.
  private func find(_ text: String) throws -> Int {
    let wanted = Array(text.utf8)
    var start = place
    while start + wanted.count <= bytes.count {
      if bytes[start] == wanted[0], bytes[start..<start + wanted.count].elementsEqual(wanted) {
        return start
      }
      start += 1
    }
    throw malformed("the end of the file", expected: text)
  }

  private mutating func skip(_ beginning: String, to end: String) throws -> Bool {
    guard starts(with: beginning) else { return false }
    place += beginning.utf8.count
    place = try find(end) + end.utf8.count
    return true
  }

  private mutating func characterData() throws -> String {
    place += "<![CDATA[".utf8.count
    let end = try find("]]>")
    defer { place = end + 3 }
    return String(decoding: bytes[place..<end], as: UTF8.self)
  }

  private mutating func tag() throws -> Event {
    let end = try find(">")
    var inside = bytes[(place + 1)..<end]
    defer { place = end + 1 }
    let isEnd = inside.first == UInt8(ascii: "/")
    if isEnd { inside.removeFirst() }
    let isEmpty = inside.last == UInt8(ascii: "/")
    if isEmpty { inside.removeLast() }
    let name = inside.prefix { !Self.isSpace($0) }
    guard !name.isEmpty, !(isEnd && isEmpty), !name.contains(UInt8(ascii: "<")) else {
      throw malformed("<\(String(decoding: inside.prefix(40), as: UTF8.self))", expected: "a tag")
    }
    let text = String(decoding: name, as: UTF8.self)
    if isEmpty { pendingEnd = text }
    return isEnd ? .end(text) : .start(text)
  }

  private mutating func text() throws -> String {
    let end = bytes[place...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
    var part = bytes[place..<end]
    place = end
    while let first = part.first, Self.isSpace(first) { part.removeFirst() }
    while let last = part.last, Self.isSpace(last) { part.removeLast() }
    guard part.contains(UInt8(ascii: "&")) else { return String(decoding: part, as: UTF8.self) }
    return try withoutEntities(part)
  }

  private func withoutEntities(_ text: ArraySlice<UInt8>) throws -> String {
    let entities = ["lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'"]
    var result = ""
    var rest = text
    while let start = rest.firstIndex(of: UInt8(ascii: "&")) {
      result += String(decoding: rest[..<start], as: UTF8.self)
      guard let end = rest[start...].firstIndex(of: UInt8(ascii: ";")) else {
        throw malformed("&", expected: "an entity such as &amp;")
      }
      let name = String(decoding: rest[(start + 1)..<end], as: UTF8.self)
      let number =
        name.hasPrefix("#x")
        ? UInt32(name.dropFirst(2), radix: 16)
        : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
      guard let value = entities[name] ?? number.flatMap(Unicode.Scalar.init).map(String.init)
      else {
        throw malformed("&\(name);", expected: "an entity such as &amp;")
      }
      result += value
      rest = rest[(end + 1)...]
    }
    return result + String(decoding: rest, as: UTF8.self)
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}
