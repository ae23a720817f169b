import Foundation
import TestSupport
import Testing

/// `track evaluate` on parts of the sample clips.
@Suite struct EvaluateTests {
  private let folder = Result { try TemporaryFolder() }

  /// A folder of clips, each with the truth of its first frames only, which makes it as long.
  private func clips(_ lengths: [String: Int], in folder: TemporaryFolder) throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("clips"), withIntermediateDirectories: true)
    let truth = try String(contentsOfFile: Clip.truthPath, encoding: .utf8).split(separator: "\n")
    for (name, length) in lengths {
      try FileManager.default.createSymbolicLink(
        atPath: folder.file("clips/\(name).mp4"), withDestinationPath: Clip.path)
      try folder.write(
        Data(truth.prefix(length + 1).joined(separator: "\n").utf8),
        to: "clips/\(name).truth.csv")
    }
  }

  /// The result files below a folder, by their paths, without those of times.
  private func results(_ name: String, in folder: TemporaryFolder) throws -> [String: Data] {
    let top = folder.file(name)
    let paths = try FileManager.default.subpathsOfDirectory(atPath: top)
      .filter { !$0.contains("_time") && !$0.contains("_whole") }
    return paths.reduce(into: [:]) { files, path in
      files[path] = try? Data(contentsOf: URL(filePath: top + "/" + path))
    }
  }

  @Test func aTableAndFilesOfEverySequence() throws {
    let folder = try folder.get()
    try clips(["one": 6, "two": 3], in: folder)
    let run = try Program.run(["evaluate", "clips", "--jobs", "2"], in: folder.path)
    #expect(run.exitCode == 0, "\(run.standardError)")
    let lines = run.lines
    #expect(lines[0] == "clips, siamfc-alexnet, ope: 2 of 2 sequences, 9 frames")
    #expect(lines[1].hasPrefix("sequence"))
    #expect(lines[1].contains("success") && lines[1].contains("tracker fps"))
    #expect(lines[2].hasPrefix("one ") && lines[3].hasPrefix("two ") && lines[4].hasPrefix("mean"))
    let success = try #require(Double(lines[4].split(separator: " ")[1]))
    #expect(success > 0.6 && success <= 1)
    #expect(run.standardError.contains("2 of 2: "))
    let files = try results("results", in: folder)
    #expect(
      files.keys.sorted() == [
        "clips/siamfc-alexnet/one.txt", "clips/siamfc-alexnet/ope.json",
        "clips/siamfc-alexnet/scores/one_score.txt", "clips/siamfc-alexnet/scores/two_score.txt",
        "clips/siamfc-alexnet/two.txt",
      ])
    let rows = String(
      decoding: try #require(files["clips/siamfc-alexnet/one.txt"]), as: UTF8.self)
    #expect(rows.split(separator: "\n").count == 6)
    // The first box as the truth has it, to the last digit.
    let first = Clip.truth[0].map { "\($0)" }.joined(separator: ",")
    #expect(rows.hasPrefix(first + "\n"))
  }

  @Test func whatWasInterruptedGoesOnToTheSameNumbers() throws {
    let folder = try folder.get()
    try clips(["one": 16, "two": 6, "three": 10], in: folder)
    let whole = try Program.run(
      ["evaluate", "clips", "--output", "whole", "--quiet"], in: folder.path)
    #expect(whole.exitCode == 0, "\(whole.standardError)")
    // Ctrl-C after the first sequence is done, then the end of the machine, then to the end.
    for (signal, done) in [(SIGINT, 1), (SIGKILL, 2)] {
      let running = try Program.start(
        ["evaluate", "clips", "--output", "parts", "--jobs", "1"], in: folder.path)
      var finished: [String] = []
      for _ in 0..<3000 where finished.count < done {
        usleep(10_000)
        finished =
          (try? FileManager.default.contentsOfDirectory(
            atPath: folder.file("parts/clips/siamfc-alexnet")))?.filter { $0.hasSuffix(".txt") }
          ?? []
        try #require(running.isRunning, "the run ended too early")
      }
      running.signal(signal)
      let outcome = try running.wait()
      if signal == SIGINT {
        #expect(outcome.exitCode == 130 && !outcome.wasKilled)
        #expect(outcome.standardOutput.isEmpty)
        #expect(outcome.standardError.contains("the same command goes on from there"))
        let parts = try results("parts", in: folder)
        #expect(parts.keys.filter { $0.contains("partial") }.isEmpty)
      }
    }
    let rest = try Program.run(
      ["evaluate", "clips", "--output", "parts", "--jobs", "2"], in: folder.path)
    #expect(rest.exitCode == 0, "\(rest.standardError)")
    #expect(rest.standardError.contains("was done"))
    let (parts, all) = (try results("parts", in: folder), try results("whole", in: folder))
    #expect(parts.filter { !$0.key.contains(".partial.") } == all)
  }

  @Test func aFailureIsToldAtTheEndAndTheOthersGoOn() throws {
    let folder = try folder.get()
    try clips(["one": 3, "three": 4], in: folder)
    let truth = try String(contentsOfFile: folder.file("clips/one.truth.csv"), encoding: .utf8)
    try folder.write(Data("not a video".utf8), to: "clips/bad.mp4")
    try folder.write(Data(truth.utf8), to: "clips/bad.truth.csv")
    let run = try Program.run(["evaluate", "clips"], in: folder.path)
    #expect(run.exitCode == 1)
    #expect(run.lines[0] == "clips, siamfc-alexnet, ope: 2 of 3 sequences, 7 frames")
    #expect(run.standardError.contains("Error: 1 sequence failed:\n  "))
    #expect(run.standardError.contains("bad.mp4: not a video that can be read"))
    // The sequence is mended, the others are not made again.
    try FileManager.default.removeItem(atPath: folder.file("clips/bad.mp4"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("clips/bad.mp4"), withDestinationPath: Clip.path)
    let again = try Program.run(["evaluate", "clips"], in: folder.path)
    #expect(again.exitCode == 0, "\(again.standardError)")
    #expect(again.standardError.components(separatedBy: "was done").count == 3)
  }

  @Test func startsShardsAndSelections() throws {
    let folder = try folder.get()
    try clips(["one": 5, "two": 4, "three": 6], in: folder)
    for shard in ["1/2", "2/2"] {
      let run = try Program.run(
        ["evaluate", "clips", "--starts", "2", "--shard", shard, "--quiet"], in: folder.path)
      #expect(run.exitCode == 0 && run.standardError.isEmpty, "\(run.standardError)")
    }
    let all = try Program.run(
      ["evaluate", "clips", "--experiment", "starts-2"], in: folder.path)
    #expect(all.standardError.components(separatedBy: "was done").count == 4)
    #expect(all.lines[0].hasPrefix("clips, siamfc-alexnet, starts-2: 3 of 3 sequences"))
    let some = try Program.run(
      ["evaluate", "clips", "--sequences", "t*,none", "--output", "some"], in: folder.path)
    #expect(some.lines[0].contains("2 of 3 sequences, 10 frames"))
    let none = try Program.run(["evaluate", "clips", "--sequences", "x*"], in: folder.path)
    #expect(none.exitCode == 64)
    #expect(none.standardError.contains("--sequences x*: fits no sequence"))
  }

  @Test func aControlIsAnotherTrackerAndNotMixedWithTheModel() throws {
    let folder = try folder.get()
    try clips(["one": 3], in: folder)
    let control = ["evaluate", "clips", "--random-weights", "1"]
    let run = try Program.run(control + ["--quiet"], in: folder.path)
    #expect(run.exitCode == 0, "\(run.standardError)")
    #expect(run.lines[0].hasPrefix("clips, siamfc-alexnet-random-1, ope"))
    let first = try results("results", in: folder)
    let fresh = try Program.run(control + ["--fresh"], in: folder.path)
    #expect(fresh.exitCode == 0)
    #expect(try results("results", in: folder) == first)
    let mixed = try Program.run(
      ["evaluate", "clips", "--name", "siamfc-alexnet-random-1"], in: folder.path)
    #expect(mixed.exitCode == 64)
    #expect(mixed.standardError.contains("ope.json: holds results of weights random, seed 1"))
    #expect(mixed.standardError.contains("--fresh throws them away"))
    #expect(mixed.standardError.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    (["nowhere"], 1, "nowhere"), (["clips", "--starts", "0"], 64, "--starts"),
    (["clips", "--shard", "3/2"], 64, "shard"), (["clips", "--experiment", "x"], 64, "experiment"),
    (["clips", "--jobs", "0"], 64, "--jobs"), (["clips", "--dataset", "imagenet"], 64, "dataset"),
    (["clips", "clips"], 64, "is called clips like another one"),
    (["clips", "--starts", "2", "--experiment", "ope"], 64, "--starts"),
    (["clips", "--model", "no-such"], 1, "no-such"), ([], 64, "dataset"),
    (["clips", "--name", "a/b"], 64, "--name"),
  ])
  func wrongUse(arguments: [String], exitCode: Int32, words: String) throws {
    let folder = try folder.get()
    try clips(["one": 3], in: folder)
    let run = try Program.run(["evaluate"] + arguments, in: folder.path)
    #expect(run.exitCode == exitCode)
    #expect(run.standardError.contains(words), "\(run.standardError)")
    #expect(run.standardOutput.isEmpty)
  }
}
