import Foundation
import TestSupport
import Testing

@testable import Evaluation

/// Sessions over pipes.
@Suite struct TraXServerTests {
  private let requests = Pipe()
  private let replies = Pipe()
  private static let image = "image:8;8;gray8;" + String(repeating: "A", count: 84) + "AA=="

  private static let sessionsThatFail = [
    "@@TRAX:frame \"a", "@@TRAX:go\n", "@@TRAX:initialize 1,2,3\n@@TRAX:quit\n",
    "@@TRAX:initialize 1,1,2,2\n@@TRAX:frame /none.jpg\n@@TRAX:quit\n",
    "@@TRAX:initialize 1,1,2,2\n@@TRAX:frame /é.jpg\n@@TRAX:quit\n",
    "@@TRAX:initialize 90,90,2,2\n@@TRAX:frame \(image)\n@@TRAX:quit\n",
  ]

  /// Serves a client that says something and closes its side; gives what it was told.
  private func serve(_ text: String, version: Int = 4) throws -> (
    told: [TraXMessage], error: (any Error)?
  ) {
    try requests.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    try requests.fileHandleForWriting.close()
    let connection = TraXConnection(
      input: TraXInput(descriptor: requests.fileHandleForReading.fileDescriptor),
      output: TraXOutput(descriptor: replies.fileHandleForWriting.fileDescriptor))
    let session = TraXSession(version: version, name: "fake", identifier: "1") {
      try FakeTracker(startingOn: $0, at: $1)
    }
    var server = TraXServer(connection, session: session)
    var failure: (any Error)?
    do { try server.run() } catch { failure = error }
    try replies.fileHandleForWriting.close()
    let told = try replies.fileHandleForReading.readToEnd() ?? Data()
    return (
      try told.split(separator: UInt8(ascii: "\n")).compactMap { try TraXMessage(line: $0) },
      failure
    )
  }

  @Test func aSessionAmongOtherLines() throws {
    let (told, error) = try serve(
      """
      @@TRAX:initialize "1,1,2,2"
      some other program's line

      @@TRAX:frame "\(Self.image)"\r
      @@TRAX:frame "\(Self.image)"
      @@TRAX:quit
      @@TRAX:nothing is read behind it
      """)
    #expect(error == nil)
    #expect(told.map(\.kind) == [.hello, .state, .state])
    #expect(told.last?.arguments == ["2.0,1.0,2.0,2.0"])
  }

  @Test(arguments: ["", "\n", "@@TRAX:quit", "no message", "@@TRAX:initialize 1,1,2,2\n"])
  func aClientThatClosesItsSide(_ text: String) throws {
    let (told, error) = try serve(text)
    #expect(error == nil)
    #expect(told.map(\.kind) == [.hello])
  }

  @Test(arguments: sessionsThatFail)
  func theClientIsToldWhyItEnds(_ text: String) throws {
    let (told, error) = try serve(text)
    let failure = try #require(error)
    #expect(told.map(\.kind) == [.hello, .quit])
    let reason = "\(failure)".map { $0 == "×" ? "x" : $0.isASCII ? $0 : "?" }
    #expect(told.last?[property: "trax.reason"] == String(reason))
  }

  @Test func aWayThatIsBroken() {
    // Nothing can be written to the reading end of a pipe.
    let output = TraXOutput(descriptor: requests.fileHandleForReading.fileDescriptor)
    let error = thrownError(TraXError.self) { try output.send([.quit()]) }
    guard case .connectionFailed = error else {
      Issue.record("\(error.map { "\($0)" } ?? "sent")")
      return
    }
    output.leave(reason: "nobody listens")
  }

  @Test func linesInPieces() throws {
    var input = TraXInput(
      descriptor: requests.fileHandleForReading.fileDescriptor, limit: 100_000)
    let long = String(repeating: "x", count: 100_000)
    let writing = requests.fileHandleForWriting
    let thread = Thread {
      for piece in ["a", "b\n\ncd", "\n", long, "\nend"] {
        try? writing.write(contentsOf: Data(piece.utf8))
        usleep(2000)
      }
      try? writing.close()
    }
    thread.start()
    var lines: [String] = []
    while let line = try input.nextLine() { lines.append(String(decoding: line, as: UTF8.self)) }
    #expect(lines == ["ab", "", "cd", long, "end"])
    let after = try input.nextLine()
    #expect(after == nil)
  }

  @Test func aLineWithoutEnd() throws {
    var input = TraXInput(descriptor: requests.fileHandleForReading.fileDescriptor, limit: 1000)
    try requests.fileHandleForWriting.write(
      contentsOf: Data(repeating: UInt8(ascii: "x"), count: 5000))
    #expect(
      thrownError(TraXError.self) { _ = try input.nextLine() } == .lineTooLong(limit: 1000))
  }

  @Test func whatTheClientPrepared() throws {
    let descriptor = requests.fileHandleForReading.fileDescriptor
    let other = replies.fileHandleForWriting.fileDescriptor
    var connection = try TraXConnection.prepared {
      ["TRAX_IN": "\(descriptor)", "TRAX_OUT": "\(other)"][$0]
    }
    try requests.fileHandleForWriting.write(contentsOf: Data("hi\n".utf8))
    let line = try connection.input.nextLine()
    #expect(line.map { String(decoding: $0, as: UTF8.self) } == "hi")
    try connection.output.send([.quit()])
    try replies.fileHandleForWriting.close()
    let told = try replies.fileHandleForReading.readToEnd()
    #expect(told == Data("@@TRAX:quit\n".utf8))
  }

  @Test func aPortOfThisMachine() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        #expect(bind(listener, $0, size) == 0 && listen(listener, 1) == 0)
        #expect(getsockname(listener, $0, &size) == 0)
      }
    }
    let port = UInt16(bigEndian: address.sin_port)
    var connection = try TraXConnection.prepared { $0 == "TRAX_SOCKET" ? "\(port)" : nil }
    let client = FileHandle(fileDescriptor: accept(listener, nil, nil), closeOnDealloc: true)
    try client.write(contentsOf: Data("hi\n".utf8))
    let line = try connection.input.nextLine()
    #expect(line.map { String(decoding: $0, as: UTF8.self) } == "hi")
    try connection.output.send([.quit()])
    let expected = Data("@@TRAX:quit\n".utf8)
    let told = try client.read(upToCount: expected.count)
    #expect(told == expected)
  }

  @Test(arguments: [
    ["TRAX_SOCKET": "x"], ["TRAX_SOCKET": "0"], ["TRAX_SOCKET": "70000"], ["TRAX_IN": "x"],
    ["TRAX_IN": "987654"], ["TRAX_OUT": "-1", "TRAX_IN": "0"],
  ])
  func whatTheClientPreparedWrong(_ environment: [String: String]) {
    let error = thrownError(TraXError.self) {
      _ = try TraXConnection.prepared { environment[$0] }
    }
    guard case .connectionFailed(let reason) = error else {
      Issue.record("\(environment): \(error.map { "\($0)" } ?? "opened")")
      return
    }
    #expect(environment.contains { reason.contains($0.key) })
  }
}
