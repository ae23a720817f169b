import Tracking
import Video

/// What came of one pass.
package struct PassResult {
  /// What the tracker said.
  package var trajectory: Trajectory
  /// How many frames could not be read; the tracker was not asked there.
  var unreadableFrames: Int
  /// How long the pass took, reading included, in seconds.
  var seconds: Double
}

/// One pass in the making.
///
/// The time of a step is that of the tracker alone, on a clock on the wall: from before it is started
/// or updated with a decoded frame until it has answered. Frames that other threads decode meanwhile
/// are in it as far as they take its processor away.
package struct PassRun {
  private let pass: Pass
  private let sequence: BenchmarkSequence
  private let evaluated: EvaluatedTracker
  private var frames: PassFrames
  private var clock: RealTimeClock?

  private var steps: [Trajectory.Step] = []
  private var tracker: (any Tracker)?
  /// What the tracker said last.
  private var answer = (region: Region.absent, score: nil as Double?)
  /// The first step in which the tracker may be started (again).
  private var nextStart: Int
  private var pictureSize = PictureSize(width: 0, height: 0)
  private var unreadableFrames = 0

  /// Opens the sequence.
  ///
  /// - Parameter framesPerSecond: The pace of real time, nil to give the tracker all the time it
  ///   takes.
  /// - Throws: `VideoError` where nothing can be read; ``EvaluationError``.
  init(
    _ pass: Pass, over sequence: BenchmarkSequence, with tracker: EvaluatedTracker,
    framesPerSecond: Double?
  ) throws {
    self.pass = pass
    self.sequence = sequence
    evaluated = tracker
    frames = try PassFrames(pass, of: sequence)
    clock = framesPerSecond.map { RealTimeClock(framesPerSecond: $0) }
    nextStart = pass.firstStep
    steps.reserveCapacity(pass.length(in: sequence.count))
  }

  /// Goes through all frames.
  ///
  /// - Parameter onStep: Called after every step; what it throws ends the pass.
  /// - Throws: ``EvaluationError``, the reader's errors, and what `onStep` throws.
  package static func result(
    of pass: Pass, over sequence: BenchmarkSequence, with tracker: EvaluatedTracker,
    framesPerSecond: Double?, onStep: () throws -> Void
  ) throws -> PassResult {
    let began = monotonicSeconds()
    var run = try PassRun(pass, over: sequence, with: tracker, framesPerSecond: framesPerSecond)
    for step in 0..<pass.length(in: sequence.count) {
      try run.take(step)
      try onStep()
    }
    return PassResult(
      trajectory: Trajectory(
        start: pass.start, isBackward: pass.isBackward, steps: run.steps),
      unreadableFrames: run.unreadableFrames, seconds: monotonicSeconds() - began)
  }

  private mutating func take(_ step: Int) throws {
    do {
      steps.append(try tracker == nil ? begin(in: step) : follow(in: step))
    } catch let error as TrackingError {
      throw EvaluationError.tracker(
        sequence: sequence.name, frame: pass.frame(step), reason: "\(error)")
    }
  }

  /// Starts the tracker if it is time and the object can be seen.
  private mutating func begin(in step: Int) throws -> Trajectory.Step {
    let isFirst = step == pass.firstStep
    let truth = sequence.truth[pass.frame(step)]
    guard step >= nextStart, isFirst || truth.isVisible,
      let box = isFirst ? pass.box : truth.bounds
    else { return .init(.skipped) }
    guard let frame = try frames.frame(at: step) else {
      if isFirst {
        throw EvaluationError.unreadableStart(sequence: sequence.name, frame: pass.frame(step))
      }
      unreadableFrames += 1
      return .init(.skipped)
    }
    pictureSize = PictureSize(width: frame.width, height: frame.height)
    let began = monotonicSeconds()
    let started = try evaluated.tracker(startingOn: frame, at: box)
    let seconds = monotonicSeconds() - began
    clock?.begun(after: seconds)
    tracker = started
    answer = (.box(box), started.track.score)
    return .init(.initialized, score: started.track.score, seconds: seconds)
  }

  /// Asks the tracker, or lets its last answer stand where there is no frame for it.
  private mutating func follow(in step: Int) throws -> Trajectory.Step {
    var seconds: Double?
    if clock?.showsNextFrame() != false {
      if let frame = try frames.frame(at: step) {
        seconds = try update(with: frame)
      } else {
        unreadableFrames += 1
      }
    }
    let truth = sequence.truth[pass.frame(step)]
    let hasFailed =
      pass.isReset && truth.isVisible
      && answer.region.rasterOverlap(truth, in: pictureSize) <= VOTEdition.failureOverlap
    if hasFailed {
      tracker = nil
      nextStart = step + VOTEdition.framesToReset
    }
    return .init(
      hasFailed ? .failed : .region(answer.region), score: answer.score, seconds: seconds)
  }

  private mutating func update(with frame: Frame) throws -> Double {
    guard var tracker else { return 0 }
    // Two references to the tracker's storage would make it copy itself.
    self.tracker = nil
    let began = monotonicSeconds()
    let track = try tracker.update(with: frame)
    let seconds = monotonicSeconds() - began
    clock?.answered(after: seconds)
    answer = (.box(tracker.searchBox), track.score)
    pictureSize = PictureSize(width: frame.width, height: frame.height)
    self.tracker = tracker
    return seconds
  }
}
