import ArgumentParser
import NeuralNetworks

/// Trains a tracker's network.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a tracker on videos and pictures.",
    discussion: """
      Cuts the objects out of the data once, into a file of crops, then learns from pairs of them by a \
      recipe, and tries the network on held-out videos every so often. The output folder is a model's: \
      track --model takes it at any time, with the best weights so far. A training that was stopped \
      goes on when the same command is given again, and ends with the same weights.

      Data is found by looking: GOT-10k, LaSOT, TrackingNet, OTB, VOT, DAVIS and whatever else track \
      evaluate reads, ImageNet VID, COCO and PASCAL VOC boxes, plain videos with a table of boxes, and \
      folders of pictures without any label.

      Examples:
        track train --data ~/GOT-10k --recipe siamfc --output my-tracker
        track train --data ~/GOT-10k --data ~/pictures --recipe my-recipe.json --output my-tracker
        track video.mp4 --box 10,20,30,40 --model my-tracker/

      Exit codes: 0 all steps are done, 1 it failed, 64 wrong use, 130 interrupted: what was learned \
      is kept.
      """)

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A folder to learn from; may be given several times.", valueName: "folder"),
    completion: .directory)
  var data: [String] = []

  @Option(
    help: ArgumentHelp(
      "What to do: a recipe's name, or its JSON file. siamfc is the paper's.", valueName: "recipe"))
  var recipe = "siamfc"

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder of the training, which becomes a model.", valueName: "folder"),
    completion: .directory)
  var output: String

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Videos with truth to try the network on, which it does not learn from; may be given several times. (default: a part of the data)",
      valueName: "folder"),
    completion: .directory)
  var validation: [String] = []

  @Option(
    help: ArgumentHelp(
      "The file of crops; one that is there already needs no --data. (default: crops in the output folder)",
      valueName: "file"),
    completion: .file())
  var crops: String?

  @Option(
    help: ArgumentHelp(
      "fp32, or bf16, which is faster where the processor has it; auto takes the faster one.",
      valueName: "precision"))
  var precision = TrainingPrecision.automatic

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Threads of the network; other numbers give other last digits. (default: one a processor)",
      valueName: "count"))
  var threads: Int?

  @Option(help: ArgumentHelp("Threads that make pairs.", valueName: "count"))
  var dataThreads = 1

  @Option(help: ArgumentHelp("Steps between two checkpoints.", valueName: "steps"))
  var checkpointEvery = 200

  @Flag(name: .shortAndLong, help: "No progress, no warnings.")
  var quiet = false

  /// What the network computes in.
  enum TrainingPrecision: String, CaseIterable, ExpressibleByArgument {
    case automatic = "auto"
    case float32 = "fp32"
    case bfloat16 = "bf16"
  }

  func validate() throws {
    if data.isEmpty, crops == nil {
      throw ValidationError("Expected --data with a folder to learn from, or --crops.")
    }
    let counts = [
      ("--threads", threads ?? 1), ("--data-threads", dataThreads),
      ("--checkpoint-every", checkpointEvery),
    ]
    for (name, count) in counts where !(1...1_000_000).contains(count) {
      throw ValidationError("\(name): found \(count), expected a number from 1 to 1000000")
    }
  }

  func run() throws {
    try TrainingRun(options: self).run()
  }
}
