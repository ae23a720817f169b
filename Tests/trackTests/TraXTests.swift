import Foundation
import TestSupport
import Testing
import Video

/// `track trax`, driven by messages as the specification of TraX has them.
@Suite struct TraXTests {
  /// The first frames of the sample clip as pictures.
  private final class Pictures {
    let folder: TemporaryFolder
    let paths: [String]

    init(_ count: Int) throws {
      folder = try TemporaryFolder()
      let clip = try VideoReader(Clip.path)
      let writer = try VideoWriter(folder.file("%02d.png"), like: clip.information)
      for _ in 0..<count { try writer.write(#require(try clip.next())) }
      try writer.finish()
      paths = folder.contents.map(folder.file)
    }

    /// What `track` says of them.
    func rows() throws -> [Row] {
      let run = try Program.run(
        [folder.file("%02d.png"), "--box", Clip.box(), "--output", "-"], in: folder.path)
      return try Row.read(run.standardOutput)
    }
  }

  /// Runs `track trax` on requests that lie there from the beginning.
  private func serve(
    _ requests: [String], options: [String] = [], environment: [String: String] = [:]
  ) throws -> Program.Outcome {
    let folder = try TemporaryFolder()
    let input = try folder.write(
      Data(requests.map { $0 + "\n" }.joined().utf8), to: "requests")
    return try Program.run(
      ["trax"] + options, in: folder.path, environment: environment, input: input)
  }

  /// The box and the confidence of every `state` in the answers.
  private func states(_ outcome: Program.Outcome) throws -> [(box: [Double], score: Double)] {
    try outcome.lines.filter { $0.hasPrefix("@@TRAX:state ") }.map { line in
      let parts = line.split(separator: "\"")
      try #require(parts.count == 4 && parts[3].hasPrefix("confidence="), "\(line)")
      let box = parts[1].split(separator: ",").compactMap { Double($0) }
      return (box, try #require(Double(parts[3].dropFirst("confidence=".count))))
    }
  }

  @Test func boxesAreThoseOfTrackingTheSamePictures() throws {
    let pictures = try Pictures(6)
    let rows = try pictures.rows()
    #expect(rows.count == 6 && rows.allSatisfy { $0.state != "lost" })
    let data = try pictures.paths.map {
      "data:image/png;" + (try Data(contentsOf: URL(filePath: $0)).base64EncodedString())
    }
    for images in [pictures.paths.map { "file://" + $0 }, data] {
      let frames = images.map { "@@TRAX:frame \"\($0)\"" }
      let since4 = ["@@TRAX:initialize \"\(Clip.box())\""] + frames
      let before4 = ["@@TRAX:initialize \"\(images[0])\" \"\(Clip.box())\""] + frames.dropFirst()
      for (requests, options) in [(since4, []), (before4, ["--protocol", "1"])] {
        let run = try serve(requests + ["@@TRAX:quit"], options: options)
        #expect(run.exitCode == 0)
        #expect(run.standardError.isEmpty, "\(run.standardError)")
        #expect(run.lines.first?.hasPrefix("@@TRAX:hello \"trax.version=") == true)
        let states = try states(run)
        #expect(states.map(\.box) == rows.map(\.box))
        #expect(states.map(\.score) == rows.map(\.score))
      }
    }
  }

  @Test func onlyMessagesGoToStandardOutput() throws {
    let pictures = try Pictures(2)
    let run = try serve(
      ["@@TRAX:initialize \"\(Clip.box())\""] + pictures.paths.map { "@@TRAX:frame \"\($0)\"" },
      environment: ["ONEDNN_VERBOSE": "1", "DNNL_VERBOSE": "1"])
    #expect(run.exitCode == 0)
    #expect(run.lines.count == 3 && run.lines.allSatisfy { $0.hasPrefix("@@TRAX:") })
    #expect(run.standardError.contains("convolution"), "oneDNN talks about what it does")
  }

  @Test func badInputIsToldToBothSides() throws {
    let folder = try TemporaryFolder()
    let missing = folder.file("none.png")
    for (requests, reason) in [
      (["@@TRAX:initialise \"1,2,3,4\""], "initialise: unknown"),
      (["@@TRAX:initialize \"1,2,3\""], "1,2,3: expected four numbers"),
      (["@@TRAX:initialize \"1,2,3,4"], "a quote does not end"),
      (["@@TRAX:frame \"\(missing)\""], "found out of turn"),
      (
        ["@@TRAX:initialize \"1,2,3,4\"", "@@TRAX:frame \"\(missing)\""],
        "none.png: cannot be opened"
      ),
    ] {
      let run = try serve(requests)
      #expect(run.exitCode == 1)
      let last = try #require(run.lines.last)
      #expect(last.hasPrefix("@@TRAX:quit \"trax.reason=") && last.contains(reason), "\(last)")
      #expect(run.standardError.contains(reason))
      #expect(run.standardError.split(separator: "\n").count == 1, "\(run.standardError)")
    }
  }

  @Test func aModelThatIsNotThereAndWrongUse() throws {
    let run = try serve([], options: ["--model", "none"])
    #expect(run.exitCode == 1)
    #expect(run.standardOutput.isEmpty)
    #expect(run.standardError.contains("none"))
    for options in [["--protocol", "5"], ["--protocol", "0"], ["--threads", "0"], ["video.mp4"]] {
      let run = try serve([], options: options)
      #expect(run.exitCode == 64, "\(options)")
      #expect(run.standardOutput.isEmpty)
    }
  }

  @Test func repliesComeBeforeTheNextRequestAndControlCSaysGoodbye() throws {
    let pictures = try Pictures(2)
    let fifo = pictures.folder.file("pipe")
    #expect(mkfifo(fifo, 0o600) == 0)
    // Opened for both directions so that neither end waits for the other.
    let requests = FileHandle(fileDescriptor: open(fifo, O_RDWR), closeOnDealloc: true)
    let replies = Pipe()
    let running = try Program.start(
      ["trax"], in: pictures.folder.path, input: fifo, output: replies.fileHandleForWriting)
    try replies.fileHandleForWriting.close()
    var told = Data()
    func line() throws -> String {
      while true {
        if let end = told.firstIndex(of: UInt8(ascii: "\n")) {
          defer { told = Data(told[(end + 1)...]) }
          return String(decoding: told[..<end], as: UTF8.self)
        }
        let more = replies.fileHandleForReading.availableData
        try #require(!more.isEmpty, "the program ended")
        told += more
      }
    }
    #expect(try line().hasPrefix("@@TRAX:hello "))
    try requests.write(contentsOf: Data("@@TRAX:initialize \"\(Clip.box())\"\n".utf8))
    for path in pictures.paths {
      try requests.write(contentsOf: Data("@@TRAX:frame \"file://\(path)\"\n".utf8))
      #expect(try line().hasPrefix("@@TRAX:state "))
    }
    running.signal(SIGINT)
    #expect(try line() == "@@TRAX:quit \"trax.reason=interrupted\"")
    let outcome = try running.wait()
    #expect(outcome.exitCode == 130)
    #expect(!outcome.wasKilled)
  }
}
