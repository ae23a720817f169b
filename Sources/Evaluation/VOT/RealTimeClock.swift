/// Which frames a tracker gets to see when frames come at a fixed rate, by the rule of the
/// vot-toolkit 0.9.0's real-time experiments.
///
/// A tracker that took longer than the time between two frames is not shown the frames that came
/// meanwhile; for those its last answer stands. The first answers that are late after each beginning
/// are forgiven.
///
///     var clock = RealTimeClock(framesPerSecond: 30)
///     clock.begun(after: seconds of the initialization)
///     for frame in the rest of the run {
///       if clock.showsNextFrame() { answer = …; clock.answered(after: seconds of the update) }
///       the answer of this frame is `answer`
///     }
public struct RealTimeClock: Hashable, Sendable {
  /// The seconds between two frames.
  public let interval: Double
  /// How many late answers are forgiven after each beginning.
  public let grace: Int
  private var forgiven = 0
  private var behind = 0.0

  /// Creates a clock that is to be begun first.
  ///
  /// - Precondition: the rate is above 0.
  public init(framesPerSecond: Double, grace: Int = VOTEdition.realTimeGrace) {
    precondition(framesPerSecond > 0, "real time at \(framesPerSecond) frames a second")
    interval = 1 / framesPerSecond
    self.grace = grace
  }

  /// Says that the tracker was begun (again), which took so many seconds.
  public mutating func begun(after seconds: Double) {
    forgiven = 0
    behind = 0
    answered(after: seconds)
  }

  /// Whether the tracker is shown the frame that comes now; where it is not, its last answer stands.
  public mutating func showsNextFrame() -> Bool {
    if behind > interval {
      behind -= interval
      return false
    }
    behind = 0
    return true
  }

  /// Says that the tracker answered for the frame it was shown, which took so many seconds.
  public mutating func answered(after seconds: Double) {
    guard seconds > interval else { return }
    if forgiven < grace {
      forgiven += 1
    } else {
      behind = seconds - interval
    }
  }

  /// The frame whose answer stands at each frame of one run, for a tracker whose answer to frame i,
  /// if it is asked for one, takes `seconds[i]`; frame 0 is the one of the beginning.
  public func answeringFrames(seconds: [Double]) -> [Int] {
    var clock = self
    var answering: [Int] = []
    for (frame, time) in seconds.enumerated() {
      if frame == 0 {
        clock.begun(after: time)
      } else if clock.showsNextFrame() {
        clock.answered(after: time)
      } else {
        answering.append(answering[frame - 1])
        continue
      }
      answering.append(frame)
    }
    return answering
  }
}
