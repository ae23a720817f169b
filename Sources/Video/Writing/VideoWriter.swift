import CLibAV

/// Writes annotated video: each frame with boxes, labels and trails drawn over it.
///
/// The path decides what is written:
/// - a video file, by its extension: `mp4`, `m4v`, `mov`, `mkv`, `webm`, `avi` or `ts`, encoded
///   by the best encoder that the installed libav has for it;
/// - a PNG or JPEG picture a frame, for a pattern such as `frames/%05d.jpg`, or PNG pictures in a
///   folder, for `frames/`. A picture's number is its frame's ``Frame/index``, or the next number
///   where frames do not count upwards.
///
/// The first frame is shown at 0 s, and every later one as much later as its timestamp says. (AVI
/// has no timestamps: there, a frame is shown at the nearest multiple of the average duration.)
/// Pictures are written upright, with the pixel aspect ratio of the source. The first frame's
/// size is the video's: later frames of another size are scaled to it, and for encoders that need
/// even sizes, the last column or row of an odd size is repeated.
///
/// A file of that name is replaced. It is created by `init`, and removed by ``finish()`` where no
/// frame came. Call ``finish()`` also when frames end early or with an error: without it, a file
/// may lack its index and not play.
public final class VideoWriter {
  /// Where the video goes, as given.
  public let path: String
  /// The number of frames written.
  public private(set) var frameCount = 0
  /// libavcodec's name of the encoder.
  public var encoderName: String { stage.encoder.name }

  private let plan: OutputPlan
  private let sink: any PacketSink
  private let importer = FrameImporter()
  private var stage: OutputStage
  /// Whether the file's header is written.
  private var isStarted = false
  private var state = State.open

  private enum State {
    case open
    /// Writing has failed; what there is can still be closed.
    case failed(any Error)
    /// All is closed; why the file is not complete, or nil where it is.
    case closed((any Error)?)
  }

  /// Prepares to write frames of a video that is like another one.
  ///
  /// - Parameters:
  ///   - path: a video file, a pattern or a folder; see above.
  ///   - information: tells the pixel aspect ratio; the average frame rate, a hint to players and
  ///     encoders; and the size, which finds out before the first frame whether an encoder works.
  /// - Throws: ``VideoWritingError`` where the path names no format or no folder, where nothing
  ///   can be created there, and where no encoder works.
  public init(_ path: String, like information: VideoReader.Information) throws {
    self.path = path
    let destination = try OutputDestination(path: path)
    plan = OutputPlan(
      path: path, destination: destination, encoders: destination.encoders,
      pixelAspectRatio: information.pixelAspectRatio,
      frameRate: Self.usable(information.frameRate), colors: information.color)
    let isSizeKnown = information.width > 0 && information.height > 0
    stage = try OutputStage(
      plan, width: isSizeKnown ? information.width : 64,
      height: isSizeKnown ? information.height : 64)
    do {
      sink = try destination.makeSink()
    } catch let failure as LibraryFailure {
      throw VideoWritingError.cannotCreate(path: path, reason: failure.reason)
    }
  }

  /// Writes a frame with annotations drawn over it.
  ///
  /// - Parameters:
  ///   - frame: shown as much later than the first one as their timestamps differ.
  ///   - annotations: in the frame's own pixels, drawn in this order.
  /// - Throws: ``VideoWritingError`` where the frame cannot be encoded or stored, after which
  ///   only ``finish()`` is of use; ``VideoError`` where the frame's pixels cannot be converted.
  public func write(_ frame: Frame, annotations: [Annotation] = []) throws {
    switch state {
    case .open: break
    case .failed(let error): throw error
    case .closed(let error): throw error ?? VideoWritingError.alreadyFinished(path: path)
    }
    if !isStarted { try start(width: frame.width, height: frame.height) }
    try importer.draw(frame, on: stage.canvas)
    stage.draw(annotations, sourceWidth: frame.width, sourceHeight: frame.height)
    try attempt(writingFailure) { try stage.encode(frame, into: sink) }
    frameCount += 1
  }

  /// Writes what is left and the file's end; removes the file where no frame was written.
  ///
  /// May be called again, to no effect but the same error.
  ///
  /// - Throws: ``VideoWritingError`` where the file is not complete, also because writing a frame
  ///   had failed. What could be written remains.
  public func finish() throws {
    switch state {
    case .open: break
    case .closed(let error):
      if let error { throw error }
      return
    case .failed(let error):
      saveWhatThereIs()
      state = .closed(error)
      throw error
    }
    guard frameCount > 0 else {
      sink.discard()
      state = .closed(nil)
      return
    }
    do {
      try attempt(finishingFailure) {
        try stage.finish(into: sink)
        try sink.finish()
      }
      state = .closed(nil)
    } catch {
      state = .closed(error)
      throw error
    }
  }

  /// Ends a file that could not be written to its end; why it could not is known by now.
  private func saveWhatThereIs() {
    guard frameCount > 0 else { return sink.discard() }
    try? stage.finish(into: sink)
    try? sink.finish()
  }

  /// Writes the file's header, for frames of this size.
  private func start(width: Int, height: Int) throws {
    if stage.canvas.width != width || stage.canvas.height != height {
      stage = try OutputStage(plan, width: width, height: height)
    }
    try attempt(writingFailure) { try sink.start(stage.encoder) }
    isStarted = true
  }

  private func writingFailure(_ reason: String) -> VideoWritingError {
    .cannotWrite(path: path, frame: frameCount, reason: reason)
  }

  private func finishingFailure(_ reason: String) -> VideoWritingError {
    .cannotFinish(path: path, reason: reason)
  }

  /// Runs a step after which a failure leaves the file incomplete.
  private func attempt(
    _ error: (_ reason: String) -> VideoWritingError, _ step: () throws -> Void
  ) throws {
    do {
      try step()
    } catch let failure as LibraryFailure {
      let error = error(failure.reason)
      state = .failed(error)
      throw error
    }
  }

  /// The average frame rate where it is known and makes sense, else 30 frames a second.
  private static func usable(_ rate: Ratio?) -> Ratio {
    let usual = Ratio(numerator: 30, denominator: 1)
    guard let rate, (0.1...1000).contains(rate.value), rate.rational.num > 0 else { return usual }
    return rate
  }
}
