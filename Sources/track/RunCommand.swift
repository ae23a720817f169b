import ArgumentParser

/// Tracking, the default: `track run` is needed only for a video that is named like a subcommand.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Follow an object through a video (the default).",
    usage: "track <video> --box <x,y,w,h> [<options>]",
    discussion: """
      Give the object's box in one frame; the program writes where the object is in every frame \
      after it, as a table of boxes and, if asked, as a video with the boxes drawn.

      Examples:
        track swans.mp4 --box 212,96,140,88
        track swans.mp4 --box 212,96,140,88 --video swans.annotated.mp4
        track race.mkv --start 1:05.2 --box 40,60,30,80 --box 300,64,28,76
        track frames/ --box 10,20,64,64 --output boxes.jsonl --format json-lines
        ffmpeg -i rtsp://camera/1 -f nut - | track - --box 100,80,60,60

      A video named like a subcommand is given as a path, ./import, or to track run.
      """)

  @OptionGroup var options: RunOptions

  func run() throws {
    try TrackingRun(options: options).run()
  }
}
