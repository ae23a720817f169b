/// Serves one TraX session over a connection.
public struct TraXServer {
  private var connection: TraXConnection
  private var session: TraXSession

  /// Joins a session with the way that its messages take.
  public init(_ connection: TraXConnection, session: TraXSession) {
    self.connection = connection
    self.session = session
  }

  /// Introduces the tracker and replies to messages until the client quits or closes its side.
  ///
  /// - Throws: What ended the session before, after the client was told: ``TraXError``, errors of
  ///   reading pictures and of tracking.
  public mutating func run() throws {
    do {
      try connection.output.send([session.introduction])
      while !session.isOver, let line = try connection.input.nextLine() {
        // Lines that are no messages are none of the server's business.
        guard let message = try TraXMessage(line: line) else { continue }
        try connection.output.send(try session.receive(message))
      }
    } catch {
      // Where even that cannot be said, the error has told why already.
      try? connection.output.send([.quit(reason: "\(error)")])
      throw error
    }
  }
}
