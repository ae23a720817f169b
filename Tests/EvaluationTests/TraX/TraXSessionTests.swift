import Evaluation
import TestSupport
import Testing
import Video

/// Which messages may come in which order, and what is replied.
@Suite struct TraXSessionTests {
  /// A black picture of 8 × 8.
  private static let image =
    "image:8;8;gray8;" + String(repeating: "A", count: 84) + "AA=="

  private func session(_ version: Int) -> TraXSession {
    TraXSession(version: version, name: "fake", identifier: "1") {
      try FakeTracker(startingOn: $0, at: $1)
    }
  }

  private func state(_ box: String, _ properties: TraXMessage.Property...) -> TraXMessage {
    TraXMessage(.state, arguments: [box], properties: properties)
  }

  @Test(arguments: TraXSession.versions)
  func introducesItself(version: Int) {
    let hello = session(version).introduction
    #expect(hello.kind == .hello && hello.arguments.isEmpty)
    #expect(hello[property: "trax.version"] == "\(version)")
    #expect(hello[property: "trax.name"] == "fake")
    #expect(hello[property: "trax.identifier"] == "1")
    #expect(hello[property: "trax.image"] == "path;url;memory;buffer;")
    #expect(
      hello[property: "trax.region"]
        == (version < 3 ? "rectangle;polygon;" : "rectangle;polygon;mask;"))
    #expect(hello[property: "trax.channels"] == (version < 2 ? nil : "color;"))
    #expect(hello[property: "trax.multiobject"] == (version < 4 ? nil : "1"))
  }

  @Test(arguments: 1...3)
  func anImageAndARegionBeginUpToVersion3(version: Int) throws {
    var session = session(version)
    let frame = TraXMessage(.frame, arguments: [Self.image])
    for x in [1, 3] {
      let initialize = TraXMessage(
        .initialize, arguments: [Self.image, "\(x),2,5,2,5,6"], properties: [.init("a", "b")])
      let first = try session.receive(initialize)
      #expect(first == [state("\(x).0,2.0,\(5 - x).0,4.0", .init("confidence", "1.0"))])
      let second = try session.receive(frame)
      #expect(second == [state("\(x + 1).0,2.0,\(5 - x).0,4.0", .init("confidence", "0.5"))])
    }
    let last = try session.receive(.quit(reason: "done"))
    #expect(last.isEmpty && session.isOver)
  }

  @Test func version4FollowsObjectsThatJoin() throws {
    var session = session(4)
    let frame = TraXMessage(.frame, arguments: [Self.image])
    func initialize(_ arguments: [String], _ properties: TraXMessage.Property...) throws {
      let replies = try session.receive(
        TraXMessage(.initialize, arguments: arguments, properties: properties))
      #expect(replies.isEmpty)
    }
    try initialize(
      ["1,1,2,2"], .init("id", "a"), .init("trax.x", "-"), .init("confidence", "7"))
    var replies = try session.receive(frame)
    #expect(replies == [state("1.0,1.0,2.0,2.0", .init("id", "a"), .init("confidence", "1.0"))])
    try initialize(["4,4,2,2"])
    try initialize(["5,5,2,2"])
    replies = try session.receive(frame)
    #expect(
      replies == [
        state("2.0,1.0,2.0,2.0", .init("id", "a"), .init("confidence", "0.5")),
        state("4.0,4.0,2.0,2.0", .init("confidence", "1.0")),
        state("5.0,5.0,2.0,2.0", .init("confidence", "1.0")),
      ])
    // Without a region: all of them are forgotten, also those that wait for a picture.
    try initialize(["6,6,2,2"])
    try initialize([])
    try initialize(["0,0,8,8"])
    replies = try session.receive(frame)
    #expect(replies == [state("0.0,0.0,8.0,8.0", .init("confidence", "1.0"))])
  }

  @Test func messagesOutOfTurn() {
    for version in TraXSession.versions {
      for message in [
        TraXMessage(.frame, arguments: [Self.image]), TraXMessage(.hello),
        TraXMessage(.state, arguments: ["1,2,3,4"]),
      ] {
        var session = session(version)
        let error = thrownError(TraXError.self) { _ = try session.receive(message) }
        guard case .unexpected(message.kind, _) = error else {
          Issue.record("\(version) \(message): \(error.map { "\($0)" } ?? "taken")")
          continue
        }
      }
    }
    var empty = session(4)
    let error = thrownError(TraXError.self) {
      _ = try empty.receive(TraXMessage(.initialize, arguments: ["1,1,2,2"]))
      _ = try empty.receive(TraXMessage(.initialize))
      _ = try empty.receive(TraXMessage(.frame, arguments: [Self.image]))
    }
    #expect(error != nil)
  }

  @Test func wrongNumbersOfArguments() {
    for (version, kind, arguments) in [
      (3, TraXMessage.Kind.initialize, ["1,1,2,2"]), (3, .initialize, []),
      (3, .initialize, [Self.image, Self.image, "1,1,2,2"]),
      (4, .initialize, [Self.image, "1,1,2,2"]),
      (3, .frame, []), (4, .frame, [Self.image, Self.image]),
    ] {
      var session = session(version)
      let error = thrownError(TraXError.self) {
        _ = try session.receive(TraXMessage(kind, arguments: arguments))
      }
      guard case .wrongArguments(kind, arguments.count, _) = error else {
        Issue.record("\(version) \(kind): \(error.map { "\($0)" } ?? "taken")")
        continue
      }
    }
  }

  @Test func errorsOfTheTrackerEndTheSession() {
    var session = session(3)
    let outside = TraXMessage(.initialize, arguments: [Self.image, "9,9,2,2"])
    #expect(throws: (any Error).self) { _ = try session.receive(outside) }
    let empty = TraXMessage(.initialize, arguments: [Self.image, "mask:0,0,2,2,4"])
    #expect(throws: TraXError.self) { _ = try session.receive(empty) }
  }

  @Test func anyMessagesAreTakenOrRefused() {
    var random = SeededGenerator(seed: 8)
    let arguments = [
      Self.image, "image:8;8;rgb;AAAA", "data:image/png;AAAA", "/none.jpg", "1,1,2,2",
      "1,1,5,1,5,5", "mask:1,1,2,2,1,3", "nan", "", "0,0,1e300,1e300", "-1e308,0,1,1",
    ]
    var taken = 0
    for version in TraXSession.versions {
      for _ in 0..<50 {
        var session = session(version)
        for _ in 0..<20 {
          let message = TraXMessage(
            TraXMessage.Kind.allCases.randomElement(using: &random)!,
            arguments: (0..<Int.random(in: 0...2, using: &random)).map { _ in
              arguments.randomElement(using: &random)!
            })
          if (try? session.receive(message)) != nil { taken += 1 }
        }
      }
    }
    #expect(taken > 100)
  }
}
