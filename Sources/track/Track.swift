import ArgumentParser

/// The program: without a subcommand it tracks, so its own options are those of `track run`.
@main
struct TrackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "track",
    abstract: "Follow an object through a video.",
    usage: """
      track <video> --box x,y,w,h [<options>]
      track <subcommand> …
      """,
    discussion: RunOptions.discussion,
    version: "0.1.0",
    subcommands: [RunCommand.self, ImportCommand.self, ExportCommand.self])

  @OptionGroup var options: RunOptions

  func run() throws {
    try TrackingRun(options: options).run()
  }
}
