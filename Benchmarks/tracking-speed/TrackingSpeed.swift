import ArgumentParser
import Foundation
import Siamese
import Tracking
import Video

/// How fast an object is tracked through frames that were decoded before.
/// `Peers/measure_tracking.py` runs it beside other packages' trackers.
@main struct TrackingSpeed: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tracking-speed",
    abstract: "Time the tracking of an object through decoded frames.",
    discussion: """
      Prints the milliseconds of each round: those of the updates together, without the start on the \
      first frame. Ends with 69 where the processor has no instructions for the precision.
      """)

  @Argument(help: "A video, or a folder of pictures.")
  var clip: String

  @Argument(
    help: ArgumentHelp("The object in the first frame, in pixels.", valueName: "x,y,w,h"),
    transform: box)
  var box: Box

  @Argument(help: "The numbers that the network is computed in.")
  var precision: ModelPrecision

  @Argument(help: "Threads for the network.")
  var threads: Int

  @Argument(help: "How many frames are tracked, at least 2, the first one counted.")
  var frames: Int

  @Argument(help: "How often.")
  var rounds: Int

  @Option(help: "The model: its name, or the path of its folder.")
  var model = "siamfc-alexnet"

  @Option(help: "Where the boxes of the last round go, a line x,y,w,h for each frame.")
  var boxes: String?

  func validate() throws {
    let counts = [("threads", threads, 1), ("frames", frames, 2), ("rounds", rounds, 1)]
    for (name, value, least) in counts where value < least {
      throw ValidationError("\(name): found \(value), expected at least \(least)")
    }
  }

  func run() throws {
    guard precision.isSupported else {
      FileHandle.standardError.write(
        Data("tracking-speed: this processor has no instructions for \(precision.rawValue)\n".utf8))
      throw ExitCode(EX_UNAVAILABLE)
    }
    let reader = try VideoReader(clip)
    var decoded: [Frame] = []
    while decoded.count < frames, let frame = try reader.next() { decoded.append(frame) }
    guard decoded.count == frames else {
      throw ValidationError("\(clip): found \(decoded.count) frames, expected \(frames)")
    }
    let model = try Model(named: model, precision: precision, threads: threads)
    // The first updates touch memory for the first time.
    _ = try track(decoded.prefix(5), with: model)
    var found: [Box] = []
    for _ in 0..<rounds {
      let round = try track(decoded[...], with: model)
      print(round.seconds * 1e3)
      found = round.boxes
    }
    if let boxes {
      let lines = found.map { "\($0.x),\($0.y),\($0.width),\($0.height)\n" }
      try lines.joined().write(toFile: boxes, atomically: false, encoding: .utf8)
    }
  }

  /// Tracks the object from the first of some frames.
  ///
  /// - Returns: The seconds that all updates took, and the box in each frame as the published
  ///   algorithm has it, which knows no lost object.
  private func track(
    _ frames: ArraySlice<Frame>, with model: Model
  ) throws -> (seconds: Double, boxes: [Box]) {
    guard let first = frames.first else { return (0, []) }
    var tracker = try model.tracker(startingOn: first, at: box)
    var boxes = [box]
    let start = monotonicSeconds()
    for frame in frames.dropFirst() {
      try tracker.update(with: frame)
      boxes.append(tracker.searchBox)
    }
    return (monotonicSeconds() - start, boxes)
  }

  @Sendable private static func box(_ argument: String) throws -> Box {
    let numbers = argument.split(separator: ",").compactMap { Double($0) }
    guard numbers.count == 4 else { throw ValidationError("expected x,y,w,h") }
    return Box(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
  }
}

extension ModelPrecision: ExpressibleByArgument {}
