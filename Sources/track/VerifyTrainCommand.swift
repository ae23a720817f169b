import ArgumentParser
import Glibc
import NeuralNetworks
import Siamese
import Video

/// Trains a verifier.
struct VerifyTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a verifier on folders of pictures, one folder a class.",
    discussion: """
      Three fifths of the classes, drawn by the seed, are learned from; on a fifth the threshold \
      between same and different is chosen; the last fifth is not looked at, and is what track verify \
      test tests on. The same seed, pictures and machine give the same weights.

      Ctrl-C ends the training after its step, and the model is written as far as it is.
      """)

  @Argument(
    help: ArgumentHelp("The folder with a folder of pictures for each class.", valueName: "folder"),
    completion: .directory)
  var folder: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The model folder to make; it must not exist yet.", valueName: "model"),
    completion: .directory)
  var output: String

  @Option(help: "Batches to learn from.")
  var steps = 1000

  @Option(help: "What is to become small: triplet or contrastive.")
  var loss = Loss.triplet

  @Option(help: "Which triplets of a batch count: all, hard or semi-hard.")
  var mining = TripletLoss.Mining.semiHard

  @Option(help: "How far pictures of different classes are to be apart.")
  var margin = 1.0

  @Option(help: "AdamW's highest learning rate.")
  var learningRate = 2e-3

  @Option(help: "Pixels that pictures are resized to, each way, a multiple of 8.")
  var size = 32

  @Option(help: "Numbers of an embedding.")
  var dimensions = 64

  @Flag(help: "Look at colours; pictures are grey else.")
  var colour = false

  @Option(help: "What everything random is drawn from.")
  var seed: UInt64 = 0

  @Option(help: "Threads for the network. (default: one a processor)")
  var threads: Int?

  @Flag(name: .shortAndLong, help: "No progress, no warnings.")
  var quiet = false

  /// The losses by their names.
  enum Loss: String, CaseIterable, ExpressibleByArgument {
    case triplet, contrastive
  }

  func validate() throws {
    func check<Number: Comparable>(
      _ name: String, _ number: Number, _ range: ClosedRange<Number>
    ) throws {
      guard range.contains(number) else {
        throw ValidationError(
          "--\(name): found \(number), expected a number from \(range.lowerBound) to "
            + "\(range.upperBound)")
      }
    }
    try check("steps", steps, 0...100_000_000)
    try check("margin", margin, 1e-6...1e6)
    try check("learning-rate", learningRate, 1e-9...1e3)
    try check("size", size, 8...512)
    try check("dimensions", dimensions, 1...4096)
    try check("threads", threads ?? 1, 1...1024)
    guard size % 8 == 0 else {
      throw ValidationError("--size: found \(size), expected a multiple of 8")
    }
  }

  func run() throws {
    try refusingUse { try VerifyTraining(options: self).run() }
  }
}

extension TripletLoss.Mining: ExpressibleByArgument {}
