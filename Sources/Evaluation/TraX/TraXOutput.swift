import Glibc
import Synchronization

/// The way to a TraX client.
public final class TraXOutput: Sendable {
  private let descriptor: Int32
  private let writing = Mutex<Void>(())

  /// Writes messages to a file descriptor, which stays the caller's.
  public init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Sends messages, each whole, and letters beyond ASCII as question marks.
  ///
  /// - Throws: ``TraXError/connectionFailed(reason:)``.
  public func send(_ messages: [TraXMessage]) throws {
    try writing.withLock { _ in try write(messages.flatMap(\.inASCII.line)) }
  }

  /// Says goodbye from any thread. A message that is on its way gets a tenth of a second to arrive:
  /// where it does not, the client does not listen.
  public func leave(reason: String) {
    for _ in 0..<20 {
      let said: Void? = writing.withLockIfAvailable { _ in
        try? write(TraXMessage.quit(reason: reason).inASCII.line)
      }
      if said != nil { return }
      usleep(5000)
    }
  }

  private func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = Glibc.write(
          descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
        if count >= 0 {
          written += count
        } else if errno != EINTR {
          throw TraXError.connectionFailed(reason: String(cString: strerror(errno)))
        }
      }
    }
  }
}
