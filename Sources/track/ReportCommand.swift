import ArgumentParser
import Evaluation
import Glibc

/// Makes a report of results.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Compare trackers by their results, or show how trainings went.",
    discussion: """
      Reads folders of results, RESULTS/<data set>/<tracker>/…, as track evaluate, got10k, pysot and \
      the VOT toolkit leave them, and the data sets they are on. Results in several folders, such as \
      the parts of a job array, are joined. The page is one file that needs no network.

      Of folders of track train it draws the curves: losses, validation, learning rates.

      Examples:
        track report results
        track report results --frames Car1,Human3 --plots plots --json report.json
        track report results ~/pysot/results/OTB100 --data ~/OTB100
        track report my-tracker other-tracker --output training.html
      """)

  @Argument(
    help: ArgumentHelp(
      "Folders of results, of other programs' also a data set's or a tracker's folder in them; or folders of trainings.",
      valueName: "results"),
    completion: .directory)
  var results: [String]

  @Option(
    name: [.customLong("data"), .customLong("dataset-folder")], parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "The data set's folder. Repeat it for several. (default: where track evaluate found it)",
      valueName: "folder"),
    completion: .directory)
  var data: [String] = []

  @Option(
    help: ArgumentHelp(
      "What the data set is, such as otb2013, where that must not be found out by looking.",
      valueName: "name"))
  var dataset: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The page to write.", valueName: "file.html"),
    completion: .file(extensions: ["html"]))
  var output = "report.html"

  @Option(
    help: ArgumentHelp("Also write the tables as Markdown.", valueName: "file.md"),
    completion: .file(extensions: ["md"]))
  var markdown: String?

  @Option(
    help: ArgumentHelp("Also write all numbers as JSON.", valueName: "file.json"),
    completion: .file(extensions: ["json"]))
  var json: String?

  @Option(
    help: ArgumentHelp(
      "Also write the plots, each as an SVG file, into this folder.", valueName: "folder"),
    completion: .directory)
  var plots: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Put the frames of these sequences into the page, to watch the trackers on.",
      valueName: "sequence,…"))
  var frames: [String] = []

  @Option(help: "How frames count in one-pass evaluation.")
  var convention: Convention = .plain

  @Option(help: ArgumentHelp("The page's heading.", valueName: "text"))
  var title: String?

  @Flag(help: "Overwrite files that exist.")
  var force = false

  @Flag(name: .shortAndLong, help: "No progress, no warnings.")
  var quiet = false

  func run() throws {
    try refusingUse { try makeReport() }
  }

  private func makeReport() throws {
    let console = Console(isQuiet: quiet)
    let files = try ReportFiles(
      page: output, markdown: markdown, json: json, plots: plots, overwrite: force)
    if results.contains(where: TrainingCurves.isTraining) {
      let curves = try TrainingCurves(folders: results, title: title)
      return try files.write(curves)
    }
    let inputs = try ReportInputs(results: results, data: data, choice: try chosenDataset)
    for folder in inputs.unused { console.warn("\(folder): has no results on these data sets") }
    guard !inputs.benchmarks.isEmpty else {
      throw Refusal("\(results.joined(separator: ", ")): found no results, expected some")
    }
    let watched = try watchedSequences(of: inputs)
    var report = Report(title: title ?? inputs.title, benchmarks: [])
    var footage: [Footage] = []
    var failures: [String] = []
    for input in inputs.benchmarks {
      let built = try Report.Benchmark.build(
        from: input.dataset, trackers: input.trackers, convention: convention, watched: watched
      ) { done in
        guard console.showsProgress else { return }
        console.write("\(input.dataset.name): \(done) of \(input.dataset.entries.count) sequences")
      }
      if console.showsProgress { console.write("") }
      report.benchmarks.append(built.benchmark)
      footage += built.footage
      failures += built.failures
    }
    try files.write(report, footage: footage)
    for failure in failures { console.fail(failure) }
    if !failures.isEmpty { throw ExitCode.failure }
  }

  private var chosenDataset: DatasetChoice? {
    get throws {
      guard let dataset else { return nil }
      guard !data.isEmpty else { throw Refusal("--dataset \(dataset): needs --data, its folder") }
      guard let choice = DatasetChoice(dataset) else {
        throw Refusal(
          "--dataset: found \(dataset), expected one of "
            + DatasetLayout.allCases.map(\.rawValue).joined(separator: ", "))
      }
      return choice
    }
  }

  /// The sequences of `--frames`: names, or several with commas between them.
  private func watchedSequences(of inputs: ReportInputs) throws -> Set<String> {
    let known = Set(inputs.benchmarks.flatMap { $0.dataset.entries.map(\.name) })
    let asked = frames.flatMap { argument in
      known.contains(argument) ? [argument] : argument.split(separator: ",").map(String.init)
    }
    if let unknown = asked.first(where: { !known.contains($0) }) {
      throw Refusal("--frames: found \(unknown), which is no sequence of the data set")
    }
    return Set(asked)
  }
}

extension ReportInputs {
  fileprivate var title: String {
    "Trackers on " + benchmarks.map(\.dataset.name).joined(separator: ", ")
  }
}

extension Convention: ExpressibleByArgument {}
