/// One message of the TraX protocol (Čehovin, "TraX: The visual Tracking eXchange protocol and
/// library", Neurocomputing 2017), by which a toolkit, the client, drives a tracker, the server.
///
/// A message is one line: `@@TRAX:state "10,20,30,40" "confidence=0.9"`. The protocol's specification
/// is docs/protocol.rst of <https://github.com/votchallenge/trax>.
public struct TraXMessage: Hashable, Sendable {
  /// What a message is for.
  public enum Kind: String, CaseIterable, Sendable {
    /// The server introduces itself.
    case hello
    /// The client names an object to follow.
    case initialize
    /// The client gives a picture.
    case frame
    /// The server says where an object is.
    case state
    /// Either side ends the session.
    case quit
  }

  /// A named argument.
  public struct Property: Hashable, Sendable {
    /// Letters, digits, dots and underscores of ASCII, 1 to 64 of them.
    public var name: String
    /// Anything.
    public var value: String

    /// Creates a property.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// What the message is for.
  public var kind: Kind
  /// The arguments without a name, in order.
  public var arguments: [String]
  /// The named arguments, in order.
  public var properties: [Property]

  /// Creates a message from its parts.
  public init(_ kind: Kind, arguments: [String] = [], properties: [Property] = []) {
    self.kind = kind
    self.arguments = arguments
    self.properties = properties
  }

  /// The message that ends the session, and says why where it ends before its time.
  public static func quit(reason: String? = nil) -> TraXMessage {
    TraXMessage(.quit, properties: reason.map { [Property("trax.reason", $0)] } ?? [])
  }

  /// The value of a named argument, the last one's where there are several.
  public subscript(property name: String) -> String? {
    properties.last { $0.name == name }?.value
  }
}
