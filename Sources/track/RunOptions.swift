import ArgumentParser
import Tracking
import Video

/// What tracking takes.
struct RunOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The video: a file, '-' for standard input, a URL, a folder of pictures or a pattern such as frames/%05d.jpg.",
      valueName: "video"),
    completion: .file())
  var video: String

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "The object's box in the first tracked frame: left, top, width and height in pixels. Repeat it for several objects.",
      valueName: "x,y,w,h"),
    transform: Box.init(argument:))
  var box: [Box] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where the boxes go, '-' for standard output. (default: beside the video, clip.track.csv; standard output for streams)",
      valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    name: .customLong("video"),
    help: ArgumentHelp(
      "Also write the video with the boxes drawn: .mp4, .mkv, .webm, or a folder or pattern of .png or .jpg pictures.",
      valueName: "file"),
    completion: .file())
  var annotated: String?

  @Option(help: "How the boxes are written.")
  var format: ResultFormat?

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
      "The frame that the box belongs to: its number, from 0, or a time such as 4.5s or 1:05.2.",
      valueName: "frame or time"))
  var start: FramePosition = .frame(0)

  @Option(
    help: ArgumentHelp(
      "The last frame to track: its number or its time.", valueName: "frame or time"))
  var end: FramePosition?

  @Flag(help: "Overwrite files that exist.")
  var force = false

  @Flag(help: "Fail (exit code 1) where the video is damaged or ends too early, at its end.")
  var strict = false

  @Flag(help: "Say at the end where the time went: decoding, crops, every layer, writing.")
  var timing = false

  @Flag(name: .shortAndLong, help: "No progress, no summary, no warnings.")
  var quiet = false

  func validate() throws {
    guard !box.isEmpty else {
      throw ValidationError(
        "no --box given, expected the object's box in the first tracked frame as x,y,w,h")
    }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads: found \(threads), expected a number from 1 to 1024")
    }
    if case .frame(let first) = start, case .frame(let last) = end, last < first {
      throw ValidationError("--end: found frame \(last), expected one from --start \(first) on")
    }
    if case .time(let first) = start, case .time(let last) = end, last < first {
      throw ValidationError("--end: found \(last) s, expected a time from --start \(first) s on")
    }
    if format == .otb, box.count > 1 {
      throw ValidationError(
        "--format otb: found \(box.count) boxes, expected one; mot takes several")
    }
  }
}
