import Foundation
import TestSupport
import Testing
import Video

@testable import Evaluation
@testable import NeuralNetworks

/// Results on the disk: the official toolkits' files, ours and other programs'.
@Suite struct StoredRunTests {
  private let folder = Result { try TemporaryFolder() }

  private func sequence(_ name: String = "ball", frames: Int = 3) -> BenchmarkSequence {
    BenchmarkSequence(
      name: name, frames: .pictures([]),
      truth: (0..<frames).map { .box(Box(x: 1.5, y: 2, width: 30 + Double($0), height: 40)) })
  }

  private func run(
    _ experiment: Experiment = .onePass, dataset: String = "OTB2015"
  ) throws -> StoredRun {
    ResultFolder(try folder.get().path)
      .run(dataset: dataset, tracker: "mine", experiment: experiment)
  }

  private func put(_ text: String, at path: String) throws {
    let url = URL(filePath: try folder.get().file(path))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: folder.get().file(path), encoding: .utf8)
  }

  private let trajectory = Trajectory(steps: [
    .init(.initialized, score: 1, seconds: 0.5),
    .init(.region(.box(Box(x: 2.25, y: 3, width: 31, height: 1.0 / 3))), score: 0.125),
    .init(.region(.absent), score: 0.0, seconds: 0.0625),
  ])

  private func write(
    _ run: StoredRun, layout: DatasetLayout, of sequence: BenchmarkSequence
  ) throws {
    let passes = try run.experiment.passes(over: sequence)
    try run.write(
      Array(repeating: trajectory, count: passes.count), passes: passes, wholeSeconds: 0.75,
      of: sequence.name, layout: layout)
  }

  @Test func onePassIsWrittenAsGot10kAndPysotKeepIt() throws {
    try write(run(), layout: .otb, of: sequence())
    #expect(
      try text("OTB2015/mine/ball.txt")
        == "2.5,3.0,30.0,40.0\n3.25,4.0,31.0,0.3333333333333333\nnan,nan,nan,nan\n")
    #expect(try text("OTB2015/mine/times/ball_time.txt") == "0.5\n0.0\n0.0625\n")
    #expect(try text("OTB2015/mine/scores/ball_score.txt") == "1.0\n0.125\n0.0\n")
    let back = try run().trajectories(of: sequence(), layout: .otb)
    #expect(back.count == 1 && back[0].start == 0)
    #expect(Array(back[0].steps.dropFirst()) == Array(trajectory.steps.dropFirst()))
    #expect(back[0].steps[0].outcome == .region(.box(Box(x: 1.5, y: 2, width: 30, height: 40))))
    #expect(try run().wholeSeconds(of: "ball") == 0.75)
    let run = try run()
    #expect(run.contains("ball") && !run.contains("bal"))
  }

  @Test func got10kHasAFolderForEachSequence() throws {
    let run = try run(dataset: "GOT-10k")
    try write(run, layout: .got10k, of: sequence())
    #expect(
      try text("GOT-10k/mine/ball/ball_001.txt")
        == "1.5,2.0,30.0,40.0\n2.25,3.0,31.0,0.3333333333333333\nnan,nan,nan,nan\n")
    #expect(try text("GOT-10k/mine/ball/ball_time.txt") == "0.5\n0.0\n0.0625\n")
    #expect(try run.sequences() == ["ball"])
    let back = try run.trajectories(of: sequence(), layout: .got10k)
    #expect(Array(back[0].steps.dropFirst()) == Array(trajectory.steps.dropFirst()))
    #expect(try FileManager.default.contentsOfDirectory(atPath: run.folder) == ["ball"])
  }

  @Test func severalPassesHaveAFolder() throws {
    let long = sequence(frames: 5)
    let passes = try Experiment.starts(2).passes(over: long)
    #expect(passes.map(\.start) == [0, 2])
    let steps = (0..<5).map { number -> Trajectory.Step in
      number == 0
        ? .init(.initialized)
        : .init(.region(.box(Box(x: Double(number), y: 1, width: 2, height: 3))))
    }
    try run(.starts(2)).write(
      [Trajectory(steps: steps), Trajectory(start: 2, steps: Array(steps.prefix(3)))],
      passes: passes, wholeSeconds: 1, of: "ball", layout: .plain)
    let back = try run(.starts(2)).trajectories(of: long, layout: .plain)
    #expect(back.map(\.start) == [0, 2])
    #expect(back[1].steps.dropFirst().map(\.outcome) == steps[1..<3].map(\.outcome))
    #expect(try text("OTB2015/mine/starts-2/ball/ball_00000002.txt").hasPrefix("1.5,2.0,32.0,40"))
    #expect(try run(.starts(2)).sequences() == ["ball"])
    #expect(try run(.onePass).sequences() == [])
  }

  @Test(arguments: ["my ball", "Bälle, rot", "OTB/Car1", "..", ".hidden", "100%", "a/../b"])
  func namesOfAllKinds(name: String) throws {
    for (experiment, layout) in [
      (Experiment.onePass, DatasetLayout.otb), (.onePass, .got10k), (.starts(1), .otb),
      (.resets, .vot),
    ] {
      let run = ResultFolder(try folder.get().file("results \(experiment.name) \(layout)"))
        .run(dataset: "set", tracker: "mine", experiment: experiment)
      try write(run, layout: layout, of: sequence(name))
      #expect(run.contains(name))
      #expect(try run.sequences() == [name])
      #expect(try run.trajectories(of: sequence(name), layout: layout)[0].steps.count == 3)
    }
    let inside = try FileManager.default.contentsOfDirectory(atPath: folder.get().path)
    #expect(inside.allSatisfy { $0.hasPrefix("results ") })
  }

  @Test(arguments: [
    "1,2,3,4\n5,6,7,8\n9,10,11,12\n", "1\t2\t3\t4\r\n5\t6\t7\t8\r\n9\t10\t11\t12",
    "  1.0000e+00   2.0   3 4\n5 6 7 8\n 9 10 11 12\n\n\n", "1, 2, 3, 4\n5, 6, 7, 8\n9,10,11,12",
    "1;2;3;4\n5;6;7;8\n9;10;11;12",
  ])
  func otherProgramsSeparateAsTheyLike(text: String) throws {
    try put(text, at: "OTB2015/mine/ball.txt")
    let back = try run().trajectories(of: sequence(), layout: .otb)
    let boxes = back[0].boxes(truth: sequence().truth)
    #expect(boxes.map { $0?.x } == [0, 4, 8] && boxes.map { $0?.height } == [4, 8, 12])
    let own = try run()
    #expect(try ResultFolder(folder.get().path).runs() == [own])
  }

  @Test func whatIsWrongNamesTheFileAndTheLine() throws {
    let path = try folder.get().file("OTB2015/mine/ball.txt")
    func error(_ text: String) throws -> StoredResultError? {
      try put(text, at: "OTB2015/mine/ball.txt")
      let run = try run()
      return thrownError(StoredResultError.self) {
        _ = try run.trajectories(of: sequence(), layout: .otb)
      }
    }
    #expect(
      try error("1,2,3,4\n5,6,7\n9,10,11,12\n")
        == .badLine(path: path, line: 2, found: "'5,6,7'", expected: "4 numbers"))
    #expect(
      try error("1,2,3,4\n\n9,10,11,12\n")
        == .badLine(path: path, line: 2, found: "an empty line", expected: "4 numbers"))
    #expect(
      try error("x,y,w,h\n1,2,3,4\n")
        == .badLine(path: path, line: 1, found: "'x,y,w,h'", expected: "4 numbers"))
    let short = try error("1,2,3,4\n5,6,7,8\n")
    #expect(short == .wrongLength(path: path, found: 2, expected: 3))
    #expect(short?.description.contains("cut short") == true)
    #expect(
      try error("1,2,3,4\n5,6,7,8\n1,2,3,4\n1,2,3,4\n")
        == .wrongLength(path: path, found: 4, expected: 3))
    #expect(try error("") == .missing(path: path, expected: "the boxes of ball"))
  }

  @Test func repetitionsOfGot10kAreRuns() throws {
    for number in 1...3 {
      try put(
        "1,2,3,4\n5,6,7,8\n9,10,11,\(number)\n", at: "GOT-10k/mine/ball/ball_00\(number).txt")
    }
    try put("0.5,0.25,1\n1,2,3\n1,0,3\n", at: "GOT-10k/mine/ball/ball_time.txt")
    let back = try run(dataset: "GOT-10k").trajectories(of: sequence(), layout: .got10k)
    #expect(back.count == 3)
    #expect(back.map { $0.steps[0].seconds } == [0.5, 0.25, 1])
    #expect(back[1].steps[2].seconds == nil)
    #expect(back[2].steps[2].outcome == .region(.box(Box(x: 9, y: 10, width: 11, height: 3))))
  }

  @Test func pysotsVOTResultsAreResets() throws {
    try put("1\n1,2,3,4\n2\n", at: "VOT2018/mine/baseline/ball/ball_001.txt")
    try put("1\n1,2,3,4\n9,8,7,6\n", at: "VOT2018-LT/mine/longterm/ball/ball_001.txt")
    try put("\n0.5\n0.25\n", at: "VOT2018-LT/mine/longterm/ball/ball_001_confidence.value")
    try put("1\n1,2,3,4\n2,3,4,5\n", at: "VOT2022/mine/baseline/ball/ball_00000000.txt")
    let runs = try ResultFolder(folder.get().path).runs()
    #expect(runs.map(\.experiment) == [.resets, .longTerm, .anchors])
    #expect(runs.map(\.dataset) == ["VOT2018", "VOT2018-LT", "VOT2022"])
    let resets = try runs[0].trajectories(of: sequence(), layout: .vot)
    #expect(resets[0].steps.map(\.outcome).last == .failed)
    let longTerm = try runs[1].trajectories(of: sequence(), layout: .votLongTerm)
    #expect(longTerm[0].steps.map(\.score) == [nil, 0.5, 0.25])
    let cut = thrownError(StoredResultError.self) {
      _ = try runs[0].trajectories(of: sequence(frames: 4), layout: .vot)
    }
    #expect(cut?.description.contains("found 3 rows, expected one for each of 4 frames") == true)
  }

  @Test func aDamagedManifestSaysSo() throws {
    try put("{\"format\": 1, \"experiment\": \"ope\"}", at: "OTB2015/mine/ope.json")
    let path = try run().manifestPath
    let expected = StoredResultError.badManifest(
      path: path, reason: "is damaged or of another version")
    #expect(throws: expected) { try ResultFolder(folder.get().path).runs() }
    // Other programs keep JSON there, too.
    try put("{\"overall\": {}}", at: "OTB2015/mine/ope.json")
    try put("1,2,3,4\n", at: "OTB2015/mine/ball.txt")
    #expect(try ResultFolder(folder.get().path).runs().count == 1)
  }

  @Test func submissionsHaveTheServersFiles() throws {
    for (layout, name, expected) in [
      (DatasetLayout.got10k, "GOT-10k", ["ball/ball_001.txt", "ball/ball_time.txt"]),
      (.trackingNet, "TrackingNet", ["ball.txt"]),
    ] {
      let run = try run(dataset: name)
      try write(run, layout: layout, of: sequence())
      let dataset = Dataset(name, layout: layout, [sequence()])
      let path = try #require(try run.writeSubmission(of: dataset))
      #expect(path == run.folder + ".zip")
      let archive = try ZipArchive(FileContents(mapping: path))
      #expect(archive.names == expected)
      for entry in archive.names {
        // Asking for a range compares the checksum, too.
        let range = try #require(try archive.range(of: entry))
        let original = try Data(
          contentsOf: URL(filePath: run.folder + "/" + entry))
        #expect(try Data(contentsOf: URL(filePath: path))[range] == original)
      }
      let more = Dataset(name, layout: layout, [sequence(), sequence("other")])
      #expect(try run.writeSubmission(of: more) == nil)
    }
  }
}
