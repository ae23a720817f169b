import Foundation
import Glibc

/// A headless Chromium, driven through its DevTools protocol: JSON messages that end in a zero byte,
/// over the pipes that `--remote-debugging-pipe` reads (descriptor 3) and writes (4).
final class Browser {
  /// Events that nobody has looked at yet, in the order of their coming.
  private(set) var events: [Event] = []

  struct Event {
    var method: String
    var parameters: [String: Any]
  }

  private let process: pid_t
  private let commands: Int32
  private let answers: Int32
  private let profile: String
  private var received: [UInt8] = []
  private var lastID = 0
  private var session: String?

  /// Starts the browser with a page that is empty.
  init(_ executable: String) throws {
    profile = NSTemporaryDirectory() + "/check-page-" + UUID().uuidString
    let (toBrowser, fromBrowser) = (try Self.pipe(), try Self.pipe())
    let arguments = [
      executable, "--headless=new", "--remote-debugging-pipe", "--user-data-dir=\(profile)",
      "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions",
      "--hide-scrollbars", "--force-device-scale-factor=1",
      // It does not run as root or in most containers; the page is our own.
      "--no-sandbox",
    ]
    process = try Self.spawn(
      executable, arguments, reading: toBrowser.reading, writing: fromBrowser.writing)
    close(toBrowser.reading)
    close(fromBrowser.writing)
    commands = toBrowser.writing
    answers = fromBrowser.reading
    let target = try call("Target.createTarget", ["url": "about:blank"])
    let attached = try call(
      "Target.attachToTarget", ["targetId": target["targetId"] ?? "", "flatten": true])
    session = attached["sessionId"] as? String
    for domain in ["Page", "Runtime", "Log", "Network"] { _ = try call("\(domain).enable") }
  }

  deinit {
    close(commands)
    close(answers)
    kill(process, SIGTERM)
    var status: Int32 = 0
    waitpid(process, &status, 0)
    try? FileManager.default.removeItem(atPath: profile)
  }

  /// Sends a command and waits for its answer.
  @discardableResult
  func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    lastID += 1
    var message: [String: Any] = ["id": lastID, "method": method, "params": parameters]
    message["sessionId"] = session
    try send(try JSONSerialization.data(withJSONObject: message) + [0])
    while true {
      let message = try receive()
      if let event = message["method"] as? String {
        events.append(
          Event(method: event, parameters: message["params"] as? [String: Any] ?? [:]))
      } else if message["id"] as? Int == lastID {
        if let error = message["error"] as? [String: Any] {
          throw BrowserError.refused(method, "\(error["message"] ?? error)")
        }
        return message["result"] as? [String: Any] ?? [:]
      }
    }
  }

  /// Waits for an event, which is left among ``events``.
  func wait(for method: String) throws {
    while !events.contains(where: { $0.method == method }) {
      let message = try receive()
      guard let event = message["method"] as? String else { continue }
      events.append(Event(method: event, parameters: message["params"] as? [String: Any] ?? [:]))
    }
  }

  /// Forgets all events.
  func forgetEvents() { events = [] }

  /// The value of a script's last expression, which may be a promise.
  func evaluate<Value>(_ script: String, as type: Value.Type = Value.self) throws -> Value {
    let answer = try call(
      "Runtime.evaluate",
      ["expression": script, "returnByValue": true, "awaitPromise": true, "userGesture": true])
    if let failure = answer["exceptionDetails"] as? [String: Any] {
      throw BrowserError.refused(script, "\(failure["exception"] ?? failure)")
    }
    let result = answer["result"] as? [String: Any]
    guard let value = result?["value"] as? Value else {
      throw BrowserError.refused(script, "found \(result ?? [:]), expected a \(type)")
    }
    return value
  }

  // MARK: Pipes

  private func send(_ message: Data) throws {
    var rest = message[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(commands, $0.baseAddress, $0.count) }
      guard count > 0 else { throw BrowserError.gone }
      rest = rest.dropFirst(count)
    }
  }

  /// The next message. A browser that says nothing for a minute is stuck.
  private func receive() throws -> [String: Any] {
    while true {
      if let end = received.firstIndex(of: 0) {
        let message = try JSONSerialization.jsonObject(with: Data(received[..<end]))
        received.removeFirst(end + 1)
        return message as? [String: Any] ?? [:]
      }
      var waiting = pollfd(fd: answers, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 60_000) > 0 else { throw BrowserError.stuck }
      let part = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        count = max(0, read(answers, buffer.baseAddress, buffer.count))
      }
      guard !part.isEmpty else { throw BrowserError.gone }
      received += part
    }
  }

  private static func pipe() throws -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    guard Glibc.pipe(&ends) == 0 else { throw BrowserError.gone }
    // Above the numbers that the browser wants, so that none is overwritten before it is copied;
    // the copies, which dup2 makes, stay open when the browser is started, these do not.
    let moved = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 10) }
    for end in ends { close(end) }
    return (moved[0], moved[1])
  }

  private static func spawn(
    _ executable: String, _ arguments: [String], reading: Int32, writing: Int32
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, reading, 3)
    posix_spawn_file_actions_adddup2(&actions, writing, 4)
    // What it says to the terminal is about buses and fonts that a container lacks.
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let status = posix_spawnp(&process, executable, &actions, nil, &words, environ)
    guard status == 0 else {
      throw BrowserError.refused(executable, String(cString: strerror(status)))
    }
    return process
  }
}

enum BrowserError: Error, CustomStringConvertible {
  case gone
  case stuck
  case refused(String, String)

  var description: String {
    switch self {
    case .gone: "the browser has ended"
    case .stuck: "the browser has said nothing for a minute"
    case .refused(let what, let why): "\(what): \(why)"
    }
  }
}
