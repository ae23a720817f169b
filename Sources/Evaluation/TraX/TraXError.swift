/// Why a TraX session cannot go on. The descriptions are what the client is told.
public enum TraXError: Error, Equatable, CustomStringConvertible {
  /// A message whose line does not keep to the grammar.
  case malformed(TraXMessage.Kind, reason: String)
  /// A message with a name that the protocol does not know.
  case unknownMessage(String)
  /// A message that a server does not take, or not now.
  case unexpected(TraXMessage.Kind, expected: String)
  /// A message with too few or too many arguments.
  case wrongArguments(TraXMessage.Kind, found: Int, expected: String)
  /// A text that is no region of which a box can be made.
  case badRegion(found: String, expected: String)
  /// An image that is not what it says it is.
  case badImage(found: String, expected: String)
  /// A line that is longer than any message.
  case lineTooLong(limit: Int)
  /// The way to the client is broken.
  case connectionFailed(reason: String)

  public var description: String {
    switch self {
    case .malformed(let kind, let reason): "TraX message \(kind.rawValue): \(reason)"
    case .unknownMessage(let name):
      "TraX message \(name): unknown, expected initialize, frame or quit"
    case .unexpected(let kind, let expected):
      "TraX message \(kind.rawValue): found out of turn, expected \(expected)"
    case .wrongArguments(let kind, let found, let expected):
      "TraX message \(kind.rawValue): found \(found) arguments, expected \(expected)"
    case .badRegion(let found, let expected):
      "TraX region \(found.abbreviated): expected \(expected)"
    case .badImage(let found, let expected):
      "TraX image \(found.abbreviated): expected \(expected)"
    case .lineTooLong(let limit): "a line of more than \(limit) bytes, expected a TraX message"
    case .connectionFailed(let reason): "the connection to the TraX client failed: \(reason)"
    }
  }
}

extension String {
  /// As much as fits into a message for a person; images come by the megabyte.
  fileprivate var abbreviated: String {
    let limit = 200
    return utf8.count <= limit ? self : prefix(limit) + "…"
  }
}
