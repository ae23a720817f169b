import ArgumentParser

/// The same as `track` alone, for a video that is named like a subcommand.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Follow an object through a video (the default).",
    discussion: RunOptions.discussion)

  @OptionGroup var options: RunOptions

  func run() throws {
    try TrackingRun(options: options).run()
  }
}
