import Glibc

/// Both ways between a TraX client and this process.
public struct TraXConnection {
  /// What the client says.
  public var input: TraXInput
  /// What it is told.
  public let output: TraXOutput

  /// Joins two ways.
  public init(input: TraXInput, output: TraXOutput) {
    self.input = input
    self.output = output
  }

  /// The connection that the client prepared for the program it started: a TCP port of this machine
  /// where `TRAX_SOCKET` names one, the file descriptors `TRAX_IN` and `TRAX_OUT`, else standard
  /// input and output.
  ///
  /// Standard output is taken away from the rest of the process, and what a library writes there goes
  /// to standard error: a message must not end up in the middle of somebody else's line.
  ///
  /// - Parameter environment: The value of a variable by its name.
  /// - Throws: ``TraXError/connectionFailed(reason:)``.
  public static func prepared(
    environment: (String) -> String? = { getenv($0).map { String(cString: $0) } }
  ) throws -> TraXConnection {
    if let port = environment("TRAX_SOCKET") {
      let socket = try connect(toPort: port)
      return TraXConnection(
        input: TraXInput(descriptor: socket), output: TraXOutput(descriptor: socket))
    }
    func descriptor(_ name: String, _ usual: Int32) throws -> Int32 {
      guard let text = environment(name) else { return usual }
      guard let number = Int32(text), fcntl(number, F_GETFD) >= 0 else {
        throw TraXError.connectionFailed(
          reason: "\(name): found \(text), expected the number of an open file")
      }
      return number
    }
    let input = try descriptor("TRAX_IN", STDIN_FILENO)
    var output = try descriptor("TRAX_OUT", STDOUT_FILENO)
    if output == STDOUT_FILENO {
      output = fcntl(output, F_DUPFD_CLOEXEC, 3)
      guard output >= 0, dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 else {
        throw TraXError.connectionFailed(reason: "standard output: \(systemReason)")
      }
    }
    return TraXConnection(
      input: TraXInput(descriptor: input), output: TraXOutput(descriptor: output))
  }

  private static func connect(toPort text: String) throws -> Int32 {
    guard let port = UInt16(text), port > 0 else {
      throw TraXError.connectionFailed(
        reason: "TRAX_SOCKET: found \(text), expected the number of a TCP port")
    }
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { throw TraXError.connectionFailed(reason: systemReason) }
    // Messages are small and each waits for the next.
    var one: Int32 = 1
    setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else {
      let reason = systemReason
      close(socket)
      throw TraXError.connectionFailed(reason: "port \(port): \(reason)")
    }
    return socket
  }

  private static var systemReason: String { String(cString: strerror(errno)) }
}
