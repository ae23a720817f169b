extension TraXMessage {
  /// What tells a message from whatever else a program prints.
  private static let prefix = Array("@@TRAX:".utf8)

  /// Reads a message from its line.
  ///
  /// - Parameter line: The line without its end; a carriage return before that is no part of it.
  /// - Returns: Nil for a line that is no message: it does not begin with `@@TRAX:`.
  /// - Throws: ``TraXError`` for a message that does not keep to the grammar, or that has a name the
  ///   protocol does not know.
  public init?(line: some Sequence<UInt8>) throws {
    let line = Array(line)
    guard line.starts(with: Self.prefix) else { return nil }
    var rest = line[Self.prefix.count...]
    if rest.last == .carriageReturn { rest.removeLast() }
    let name = rest.prefix { $0 != .space }
    guard let kind = Kind(traX: name) else {
      throw TraXError.unknownMessage(String(decoding: name.prefix(64), as: UTF8.self))
    }
    self.init(kind)
    var fields = TraXFields(rest.dropFirst(name.count))
    while let field = try fields.next(of: kind) {
      switch field {
      case .argument(let text): arguments.append(text)
      case .property(let property): properties.append(property)
      }
    }
  }

  /// The message as its line, with the line's end.
  public var line: [UInt8] {
    var line = Self.prefix + kind.rawValue.utf8
    for argument in arguments {
      line += [.space, .quote]
      // A first equals sign behind what could be a name would make it one.
      let name = argument.utf8.prefix { $0 != .equals }
      let looksNamed = name.count < argument.utf8.count && TraXFields.isName(Array(name)[...])
      if looksNamed {
        line += name + [.backslash, .equals]
        line += Self.escaped(argument.utf8.dropFirst(name.count + 1))
      } else {
        line += Self.escaped(argument.utf8[...])
      }
      line.append(.quote)
    }
    for property in properties {
      line += [.space, .quote] + property.name.utf8 + [.equals]
      line += Self.escaped(property.value.utf8[...]) + [.quote]
    }
    return line + [.lineFeed]
  }

  /// The message without letters that clients stumble over: for the TraX library, up to its current
  /// version 4.0.2, a byte beyond ASCII is the end of the line.
  var inASCII: TraXMessage {
    var message = self
    message.arguments = arguments.map(Self.inASCII)
    for index in properties.indices {
      message.properties[index].value = Self.inASCII(properties[index].value)
    }
    return message
  }

  private static func inASCII(_ text: String) -> String {
    guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
    return text.reduce(into: "") { text, character in
      switch character {
      case "×": text += "x"
      case "…": text += "..."
      default: text += character.isASCII ? String(character) : "?"
      }
    }
  }

  private static func escaped(_ text: Substring.UTF8View) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    for byte in text {
      switch byte {
      case .lineFeed: bytes += [.backslash, UInt8(ascii: "n")]
      case .quote, .backslash: bytes += [.backslash, byte]
      default: bytes.append(byte)
      }
    }
    return bytes
  }
}

extension TraXMessage.Kind {
  /// The kind that a message's name stands for, in whatever case. Early clients say `status`.
  fileprivate init?(traX name: ArraySlice<UInt8>) {
    let name = String(decoding: name.prefix(64), as: UTF8.self).lowercased()
    self.init(rawValue: name == "status" ? "state" : name)
  }
}

/// The arguments of a message, read one after another.
///
/// An argument stands in quotes or reaches up to the next space; a backslash takes the byte behind it
/// as it is, but `\n` is a line's end. It is named where an equals sign follows a valid name; in any
/// other argument, as in Base64, equals signs are ordinary.
private struct TraXFields {
  enum Field {
    case argument(String)
    case property(TraXMessage.Property)
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
  }

  /// The next argument, or nil at the line's end.
  mutating func next(of kind: TraXMessage.Kind) throws -> Field? {
    rest = rest.drop { $0 == .space }
    guard let first = rest.first else { return nil }
    let isQuoted = first == .quote
    let end: UInt8 = isQuoted ? .quote : .space
    if isQuoted { rest.removeFirst() }
    var name: String?
    var mayBeNamed = true
    var text: [UInt8] = []
    while true {
      let plain = rest.prefix { $0 != end && $0 != .backslash && !(mayBeNamed && $0 == .equals) }
      text += plain
      rest.removeFirst(plain.count)
      guard let byte = rest.popFirst() else {
        if isQuoted { throw TraXError.malformed(kind, reason: "a quote does not end") }
        break
      }
      if byte == end { break }
      switch byte {
      case .backslash:
        guard let escaped = rest.popFirst() else {
          throw TraXError.malformed(kind, reason: "nothing follows a backslash")
        }
        text.append(escaped == UInt8(ascii: "n") ? .lineFeed : escaped)
      default:
        mayBeNamed = false
        if Self.isName(text[...]) {
          name = String(decoding: text, as: UTF8.self)
          text = []
        } else {
          text.append(byte)
        }
      }
    }
    if isQuoted, let following = rest.first, following != .space {
      throw TraXError.malformed(kind, reason: "no space behind a quote")
    }
    let value = String(decoding: text, as: UTF8.self)
    return name.map { .property(TraXMessage.Property($0, value)) } ?? .argument(value)
  }

  /// Whether bytes are a valid name of an argument.
  static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
    (1...64).contains(bytes.count)
      && bytes.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}

extension UInt8 {
  fileprivate static let space = UInt8(ascii: " ")
  fileprivate static let quote = UInt8(ascii: "\"")
  fileprivate static let backslash = UInt8(ascii: "\\")
  fileprivate static let equals = UInt8(ascii: "=")
  fileprivate static let lineFeed = UInt8(ascii: "\n")
  fileprivate static let carriageReturn = UInt8(ascii: "\r")
}
