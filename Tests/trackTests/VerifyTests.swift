import Foundation
import TestSupport
import Testing

/// `track verify`.
@Suite struct VerifyTests {
  /// A few classes of pictures: bars at an angle that is the class's, on paper of any light.
  private static func writeClasses(
    _ count: Int, pictures: Int, in folder: TemporaryFolder, named name: String = "bars"
  ) throws -> String {
    var random = SeededGenerator(seed: 1)
    for label in 0..<count {
      let angle = Double(label) * .pi / Double(count)
      for number in 0..<pictures {
        let light = Double.random(in: 120...220, using: &random)
        let shift = Double.random(in: -2...2, using: &random)
        // Wider than high: pictures need not be square.
        let (width, height) = (24, 20)
        let levels = (0..<width * height).map { index in
          let (x, y) = (Double(index % width) - 11.5, Double(index / width) - 9.5)
          let isBar = abs(sin(angle) * x - cos(angle) * y + shift) < 2.5
          return UInt8(isBar ? light - 100 : light)
        }
        try write(
          Data("P5\n\(width) \(height)\n255\n".utf8) + Data(levels),
          to: "\(name)/class-\(label)/\(number).pgm", in: folder)
      }
    }
    return folder.file(name)
  }

  private static func write(_ data: Data, to path: String, in folder: TemporaryFolder) throws {
    let place = folder.file(path)
    try FileManager.default.createDirectory(
      atPath: URL(filePath: place).deletingLastPathComponent().path,
      withIntermediateDirectories: true)
    try data.write(to: URL(filePath: place))
  }

  private static let small = ["--size", "8", "--dimensions", "8", "--threads", "1"]

  private static func train(
    _ pictures: String, _ options: [String] = [], output: String = "model",
    in folder: TemporaryFolder
  ) throws -> Program.Outcome {
    try Program.run(
      ["verify", "train", pictures, "--output", output] + small + options, in: folder.path)
  }

  @Test func trainsTestsAndRepeats() throws {
    let folder = try TemporaryFolder()
    let pictures = try Self.writeClasses(10, pictures: 4, in: folder)
    for output in ["one", "other"] {
      let run = try Self.train(pictures, ["--steps", "20"], output: output, in: folder)
      #expect(run.exitCode == 0, "\(run.standardError)")
      #expect(run.standardError.contains("step 20 of 20"))
      #expect(run.standardError.contains("\(output): 20 steps; on 2 classes for the threshold"))
    }
    for name in ["model.safetensors", "config.json"] {
      let (one, other) = (
        try Data(contentsOf: URL(filePath: folder.file("one/\(name)"))),
        try Data(contentsOf: URL(filePath: folder.file("other/\(name)")))
      )
      #expect(one == other)
    }
    #expect(folder.contents == ["bars", "one", "other"])
    let card = try String(contentsOfFile: folder.file("one/README.md"), encoding: .utf8)
    #expect(card.contains("20 of 20 steps"))
    let test = try Program.run(
      ["verify", "test", "one", pictures, "--controls", "--trials", "50"], in: folder.path)
    #expect(test.exitCode == 0, "\(test.standardError)")
    #expect(test.standardError == "2 classes with 8 pictures; 8 left out that the model has seen\n")
    #expect(test.lines.count == 5)
    #expect(test.lines[0].contains("2-way 1-shot"))
    #expect(test.lines[2].hasPrefix("| one | "))
    #expect(test.lines[3].hasPrefix("| random weights | "))
    #expect(test.lines[4].hasPrefix("| pixels | "))
    let again = try Self.train(pictures, output: "one", in: folder)
    #expect(again.exitCode == 64)
    #expect(again.standardError.contains("one: exists already"))
  }

  @Test func contrastiveAndColour() throws {
    let folder = try TemporaryFolder()
    let pictures = try Self.writeClasses(6, pictures: 3, in: folder)
    let run = try Self.train(
      pictures, ["--steps", "3", "--loss", "contrastive", "--colour", "--quiet"], in: folder)
    #expect(run.exitCode == 0)
    #expect(run.standardError.isEmpty)
    let card = try String(contentsOfFile: folder.file("model/README.md"), encoding: .utf8)
    #expect(card.contains("contrastive"))
    let test = try Program.run(["verify", "test", "model", pictures, "--quiet"], in: folder.path)
    #expect(test.exitCode == 64)
    #expect(test.standardError.contains("found 1 classes that the model has not seen"))
  }

  /// Classes are known by their paths from the folder given on: another folder is noticed.
  @Test func classesByAnotherName() throws {
    let folder = try TemporaryFolder()
    let pictures = try Self.writeClasses(10, pictures: 3, in: folder, named: "all/bars")
    let run = try Self.train(folder.file("all"), ["--steps", "1"], in: folder)
    #expect(run.exitCode == 0, "\(run.standardError)")
    func warnings(testing place: String) throws -> String {
      let test = try Program.run(
        ["verify", "test", "model", place, "--trials", "5"], in: folder.path)
      #expect(test.exitCode == 0, "\(test.standardError)")
      return test.standardError
    }
    #expect(try !warnings(testing: folder.file("all")).contains("warning"))
    for (place, name) in [(pictures, "class-"), (folder.path, "all/bars/class-")] {
      let words = try warnings(testing: place)
      #expect(words.contains("warning: \(place): has no class that the model has seen"))
      #expect(words.contains("'\(name)"))
      #expect(words.contains("'bars/class-"))
      #expect(words.contains("10 classes with 30 pictures; 0 left out"))
    }
    let others = try Self.writeClasses(3, pictures: 2, in: folder, named: "all/other/kinds")
    try FileManager.default.moveItem(
      atPath: others, toPath: folder.file("strangers-to-the-model"))
    for number in 0..<3 {
      try FileManager.default.moveItem(
        atPath: folder.file("strangers-to-the-model/class-\(number)"),
        toPath: folder.file("strangers-to-the-model/unknown-\(number)"))
    }
    #expect(
      try !warnings(testing: folder.file("strangers-to-the-model")).contains("warning"))
  }

  /// A loss may be any number.
  @Test func largeLosses() throws {
    let folder = try TemporaryFolder()
    let pictures = try Self.writeClasses(6, pictures: 3, in: folder)
    let run = try Self.train(
      pictures, ["--steps", "1", "--loss", "contrastive", "--margin", "1000"], in: folder)
    #expect(run.exitCode == 0, "\(run.standardError)")
    let loss = run.standardError.firstMatch(of: #/loss ([0-9.]+) /#).flatMap { Double($0.1) }
    // Half the square of the margin or so, for all pairs but those of the same class.
    #expect(try #require(loss) > 100_000)
  }

  /// What is wrong with a folder is named, and the rest is learned from.
  @Test func picturesThatAreNotInOrder() throws {
    let folder = try TemporaryFolder()
    let pictures = try Self.writeClasses(8, pictures: 3, in: folder)
    try Self.write(Data("no picture".utf8), to: "bars/class-2/broken.png", in: folder)
    try Self.write(Data(), to: "bars/class-3/empty.jpg", in: folder)
    try Self.write(Data("not looked at".utf8), to: "bars/class-4/notes.txt", in: folder)
    try FileManager.default.createDirectory(
      atPath: folder.file("bars/nothing"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("bars/class-1/round"), withDestinationPath: "..")
    for number in [1, 2] {
      try FileManager.default.removeItem(atPath: folder.file("bars/class-5/\(number).pgm"))
    }
    let run = try Self.train(pictures, ["--steps", "2"], in: folder)
    #expect(run.exitCode == 0, "\(run.standardError)")
    for words in [
      "class-2/broken.png", "class-3/empty.jpg", "bars/nothing: has no pictures, left out",
      "bars/class-5: has one picture",
    ] {
      #expect(run.standardError.contains(words), "\(words): \(run.standardError)")
    }
    #expect(!run.standardError.contains("notes.txt"))
    let card = try String(contentsOfFile: folder.file("model/README.md"), encoding: .utf8)
    #expect(card.contains("8 classes, 22 pictures, 2 unreadable ones left out"))
  }

  @Test func foldersThatDoNotDo() throws {
    let folder = try TemporaryFolder()
    func refusal(_ pictures: String) throws -> String {
      let run = try Self.train(pictures, ["--steps", "2"], in: folder)
      #expect(run.exitCode == 64)
      #expect(!folder.contents.contains("model"))
      return run.standardError
    }
    #expect(try refusal("nowhere").contains("nowhere: found no folder"))
    try FileManager.default.createDirectory(
      atPath: folder.file("empty"), withIntermediateDirectories: true)
    #expect(try refusal("empty").contains("found 0 classes with pictures, expected at least 6"))
    let few = try Self.writeClasses(5, pictures: 2, in: folder, named: "few")
    #expect(try refusal(few).contains("found 5 classes with pictures"))
    let single = try Self.writeClasses(7, pictures: 1, in: folder, named: "single")
    #expect(try refusal(single).contains("found 0 classes with two pictures or more"))
  }

  @Test func controlCWritesTheModel() throws {
    let folder = try TemporaryFolder()
    let pictures = try Self.writeClasses(8, pictures: 3, in: folder)
    let running = try Program.start(
      ["verify", "train", pictures, "--output", "model", "--steps", "1000000"] + Self.small,
      in: folder.path)
    usleep(2_000_000)
    running.signal(SIGINT)
    let outcome = try running.wait()
    #expect(outcome.exitCode == 130)
    #expect(!outcome.wasKilled)
    // Where the machine is so slow that no step was done, there is nothing to keep.
    #expect(folder.contents == ["bars", "model"] || folder.contents == ["bars"])
    guard folder.contents.contains("model") else { return }
    let test = try Program.run(
      ["verify", "test", "model", pictures, "--ways", "2", "--trials", "5"], in: folder.path)
    #expect([0, 64].contains(test.exitCode))
    let card = try String(contentsOfFile: folder.file("model/README.md"), encoding: .utf8)
    #expect(card.contains(" of 1000000 steps"))
  }
}
