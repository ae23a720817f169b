import ArgumentParser
import Evaluation

/// Runs a tracker over benchmarks.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Run a tracker over the sequences of a benchmark.",
    discussion: """
      Finds out which benchmark lies in a folder, tracks its sequences, several at once, and keeps \
      the results in the benchmark's own format below the folder results. What is done already is \
      skipped: a run that was stopped, or that one sequence failed in, goes on when it is started \
      again. At its end stands a table; track report makes more of the results.

      Examples:
        track evaluate ~/OTB100
        track evaluate ~/VOT2018 --experiment resets
        track evaluate ~/GOT-10k --dataset got10k-val --starts 10 --jobs 8
        track evaluate ~/LaSOT --sequences 'airplane-*' --shard 3/20

      Experiments: ope (one pass), starts-N (from N frames spread over each sequence), tre and sre \
      (OTB's robustness evaluations), resets (VOT 2013 to 2019), anchors (VOT 2020 to 2022), \
      realtime or realtime-FPS (VOT's), longterm (VOT-LT).

      Exit codes: 0 all sequences are done, 1 some failed, 64 wrong use, 130 interrupted.
      """)

  @Argument(
    help: ArgumentHelp(
      "The benchmark's folder; several are evaluated together.", valueName: "dataset"),
    completion: .directory)
  var folders: [String]

  @Option(
    help: ArgumentHelp(
      "Which benchmark it is, such as otb, OTB2013, got10k-val or uav123-10fps. (default: found by looking)",
      valueName: "name"))
  var dataset: DatasetChoice?

  @Option(help: ArgumentHelp("The model: its name, or the path of its folder.", valueName: "model"))
  var model = "siamfc-alexnet"

  @Option(
    help:
      "The numbers that the network is computed in; auto is the fastest that the processor has instructions for and the model has weights for."
  )
  var precision = PrecisionChoice.fp32

  @Option(
    help: ArgumentHelp(
      "The name that the results are filed under. (default: the model's)", valueName: "tracker"))
  var name: String?

  @Option(
    help: ArgumentHelp(
      "Evaluate the model's network with random weights instead of its own: a control, which a model that has learned something beats.",
      valueName: "seed"))
  var randomWeights: UInt64?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where the results go.", valueName: "folder"),
    completion: .directory)
  var output = "results"

  @Option(help: "How the tracker is run. (default: ope)")
  var experiment: Experiment?

  @Option(help: "The same as --experiment starts-N.")
  var starts: Int?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Only these sequences: names or patterns such as 'Car*', separated by commas.",
      valueName: "names"))
  var sequences: [String] = []

  @Option(
    name: .shortAndLong,
    help: "How many sequences are tracked at once. (default: one a processor)")
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Only part K of N, the same on every machine, for N machines.", valueName: "K/N"))
  var shard: Shard?

  @Flag(help: "Throw results away that are there already.")
  var fresh = false

  @Flag(name: .shortAndLong, help: "No progress, no warnings.")
  var quiet = false

  func validate() throws {
    if let starts, !(1...100_000).contains(starts) {
      throw ValidationError("--starts: found \(starts), expected a number from 1 to 100000")
    }
    if starts != nil, experiment != nil {
      throw ValidationError("--starts: means --experiment starts-N, expected only one of the two")
    }
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs: found \(jobs), expected a number from 1 to 1024")
    }
    if randomWeights != nil, precision != .fp32 {
      throw ValidationError(
        "--precision \(precision.rawValue): found --random-weights, which are floats, expected fp32"
      )
    }
    if let name, name.isEmpty || name.contains("/") || name.hasPrefix(".") {
      throw ValidationError(
        "--name: found '\(name)', expected a name that a folder can have, without slashes")
    }
  }

  func run() throws {
    try EvaluationRun(options: self).run()
  }
}

extension DatasetChoice: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension Experiment: ExpressibleByArgument {
  public init?(argument: String) { self.init(name: argument) }
}

extension Shard: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
