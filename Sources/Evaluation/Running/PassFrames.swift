import Video

/// The frames of one pass over a sequence, decoded ahead on a thread of their own.
///
/// Pictures are read from any one on, in any direction. A video is decoded from its beginning also for
/// a pass that starts later, and forward only: to go back through one, somebody would have to decode
/// it again and again or to hold all of it.
struct PassFrames {
  private let sequence: (name: String, count: Int)
  /// The video's frame that is the sequence's first.
  private let first: Int
  private let reader: VideoReader
  /// What to take from a frame's index to have the step of the pass.
  private let offset: Int
  private let isVideo: Bool
  /// A frame that was read and not asked for yet.
  private var pending: Frame?
  private var isAtEnd = false
  private var framesRead = 0

  /// Opens the sequence's pictures or its video.
  ///
  /// - Throws: `VideoError` where nothing can be read; ``EvaluationError``.
  init(_ pass: Pass, of sequence: BenchmarkSequence) throws {
    var options = VideoReader.Options()
    // The other processors have sequences of their own.
    options.decodingThreads = 1
    self.sequence = (sequence.name, sequence.count)
    switch sequence.frames {
    case .pictures(let paths):
      guard paths.count == sequence.count else {
        throw EvaluationError.frameCount(
          sequence: sequence.name, found: paths.count, expected: sequence.count)
      }
      let ordered =
        pass.isBackward ? Array(paths[...pass.start].reversed()) : Array(paths[pass.start...])
      reader = try VideoReader(pictures: ordered, options: options)
      offset = 0
      first = 0
      isVideo = false
    case .video(let path, let first):
      guard !pass.isBackward else {
        throw EvaluationError.backwardVideo(sequence: sequence.name, path: path)
      }
      reader = try VideoReader(path, options: options)
      offset = first + pass.start
      self.first = first
      isVideo = true
    }
  }

  /// The frame of a step of the pass, nil where it cannot be read. Steps are asked for in rising
  /// order; those that are left out are thrown away.
  ///
  /// - Throws: ``EvaluationError/videoEnded(sequence:found:expected:)`` where a video is over; the reader's
  ///   errors.
  mutating func frame(at step: Int) throws -> Frame? {
    while !isAtEnd {
      if pending == nil {
        pending = try reader.next()
        isAtEnd = pending == nil
        if !isAtEnd { framesRead += 1 }
      }
      guard let frame = pending else { break }
      if frame.index - offset > step { return nil }
      pending = nil
      if frame.index - offset == step { return frame }
    }
    guard !isVideo else {
      throw EvaluationError.videoEnded(
        sequence: sequence.name, found: max(framesRead - first, 0), expected: sequence.count)
    }
    return nil
  }
}
