import ArgumentParser
import Glibc
import Siamese
import Tracking
import Video

/// One run of the program: from the opened video to the finished files.
struct TrackingRun {
  let options: RunOptions
  let console: Console

  init(options: RunOptions) {
    self.options = options
    console = Console(isQuiet: options.quiet)
  }

  /// Tracks to the end of the video, to `--end`, or until it is interrupted.
  ///
  /// - Throws: `ExitCode` after having said why; errors of reading, tracking and writing.
  func run() throws {
    do {
      try track()
    } catch let refusal as Refusal {
      console.fail(refusal.description)
      throw ExitCode(EX_USAGE)
    }
    if Interruption.isRequested { throw ExitCode(130) }
  }

  private func track() throws {
    Interruption.letWritesFail()
    let cancellation = Cancellation()
    Interruption.watch { cancellation.cancel() }
    let reader = try VideoReader(options.video)
    cancellation.wakes(reader)
    let outputs = try Outputs(options: options, isLive: reader.isLive)
    // The video's first frames are decoded on their own thread while the model is loaded here.
    let model = try Model(named: options.model, threads: options.threads)
    guard let first = try firstFrame(of: reader) else { return }
    let boxes = try options.box.map { try clipped($0, to: first) }
    var sinks = try Sinks(outputs, reader: reader, objects: boxes.count)
    var trackers = try boxes.map { try model.tracker(startingOn: first, at: $0) }
    var progress = Progress(
      console: console, information: reader.information, firstFrame: first, end: options.end)
    do {
      try sinks.append(trackers.map(\.track), of: first)
      while !Interruption.isRequested, let frame = try reader.next() {
        if options.end?.isBefore(frame) == true { break }
        for index in trackers.indices {
          try trackers[index].update(with: frame)
        }
        try sinks.append(trackers.map(\.track), of: frame)
        progress.advance(to: frame, tracks: trackers.map(\.track))
      }
    } catch ResultError.closedEarly {
      // Whoever read the rows has enough; the annotated video is finished all the same.
    }
    progress.clear()
    try sinks.finish()
    try reportDamage(in: reader)
    progress.summarize(outputs: outputs)
  }

  /// Skips to the start frame; nil when interrupted before.
  private func firstFrame(of reader: VideoReader) throws -> Frame? {
    var last: Frame?
    while !Interruption.isRequested, let frame = try reader.next() {
      if !options.start.isAfter(frame) { return frame }
      last = frame
    }
    if Interruption.isRequested { return nil }
    guard let last else { throw VideoError.noFrames(source: options.video) }
    throw Refusal(
      "--start \(options.start.defaultValueDescription): the video ends with frame \(last.index) "
        + "at \(last.timestamp) s")
  }

  /// The part of a box that lies inside the picture.
  private func clipped(_ box: Box, to frame: Frame) throws -> Box {
    do {
      try box.validate(inPictureOfWidth: frame.width, height: frame.height)
    } catch let error as TrackingError {
      throw Refusal("--\(error)")
    }
    let picture = Box(x: 0, y: 0, width: Double(frame.width), height: Double(frame.height))
    let isInside =
      box.x >= 0 && box.y >= 0 && box.right <= picture.right && box.bottom <= picture.bottom
    guard !isInside, let inside = box.intersection(picture) else { return box }
    console.warn(
      "--box \(box.text): lies partly outside the picture, which is \(frame.width) × "
        + "\(frame.height); clipped to \(inside.text)")
    return inside
  }

  /// Warns of what the video lost, once all of it has been read.
  private func reportDamage(in reader: VideoReader) throws {
    guard !Interruption.isRequested else { return }
    let statistics = reader.statistics
    var messages: [String] = []
    if statistics.corruptPackets > 0 {
      messages.append(
        "\(options.video): \(statistics.corruptPackets) corrupt packets were skipped")
    }
    if statistics.damagedFrames > 0 {
      messages.append("\(options.video): \(statistics.damagedFrames) frames are damaged")
    }
    if let lost = statistics.lostFrames, lost > 0, let promised = statistics.promisedFrames {
      messages.append(
        "\(options.video): ends early: \(lost) of the \(promised) frames it promises are lost")
    }
    if options.strict, !messages.isEmpty {
      throw RunError.damaged(messages.joined(separator: "; "))
    }
    messages.forEach(console.warn)
  }
}

extension Box {
  /// The four numbers as `--box` takes them.
  fileprivate var text: String { "\(x),\(y),\(width),\(height)" }
}
