import ArgumentParser

/// The program; without a subcommand it tracks.
@main
struct TrackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "track",
    abstract: "Follow an object through a video.",
    version: "0.1.0",
    subcommands: [
      RunCommand.self, EvaluateCommand.self, ReportCommand.self, TrainCommand.self,
      QuantizeCommand.self, VerifyCommand.self, TraXCommand.self, ImportCommand.self,
      ExportCommand.self,
    ],
    defaultSubcommand: RunCommand.self)

  static func main() {
    ThreadWaiting.sleepInsteadOfSpinning()
    Interruption.letWritesFail()
    let arguments = Array(CommandLine.arguments.dropFirst())
    if [["--help"], ["-h"], ["help"]].contains(arguments) {
      print(help)
    } else {
      main(arguments)
    }
  }

  /// The default subcommand's help, followed by the list of subcommands: a person who asks for help
  /// wants to know how to track.
  private static var help: String {
    let own = helpMessage()
    let list = own.firstRange(of: "SUBCOMMANDS:").map { own[$0.lowerBound...] } ?? ""
    return RunCommand.helpMessage() + "\n" + list
  }
}
