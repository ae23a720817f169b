import Evaluation
import TestSupport
import Testing

/// The grammar of TraX's messages.
@Suite struct TraXMessageTests {
  private func read(_ line: String) throws -> TraXMessage? {
    try TraXMessage(line: line.utf8)
  }

  @Test func quotedArgumentsAndProperties() throws {
    let message = try read(#"@@TRAX:state "10,20.5,30,40" "confidence=0.9" "a.b_C1=x y" "#)
    #expect(
      message
        == TraXMessage(
          .state, arguments: ["10,20.5,30,40"],
          properties: [.init("confidence", "0.9"), .init("a.b_C1", "x y")]))
    #expect(message?[property: "confidence"] == "0.9")
    #expect(message?[property: "confident"] == nil)
  }

  @Test func argumentsWithoutQuotes() throws {
    // As early versions write it, with a carriage return from Windows.
    let message = try read("@@TRAX:hello trax.version=1  trax.image=path trax.region=rectangle\r")
    #expect(message?.kind == .hello)
    #expect(
      message?.properties == [
        .init("trax.version", "1"), .init("trax.image", "path"), .init("trax.region", "rectangle"),
      ])
    #expect(try read("@@TRAX:frame /a/b.jpg")?.arguments == ["/a/b.jpg"])
    #expect(try read(#"@@TRAX:frame a"b\ c"#)?.arguments == [#"a"b c"#])
  }

  @Test func escapes() throws {
    let message = try read(#"@@TRAX:frame "a \"b\" \\ \n \c" "k=\"v\"\n" "#)
    #expect(message?.arguments == ["a \"b\" \\ \n c"])
    #expect(message?[property: "k"] == "\"v\"\n")
  }

  @Test func anEqualsSignMakesAPropertyOnlyBehindAName() throws {
    let long = String(repeating: "k", count: 64)
    let message = try read(
      #"@@TRAX:frame "image:1;1;gray8;AA==" "file:///a=b.jpg" "=x" "a\=b" "\#(long)k=v" "\#(long)=v=w""#
    )
    #expect(
      message?.arguments == ["image:1;1;gray8;AA==", "file:///a=b.jpg", "=x", "a=b", long + "k=v"])
    #expect(message?.properties == [.init(long, "v=w")])
  }

  @Test func namesOfMessages() throws {
    #expect(try read("@@TRAX:quit") == .quit())
    #expect(try read("@@TRAX:QUIT ") == .quit())
    #expect(try read("@@TRAX:status 1")?.kind == .state)
    #expect(try read(#"@@TRAX:quit "trax.reason=no more""#) == .quit(reason: "no more"))
  }

  @Test(arguments: ["", "loading the network", "@@TRAX", " @@TRAX:quit", "@@trax:quit"])
  func otherLinesAreNoMessages(_ line: String) throws {
    #expect(try read(line) == nil)
  }

  @Test(arguments: [
    (#"@@TRAX:frame "a"#, TraXError.malformed(.frame, reason: "a quote does not end")),
    (#"@@TRAX:frame "a"b"#, .malformed(.frame, reason: "no space behind a quote")),
    (#"@@TRAX:frame a\"#, .malformed(.frame, reason: "nothing follows a backslash")),
    (#"@@TRAX:frame "a\"#, .malformed(.frame, reason: "nothing follows a backslash")),
    (#"@@TRAX:track "a""#, .unknownMessage("track")),
    (#"@@TRAX:"#, .unknownMessage("")),
    (#"@@TRAX: quit"#, .unknownMessage("")),
  ])
  func brokenMessages(_ line: String, _ expected: TraXError) throws {
    #expect(thrownError(TraXError.self) { _ = try read(line) } == expected)
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    var random = SeededGenerator(seed: 4)
    let alphabet = Array("ab.=_ \"\\\nn\r\u{0}é:/,;0").map(String.init)
    func text() -> String {
      (0..<Int.random(in: 0...12, using: &random))
        .map { _ in alphabet.randomElement(using: &random)! }.joined()
    }
    let names = ["a", "trax.reason", "A_1", String(repeating: "x", count: 64)]
    for _ in 0..<2000 {
      let message = TraXMessage(
        TraXMessage.Kind.allCases.randomElement(using: &random)!,
        arguments: (0..<Int.random(in: 0...3, using: &random)).map { _ in text() },
        properties: (0..<Int.random(in: 0...3, using: &random)).map { _ in
          .init(names.randomElement(using: &random)!, text())
        })
      let line = message.line
      #expect(line.last == UInt8(ascii: "\n") && line.count { $0 == UInt8(ascii: "\n") } == 1)
      let again = try TraXMessage(line: line.dropLast())
      #expect(again == message)
    }
  }

  @Test func anyBytesAreAMessageOrAnErrorOrNeither() {
    var random = SeededGenerator(seed: 5)
    let alphabet = Array("\"\\= \r\nabframe:,;/".utf8) + [0, 0x80, 0xFF]
    var messages = 0
    for round in 0..<20_000 {
      var line = Array(round.isMultiple(of: 2) ? "@@TRAX:frame ".utf8 : "@@TRAX:".utf8)
      for _ in 0..<Int.random(in: 0...24, using: &random) {
        line.append(
          Bool.random(using: &random)
            ? alphabet.randomElement(using: &random)! : .random(in: 0...255, using: &random))
      }
      do {
        if try TraXMessage(line: line) != nil { messages += 1 }
      } catch {
        #expect(error is TraXError)
      }
    }
    #expect(messages > 1000)
  }
}
