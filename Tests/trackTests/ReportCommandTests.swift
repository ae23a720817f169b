import Evaluation
import Foundation
import TestSupport
import Testing

/// `track report` over results that other programs could have left.
@Suite struct ReportCommandTests {
  private let folder: TemporaryFolder
  private let clips = Checkout.file("SampleVideos")

  init() throws { folder = try TemporaryFolder() }

  /// Writes results of a tracker whose boxes lie `offset` pixels to the right of the true ones.
  private func write(
    _ tracker: String, offset: Double, in results: String = "results",
    sequences: [String] = ["rover", "balloon"], rows: Int = 330
  ) throws {
    let path = folder.file("\(results)/SampleVideos/\(tracker)")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for sequence in sequences {
      let boxes = try truth(of: sequence).prefix(rows).map { box in
        "\(box[0] + offset),\(box[1]),\(box[2]),\(box[3])\n"
      }
      try Data(boxes.joined().utf8).write(to: URL(filePath: "\(path)/\(sequence).txt"))
    }
  }

  private func truth(of sequence: String) throws -> [[Double]] {
    try String(contentsOfFile: "\(clips)/\(sequence).truth.csv", encoding: .utf8)
      .split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",")[2..<6].compactMap { Double($0) } }
  }

  private func run(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(["report"] + arguments, in: folder.path)
  }

  private func report(_ name: String = "r.json") throws -> Report {
    try Report(json: [UInt8](Data(contentsOf: URL(filePath: folder.file(name)))))
  }

  @Test func everythingIsWritten() throws {
    try write("good", offset: 1)
    try write("<script>alert('bad')", offset: 40)
    let run = try run(
      "results", "--data", clips, "--frames", "rover", "--json", "r.json", "--markdown", "r.md",
      "--plots", "plots")
    #expect(run.exitCode == 0, "\(run.standardError)")
    #expect(run.standardError.isEmpty)
    #expect(folder.contents == ["plots", "r.json", "r.md", "report.html", "results"])
    let plots = try FileManager.default.contentsOfDirectory(atPath: folder.file("plots"))
    #expect(
      plots.sorted() == [
        "SampleVideos-ope-normalized-precision.svg", "SampleVideos-ope-precision.svg",
        "SampleVideos-ope-success.svg", "SampleVideos-overlap-rover.svg",
      ])

    let written = try report()
    let benchmark = try #require(written.benchmarks.first)
    #expect(benchmark.name == "SampleVideos")
    #expect(benchmark.sequences.map(\.frames) == [330, 330])
    #expect(benchmark.trackers.map(\.name).sorted() == ["<script>alert('bad')", "good"])
    let section = try #require(benchmark.sections.first)
    let rover = try truth(of: "rover")
    let overlaps = rover.enumerated().map { frame, box in
      frame == 0 ? 1 : max(0, box[2] - 1) / (box[2] + 1)
    }
    let good = try #require(section.overall.first { $0.tracker == "good" })
    #expect((good.values["successAUC"]?.value ?? 0) > 0.9)
    #expect(good.values["precisionAt20"]?.value == 1)
    let sequence = try #require(section.sequences.first { $0.name == "rover" })
    let average = sequence.rows.first { $0.tracker == "good" }?.values["averageOverlap"]?.value
    let expected = overlaps.reduce(0, +) / Double(overlaps.count)
    #expect(abs((average ?? 0) - expected) < 1e-9)

    let page = try String(contentsOfFile: folder.file("report.html"), encoding: .utf8)
    #expect(!page.contains("<script>alert"))
    #expect(page.contains("id=\"footage-0-1\""))
    #expect(!page.contains("id=\"footage-0-0\""))
    let markdown = try String(contentsOfFile: folder.file("r.md"), encoding: .utf8)
    #expect(markdown.contains("| good | 0.9"))
    #expect(!markdown.contains("<script>"))
  }

  @Test func partsOfAJobArrayAreJoined() throws {
    try write("tracker", offset: 3, in: "part1", sequences: ["rover"])
    try write("tracker", offset: 3, in: "part2", sequences: ["balloon"])
    try write("tracker", offset: 3, in: "whole")
    for (results, name) in [(["part1", "part2"], "parts.json"), (["whole"], "whole.json")] {
      let run = try Program.run(
        ["report"] + results + ["--data", clips, "--json", name, "--force"], in: folder.path)
      #expect(run.exitCode == 0, "\(run.standardError)")
    }
    let (parts, whole) = (try report("parts.json"), try report("whole.json"))
    #expect(parts == whole)
    #expect(parts.benchmarks[0].sections[0].overall.map(\.sequences) == [2])
  }

  @Test func aDataSetsOrATrackersFolderIsEnough() throws {
    try write("one", offset: 1)
    try write("two", offset: 2)
    let expected = [
      ("results", ["one", "two"]), ("results/SampleVideos/", ["one", "two"]),
      ("results/SampleVideos/two", ["two"]),
    ]
    for (path, names) in expected {
      let run = try run(path, "--data", clips, "--json", "r.json", "--force")
      #expect(run.exitCode == 0, "\(path): \(run.standardError)")
      let found = try report().benchmarks[0].trackers.map(\.name)
      #expect(found == names, "\(path)")
    }
  }

  @Test func resultsOnOtherSequencesAreLeftOut() throws {
    try write("one", offset: 1)
    try folder.write(Data("1,2,3,4\n".utf8), to: "results/SampleVideos/one.txt")
    let other = folder.file("results/SampleVideos/other")
    try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
    try folder.write(Data("1,2,3,4\n".utf8), to: "results/SampleVideos/other/cat.txt")
    let run = try run("results", "--data", clips, "--json", "r.json")
    #expect(run.exitCode == 0)
    #expect(
      run.standardError
        == "warning: results/SampleVideos/other: has no results on these data sets\n")
    let names = try report().benchmarks[0].trackers.map(\.name)
    #expect(names == ["one"])
  }

  /// Results with a manifest need no --data; the same name with another model is another tracker.
  @Test func manifestsTellTheDataSetAndTheModelsApart() throws {
    for (results, weights) in [("old", "sha256:0123456789abcdef"), ("new", "sha256:fedcba9876")] {
      try write("tracker", offset: 3, in: results)
      let manifest = RunManifest(
        program: "track 0.1.0",
        dataset: .init(name: "SampleVideos", layout: .plain, folder: clips), tracker: "tracker",
        experiment: .onePass,
        model: .init(
          name: "m", weights: weights, configuration: "sha256:1", precision: "fp32"))
      try folder.write(
        JSONEncoder().encode(manifest), to: "\(results)/SampleVideos/tracker/ope.json")
    }
    let run = try run("old", "new/", "--json", "r.json")
    #expect(run.exitCode == 0, "\(run.standardError)")
    let trackers = try report().benchmarks[0].trackers
    #expect(trackers.map(\.name) == ["tracker (old)", "tracker (new)"])
    #expect(trackers[0].details["weights"] == "sha256:0123456789ab")
    #expect(trackers[0].details["precision"] == "fp32")
  }

  @Test func resultsThatAreCutShortAreNamedAndTheOthersReported() throws {
    try write("whole", offset: 1)
    try write("cut", offset: 1, sequences: ["rover"], rows: 200)
    try write("cut", offset: 1, sequences: ["balloon"])
    let run = try run("results", "--data", clips, "--json", "r.json")
    #expect(run.exitCode == 1)
    #expect(run.standardError.contains("cut/rover.txt"), "\(run.standardError)")
    #expect(run.standardError.contains("200"))
    let written = try report()
    let benchmark = try #require(written.benchmarks.first)
    let counts = benchmark.sections[0].overall.map { [$0.tracker, "\($0.sequences)"] }
    #expect(counts.contains(["whole", "2"]) && counts.contains(["cut", "1"]))
    #expect(benchmark.notes.contains { $0.contains("cut/rover.txt") })
    #expect(benchmark.notes.contains { $0.contains("cut has results of 1 of 2 sequences") })
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    try write("tracker", offset: 1)
    try folder.write(Data("mine".utf8), to: "mine.html")
    let cases: [([String], Int32, String)] = [
      (["results"], 1, "expected --data DIR"),
      (["nothing"], 1, "nothing: is missing"),
      (["results", "--data", folder.file("results")], 1, "results"),
      (["results", "--data", clips, "--output", "mine.html"], 64, "mine.html: exists already"),
      (["results", "--data", clips, "--output", "no/r.html"], 1, "the folder no does not exist"),
      (["results", "--data", clips, "--json", "report.html"], 64, "one file is given for two"),
      (["results", "--data", clips, "--frames", "rover,cat"], 64, "found cat"),
      (["results", "--data", clips, "--plots", "results"], 64, "results: has something in it"),
      (["results", "--data", clips, "--dataset", "what"], 64, "--dataset: found what"),
      (["results", "--dataset", "otb"], 64, "needs --data"),
      (["results", "--data", clips, "--convention", "mine"], 64, "mine"),
      ([], 64, "results"),
    ]
    for (arguments, exitCode, words) in cases {
      let run = try Program.run(["report"] + arguments, in: folder.path)
      #expect(run.exitCode == exitCode, "\(arguments): \(run.standardError)")
      #expect(run.standardError.contains(words), "\(arguments): \(run.standardError)")
      #expect(!folder.contents.contains("report.html"))
    }
    let mine = try String(contentsOfFile: folder.file("mine.html"), encoding: .utf8)
    #expect(mine == "mine")
  }

  @Test func everyConventionIsNamedInTheTables() throws {
    try write("tracker", offset: 30)
    for convention in Convention.allCases {
      let run = try run(
        "results", "--data", clips, "--json", "r.json", "--convention", convention.rawValue,
        "--force")
      #expect(run.exitCode == 0)
      let section = try report().benchmarks[0].sections[0]
      #expect(section.convention.contains(convention.title))
    }
  }
}
