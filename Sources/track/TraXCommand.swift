import ArgumentParser
import Evaluation
import Glibc
import Siamese
import Tracking

/// Lets a toolkit drive the tracker.
struct TraXCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trax",
    abstract: "Let a toolkit such as VOT's drive the tracker, by the TraX protocol.",
    discussion: """
      The toolkit starts this command and speaks to it over standard input and output. For the \
      vot-toolkit, in trackers.ini:

        [SiamFC]
        label = SiamFC
        protocol = trax
        command = track trax --threads 1

      Pictures may come as files, URLs, pixels or JPEG and PNG in memory, regions as rectangles, \
      polygons or masks, of which the box is taken; rectangles go back, with the score as the \
      property "confidence".
      """)

  @Option(help: ArgumentHelp("The model: its name, or the path of its folder.", valueName: "model"))
  var model = "siamfc-alexnet"

  @Option(
    help:
      "The numbers that the network is computed in; auto is the fastest that the processor has instructions for and the model has weights for."
  )
  var precision = PrecisionChoice.auto

  @Option(help: "Threads for the network. (default: one a processor)")
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "The protocol's version to announce, from 1 to 4; clients older than 2023 know none beyond 3.",
      valueName: "version"))
  var `protocol` = 4

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads: found \(threads), expected a number from 1 to 1024")
    }
    guard TraXSession.versions.contains(`protocol`) else {
      throw ValidationError("--protocol: found \(`protocol`), expected a number from 1 to 4")
    }
  }

  func run() throws {
    let connection = try TraXConnection.prepared()
    let output = connection.output
    Interruption.watch {
      // Nothing is to be finished but the conversation.
      output.leave(reason: "interrupted")
      _exit(130)
    }
    let model = try Model(named: model, precision: precision.precision, threads: threads)
    let session = TraXSession(
      version: `protocol`, name: model.name,
      identifier: "track \(TrackCommand.configuration.version)"
    ) { frame, box in
      try model.tracker(startingOn: frame, at: box)
    }
    var server = TraXServer(connection, session: session)
    try server.run()
  }
}
