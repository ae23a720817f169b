import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A web server on this machine that serves bytes from memory and remembers what was asked for.
final class LoopbackServer: Sendable {
  let port: Int
  private let listener: Int32
  private let files: [String: [UInt8]]
  private let asked = Mutex<[String]>([])
  /// A path that is never answered.
  static let silentPath = "/silence"

  init(_ files: [String: [UInt8]]) throws {
    self.files = files
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let socket = listener
    let status = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, length) | listen(socket, 8) | getsockname(socket, $0, &length)
      }
    }
    guard status == 0 else { throw LibAVFailure(description: "loopback socket: \(errno)") }
    port = Int(UInt16(bigEndian: address.sin_port))
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { opaque in
        guard let opaque else { return nil }
        Unmanaged<LoopbackServer>.fromOpaque(opaque).takeRetainedValue().serve()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    pthread_detach(thread)
  }

  /// The paths that were asked for, and `connection` for each connection.
  var requests: [String] { asked.withLock { $0 } }

  /// Ends serving.
  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

  private func serve() {
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { break }
      asked.withLock { $0.append("connection") }
      answer(connection)
    }
    close(listener)
  }

  private func answer(_ connection: Int32) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(connection, &buffer, buffer.count, 0)
    let request = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
    let path = request.split(separator: " ").dropFirst().first.map(String.init) ?? ""
    asked.withLock { $0.append(path) }
    // Left open: whoever asked has to lose patience.
    if path == LoopbackServer.silentPath { return }
    let body = files[path]
    let status = body == nil ? "404 Not Found" : "200 OK"
    let head =
      "HTTP/1.1 \(status)\r\nContent-Length: \(body?.count ?? 0)\r\nConnection: close\r\n\r\n"
    let answer = Array(head.utf8) + (body ?? [])
    var sent = 0
    while sent < answer.count {
      let count = answer.withUnsafeBytes {
        send(connection, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { break }
      sent += count
    }
    close(connection)
  }
}
