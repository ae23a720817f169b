import ArgumentParser
import Siamese

/// Makes a model folder from somebody's checkpoint.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a model folder from a checkpoint of siamfc-pytorch.",
    discussion: """
      Reads PyTorch's .pth and .pt files and .safetensors. Nothing in a file is ever run: a \
      checkpoint that asks for anything but tensors, dictionaries and numbers is refused.

      Example:
        track import siamfc_alexnet_e50.pth --output Weights/mine
        track clip.mp4 --box 10,20,30,40 --model Weights/mine
      """)

  @Argument(
    help: ArgumentHelp(
      "The checkpoint, with siamfc-pytorch's tensor names.", valueName: "checkpoint"),
    completion: .file(extensions: ["pth", "pt", "safetensors"]))
  var checkpoint: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The model folder to make; it must not exist yet.", valueName: "folder"),
    completion: .directory)
  var output: String

  func run() throws {
    try refusingUse { try makeModel() }
  }

  private func makeModel() throws {
    let parameters = try SiamFCCheckpoint.read(checkpoint)
    try ModelFolder(output).write(
      configuration: SiamFCCheckpoint.configuration, parameters: parameters,
      card: """
        # \(ModelFolder(output).name)

        SiamFC's AlexNet, imported from `\(checkpoint)`. The weights of the score in `config.json`
        were fitted to the model siamfc-alexnet and may be off for this one.

        """)
  }
}
