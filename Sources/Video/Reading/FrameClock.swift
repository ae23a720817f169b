/// Turns a stream's timestamps into seconds from its start that only ever grow.
///
/// Variable frame rates keep their own times. A frame without a timestamp follows the one before it
/// by a frame's usual duration. Where timestamps jump back by more than `largestStep` (a stream that
/// was restarted or joined), the clock goes on from where it was.
struct FrameClock {
  /// Seconds per unit of the stream's timestamps.
  let unit: Double
  /// A frame's usual duration, in seconds.
  let usualDuration: Double
  /// The timestamp that is second 0; found at the first frame where the stream does not say.
  private var start: Double?
  private var previous: Double?
  /// The largest step back, in seconds, that is taken for a flaw of one frame rather than a restart.
  private let largestStep = 1.0

  init(unit: Double, usualDuration: Double, start: Int64?) {
    self.unit = unit
    self.usualDuration = usualDuration
    self.start = start.map { Double($0) * unit }
  }

  /// Makes the first frame's timestamp second 0, whatever the stream said.
  mutating func startAtFirstFrame() {
    if previous == nil { start = nil }
  }

  /// The time of the next frame in display order.
  mutating func time(of timestamp: Int64?) -> Double {
    let time = next(timestamp.map { Double($0) * unit })
    previous = time
    return time
  }

  private mutating func next(_ stamp: Double?) -> Double {
    guard let previous else {
      guard let stamp else { return 0 }
      // A first frame before the announced start starts the clock.
      let begin = min(start ?? stamp, stamp)
      start = begin
      return stamp - begin
    }
    guard let stamp else { return previous + usualDuration }
    let begin = start ?? (stamp - previous - usualDuration)
    start = begin
    let time = stamp - begin
    if time > previous { return time }
    if previous - time > largestStep {
      start = stamp - previous - usualDuration
      return previous + usualDuration
    }
    // As little later as the six decimals of a results file can tell.
    return previous + max(min(unit, usualDuration / 2), 1e-6)
  }
}
