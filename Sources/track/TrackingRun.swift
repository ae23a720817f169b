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
    try refusingUse(track)
    if Interruption.isRequested { throw ExitCode(130) }
  }

  private func track() throws {
    let cancellation = Cancellation()
    Interruption.watch { cancellation.cancel() }
    let reader = try VideoReader(options.video)
    cancellation.wakes(reader)
    let outputs = try Outputs(options: options, isLive: reader.isLive)
    // The video's first frames are decoded on their own thread while the model is loaded here.
    let model = try Model(
      named: options.model, precision: options.precision.precision, threads: options.threads)
    guard let first = try firstFrame(of: reader) else { return }
    let boxes = try options.box.map { try clipped($0, to: first) }
    var times = TimeTable()
    var trackers = try boxes.map { try model.tracker(startingOn: first, at: $0) }
    var progress = Progress(
      console: console, information: reader.information, end: options.end)
    var last = first
    do {
      var sinks = try Sinks(outputs, reader: reader, objects: boxes.count)
      do {
        try sinks.append(trackers.map(\.track), of: first)
        while !Interruption.isRequested,
          let frame = try times.measure(\.waiting, { try reader.next() })
        {
          if options.end?.isBefore(frame) == true { break }
          for index in trackers.indices {
            try trackers[index].update(with: frame)
          }
          try times.measure(\.writing) { try sinks.append(trackers.map(\.track), of: frame) }
          progress.advance(to: frame, tracks: trackers.map(\.track))
          last = frame
        }
      } catch ResultError.closedEarly {
        // Whoever read the rows has enough; the annotated video is finished all the same.
      } catch {
        progress.clear()
        sinks.abandon()
        throw error
      }
      progress.clear()
      try times.measure(\.writing) { try sinks.finish() }
    } catch ResultError.closedEarly {
      // Nobody even waited for the first row.
    }
    try reportDamage(in: reader, last: last)
    progress.summarize(outputs: outputs, model: model)
    if options.timing, let tracker = trackers.first {
      console.write(
        times.text(
          frames: progress.frames, tracking: tracker.times,
          decoding: reader.statistics.decodingSeconds))
    }
  }

  /// Skips to the start frame; nil when interrupted before.
  private func firstFrame(of reader: VideoReader) throws -> Frame? {
    var last: Frame?
    while !Interruption.isRequested, let frame = try reader.next() {
      guard !options.start.isAfter(frame) else {
        last = frame
        continue
      }
      if options.end?.isBefore(frame) == true {
        throw Refusal("--end: lies before --start, which is frame \(frame.index)")
      }
      return frame
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
      "--box \(box.numbers): lies partly outside the picture, which is \(frame.width) × "
        + "\(frame.height); clipped to \(inside.numbers)")
    return inside
  }

  /// Warns of what the video lost, once all of it has been read.
  private func reportDamage(in reader: VideoReader, last: Frame) throws {
    guard !Interruption.isRequested else { return }
    let statistics = reader.statistics
    var damages: [String] = []
    if statistics.corruptPackets > 0 {
      damages.append("\(counted(statistics.corruptPackets, "corrupt packet")) skipped")
    }
    if statistics.damagedFrames > 0 {
      damages.append("\(counted(statistics.damagedFrames, "damaged frame")) shown as decoded")
    }
    if let lost = statistics.lostFrames, lost > 0, let promised = statistics.promisedFrames {
      damages.append("\(lost) of the \(promised) frames it promises are lost")
    } else if statistics.promisedFrames == nil, options.end == nil,
      let duration = reader.information.duration, duration - last.timestamp > 1.5
    {
      damages.append("ends at \(last.timestamp) s of the \(duration) s it promises")
    }
    guard !damages.isEmpty else { return }
    let message = "\(options.video): " + damages.joined(separator: ", ")
    if options.strict { throw RunError.damaged(message) }
    console.warn(message)
  }

  private func counted(_ count: Int, _ thing: String) -> String {
    "\(count) \(thing)\(count == 1 ? "" : "s")"
  }
}
