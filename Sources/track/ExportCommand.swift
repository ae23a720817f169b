import ArgumentParser
import Siamese

/// Writes a model's weights for other programs.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model's weights under siamfc-pytorch's tensor names.",
    discussion: """
      Example:
        track export siamfc-alexnet --output siamfc.safetensors
      """)

  @Argument(
    help: ArgumentHelp("The model: its name, or the path of its folder.", valueName: "model"))
  var model: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write.", valueName: "file.safetensors"),
    completion: .file(extensions: ["safetensors"]))
  var output: String

  @Flag(help: "Overwrite the file if it exists.")
  var force = false

  func run() throws {
    let folder = try ModelLocator().find(model)
    let configuration = try folder.readConfiguration()
    let parameters = try folder.readParameters(of: configuration.network)
    try refusingUse { try SiamFCCheckpoint.write(parameters, to: output, overwrite: force) }
  }
}
