import ArgumentParser
import Evaluation
import Foundation
import NeuralNetworks
import Siamese

/// Makes a model's weights in whole numbers.
struct QuantizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize",
    abstract: "Add weights in 8-bit whole numbers to a model.",
    discussion: """
      How far the values of each layer reach is found out on pictures cut from sequences of a benchmark \
      or of your own, every other one; the rest is what the ways of choosing limits are compared on. \
      Use videos such as the model was trained on, not those that it will be evaluated on.

      Example:
        track quantize siamfc-alexnet --calibration ~/GOT-10k/val --output siamfc-int8
        track clip.mp4 --box 10,20,30,40 --model siamfc-int8/ --precision int8
      """)

  @Argument(
    help: ArgumentHelp("The model: its name, or the path of its folder.", valueName: "model"))
  var model: String

  @Option(
    help: ArgumentHelp(
      "The folder of a benchmark or of clips with tables of boxes. Repeat it for several.",
      valueName: "folder"),
    completion: .directory)
  var calibration: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The model folder to make; it must not exist yet.", valueName: "folder"),
    completion: .directory)
  var output: String

  @Option(help: "How many sequences to take pictures from at most.")
  var sequences = 200

  @Option(help: "Threads for the network. (default: one a processor)")
  var threads: Int?

  @Flag(name: .shortAndLong, help: "No progress, no table.")
  var quiet = false

  func validate() throws {
    guard !calibration.isEmpty else {
      throw ValidationError("no --calibration given, expected a folder with sequences")
    }
    guard (2...100_000).contains(sequences) else {
      throw ValidationError("--sequences: found \(sequences), expected a number from 2 to 100000")
    }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads: found \(threads), expected a number from 1 to 1024")
    }
  }

  func run() throws {
    Interruption.watch {}
    try refusingUse { try quantize() }
    if Interruption.isRequested { throw ExitCode(130) }
  }

  private func quantize() throws {
    let console = Console(isQuiet: quiet)
    let source = try ModelLocator().find(model)
    let target = ModelFolder(output)
    guard !FileManager.default.fileExists(atPath: output) else { throw ModelError.exists(output) }
    let configuration = try source.readConfiguration()
    let parameters = try source.readParameters(of: configuration.network)
    let settings =
      switch configuration.tracker {
      case .siamFC(let settings): settings
      }
    let pictures = try CalibrationPictures(
      of: calibration.map { try Dataset(folder: $0) }, settings: settings, count: sequences,
      isCancelled: { Interruption.isRequested },
      progress: { done, all in
        if console.showsProgress { console.write("pictures of \(done) of \(all) sequences") }
      })
    if console.showsProgress { console.write("") }
    guard !Interruption.isRequested else { return }
    for failure in pictures.failures { console.warn(failure) }
    guard pictures.pairs.count >= 2 else {
      throw Refusal(
        "--calibration: found \(pictures.pairs.count) sequences that can be read, "
          + "expected 2 or more")
    }
    var quantizer = try ModelQuantizer(
      configuration.network, parameters: parameters,
      threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
    let search = try QuantizationSearch(pictures, with: &quantizer) { done, all in
      if console.showsProgress { console.write("calibrating, \(done) of \(all)") }
    }
    if console.showsProgress { console.write("") }
    guard !Interruption.isRequested else { return }
    let weights = quantizer.weights(limits: search.best.limits)
    try target.write(
      configuration: configuration, parameters: parameters, quantized: weights,
      card: try source.readCard())
    if !quiet { print(search.table, terminator: "") }
  }
}
