/// HTML or SVG that is being written. Whatever comes from a name or a path goes in as text or as an
/// attribute's value, and is escaped there.
struct Markup {
  /// What has been written.
  private(set) var text = ""

  /// Adds markup as it is.
  mutating func raw(_ markup: String) { text += markup }

  /// Adds text.
  mutating func escaped(_ content: String) { text += Self.escape(content) }

  /// Adds an element with what `content` adds between its tags.
  mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String?> = [:],
    _ content: (inout Markup) -> Void
  ) {
    open(name, attributes, end: ">")
    content(&self)
    text += "</\(name)>"
  }

  /// Adds an element that holds text only.
  mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String?> = [:], text content: String
  ) {
    element(name, attributes) { $0.escaped(content) }
  }

  /// Adds an element that holds nothing.
  mutating func empty(_ name: String, _ attributes: KeyValuePairs<String, String?> = [:]) {
    open(name, attributes, end: "/>")
  }

  /// Attributes whose value is nil are left out.
  private mutating func open(
    _ name: String, _ attributes: KeyValuePairs<String, String?>, end: String
  ) {
    text += "<\(name)"
    for (key, value) in attributes {
      guard let value else { continue }
      text += " \(key)=\"\(Self.escape(value))\""
    }
    text += end
  }

  /// Text in which nothing means markup any more, neither between tags nor in a quoted attribute.
  /// Characters that XML forbids become the replacement character.
  static func escape(_ content: String) -> String {
    // Most text, numbers above all, has nothing to be escaped.
    guard content.utf8.contains(where: needsEscape) else { return content }
    var result = ""
    for scalar in content.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n", "\r": result += " "
      case "\u{0}"..<" ", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
      UInt8(ascii: "'"):
      true
    // Control characters, and what may begin U+0080 to U+009F, U+FFFE and U+FFFF.
    case 0..<0x20, 0x7F, 0xC2, 0xEF: true
    default: false
    }
  }
}
