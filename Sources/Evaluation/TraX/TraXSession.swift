import Tracking
import Video

/// The server's side of a TraX session, without the way that messages take: which messages may come,
/// and what is replied.
///
/// Up to version 3 of the protocol `initialize` brings a picture and a region and starts the one
/// object anew. Since version 4 it brings a region only, the object is followed from the next
/// `frame` on beside those that are there already, and an `initialize` without arguments takes away
/// all objects.
public struct TraXSession {
  /// Starts to follow what a box holds in a frame.
  public typealias Start = (_ frame: Frame, _ box: Box) throws -> any Tracker

  /// The protocol's versions that can be spoken.
  public static let versions = 1...4

  /// The first message of the session.
  public let introduction: TraXMessage
  /// Whether the client has ended the session.
  public private(set) var isOver = false

  private let version: Int
  private let start: Start
  private var objects: [Object] = []
  /// Objects of version 4 that wait for their first picture, and what was said of them.
  private var announced: [(box: Box, properties: [TraXMessage.Property])] = []

  private struct Object {
    var tracker: any Tracker
    /// What the client said of it, its identifier for one, which the state gives back.
    var properties: [TraXMessage.Property]
  }

  /// Creates a session before its first message.
  ///
  /// - Parameters:
  ///   - version: The protocol's version that the client is told, one of ``versions``.
  ///   - name: What the tracker calls itself.
  ///   - identifier: Which implementation of it this is.
  ///   - start: Starts a tracker.
  public init(version: Int, name: String, identifier: String, start: @escaping Start) {
    precondition(Self.versions.contains(version))
    self.version = version
    self.start = start
    var properties = [
      TraXMessage.Property("trax.version", "\(version)"),
      TraXMessage.Property("trax.name", name),
      TraXMessage.Property("trax.identifier", identifier),
      TraXMessage.Property("trax.image", "path;url;memory;buffer;"),
      TraXMessage.Property(
        "trax.region", version < 3 ? "rectangle;polygon;" : "rectangle;polygon;mask;"),
    ]
    if version >= 2 { properties.append(TraXMessage.Property("trax.channels", "color;")) }
    if version >= 4 { properties.append(TraXMessage.Property("trax.multiobject", "1")) }
    introduction = TraXMessage(.hello, properties: properties)
  }

  /// Takes a message.
  ///
  /// - Returns: What to reply: one state an object, or nothing.
  /// - Throws: ``TraXError`` where the client does not keep to the protocol; errors of reading
  ///   pictures and of tracking. The session is then at its end.
  public mutating func receive(_ message: TraXMessage) throws -> [TraXMessage] {
    switch message.kind {
    case .initialize where version < 4: return try begin(message)
    case .initialize:
      try announce(message)
      return []
    case .frame: return try advance(message)
    case .quit:
      isOver = true
      return []
    case .hello, .state:
      throw TraXError.unexpected(message.kind, expected: "initialize, frame or quit")
    }
  }

  /// `initialize` up to version 3: a picture and a region.
  private mutating func begin(_ message: TraXMessage) throws -> [TraXMessage] {
    guard message.arguments.count == 2 else {
      throw TraXError.wrongArguments(
        .initialize, found: message.arguments.count,
        expected: "an image and a region in version \(version)")
    }
    let box = try Self.box(message.arguments[1])
    let frame = try TraXImage(message.arguments[0]).frame()
    objects = [Object(tracker: try start(frame, box), properties: [])]
    return states
  }

  /// `initialize` from version 4 on: a region, or nothing.
  private mutating func announce(_ message: TraXMessage) throws {
    switch message.arguments.count {
    case 0:
      objects = []
      announced = []
    case 1:
      let properties = message.properties.filter {
        !$0.name.hasPrefix("trax.") && $0.name != Self.confidence
      }
      announced.append((try Self.box(message.arguments[0]), properties))
    case let count:
      throw TraXError.wrongArguments(
        .initialize, found: count, expected: "a region alone in version \(version)")
    }
  }

  /// `frame`: a picture.
  private mutating func advance(_ message: TraXMessage) throws -> [TraXMessage] {
    guard message.arguments.count == 1 else {
      throw TraXError.wrongArguments(
        .frame, found: message.arguments.count, expected: "one image, of the color channel")
    }
    guard !objects.isEmpty || !announced.isEmpty else {
      throw TraXError.unexpected(.frame, expected: "initialize with a region before it")
    }
    let frame = try TraXImage(message.arguments[0]).frame()
    for index in objects.indices {
      try objects[index].tracker.update(with: frame)
    }
    for (box, properties) in announced {
      objects.append(Object(tracker: try start(frame, box), properties: properties))
    }
    announced = []
    return states
  }

  private static let confidence = "confidence"

  private var states: [TraXMessage] {
    objects.map { object in
      let confidence = TraXMessage.Property(Self.confidence, "\(object.tracker.track.score)")
      return TraXMessage(
        .state, arguments: [object.tracker.searchBox.numbers],
        properties: object.properties + [confidence])
    }
  }

  /// The box around a region that a client gave.
  private static func box(_ text: String) throws -> Box {
    guard let box = try Region(traX: text).bounds else {
      throw TraXError.badRegion(found: text, expected: "at least one pixel")
    }
    return box
  }
}
