/// Picture files as a video: one frame each, 25 frames a second. Pictures may differ in size and
/// kind.
///
/// A picture that cannot be decoded is skipped and counted; the others keep their numbers and times,
/// so that frame i is always file i.
final class PictureSequence: PictureSource {
  let information: VideoReader.Information
  private(set) var statistics: VideoReader.Statistics

  private let paths: [String]
  private let options: VideoReader.Options
  private let interrupt: InterruptSwitch
  private var position = 0
  /// The first picture, decoded to learn its size.
  private var pending: Frame?

  /// The nominal frame rate of pictures.
  static let framesPerSecond = 25

  init(
    _ paths: [String], options: VideoReader.Options, interrupt: InterruptSwitch
  ) throws {
    self.paths = paths
    self.options = options
    self.interrupt = interrupt
    statistics = VideoReader.Statistics(promisedFrames: paths.count)
    var description = VideoReader.Information(width: 0, height: 0)
    var firstError: (any Error)?
    while pending == nil, position < paths.count {
      do {
        (pending, description) = try PictureSequence.decode(
          paths[position], number: position, options, interrupt)
      } catch {
        // Too large is no matter of luck with one file.
        if case VideoError.tooManyPixels = error { throw error }
        firstError = firstError ?? error
        statistics.corruptPackets += 1
        position += 1
      }
    }
    if pending == nil, let firstError { throw firstError }
    description.frameCount = paths.count
    description.frameRate = Ratio(numerator: PictureSequence.framesPerSecond, denominator: 1)
    description.timeBase = Ratio(numerator: 1, denominator: PictureSequence.framesPerSecond)
    description.duration = Double(paths.count) / Double(PictureSequence.framesPerSecond)
    information = description
  }

  func next() throws -> Frame? {
    while position < paths.count, !interrupt.isCancelled {
      defer { position += 1 }
      if let first = pending {
        pending = nil
        statistics.framesDecoded += 1
        return first
      }
      do {
        let (frame, _) = try PictureSequence.decode(
          paths[position], number: position, options, interrupt)
        statistics.framesDecoded += 1
        return frame
      } catch {
        if case VideoError.tooManyPixels = error { throw error }
        statistics.corruptPackets += 1
      }
    }
    if position == paths.count { statistics.lostFrames = paths.count - statistics.framesDecoded }
    return nil
  }

  private static func decode(
    _ path: String, number: Int, _ options: VideoReader.Options, _ interrupt: InterruptSwitch
  ) throws -> (Frame, VideoReader.Information) {
    let (frame, information) = try MediaFrames.picture(
      .pictures([path]), source: path, options: options, interrupt: interrupt)
    let time = Double(number) / Double(framesPerSecond)
    return (try frame.renumbered(index: number, timestamp: time), information)
  }
}
