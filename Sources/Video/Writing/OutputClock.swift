/// Turns frames' timestamps into a container's ticks, each later than the one before.
struct OutputClock {
  /// The unit of ticks, in seconds.
  let timeBase: Ratio
  /// How long a frame is shown where nothing says otherwise, in ticks.
  let usualDuration: Int64

  /// The last frame's tick; nil before the first one.
  private var last: Int64?
  /// The first frame's timestamp, in seconds.
  private var start = 0.0
  /// The durations of the frames that no packet was seen of, by their ticks.
  private var durations: [Int64: Int64] = [:]

  /// Creates a clock whose first frame will be at tick 0.
  init(timeBase: Ratio, frameRate: Ratio) {
    self.timeBase = timeBase
    usualDuration = max(1, Int64((1 / (frameRate.value * timeBase.value)).rounded()))
  }

  /// The tick of the next frame, shown `timestamp` seconds after the stream's start.
  ///
  /// A timestamp that is no later than the last frame's becomes the next tick, and one that is no
  /// number follows after the usual duration: a frame is never lost for its time.
  mutating func advance(to timestamp: Double) -> Int64 {
    guard let last else {
      start = timestamp.isFinite ? timestamp : 0
      note(0)
      return 0
    }
    // Beyond 2^53 ticks, some thousand years, a Double no longer tells them apart.
    let exact = ((timestamp - start) / timeBase.value).rounded()
    let tick = abs(exact) < 0x1p53 ? max(Int64(exact), last + 1) : last + usualDuration
    note(tick)
    return tick
  }

  private mutating func note(_ tick: Int64) {
    if let last, durations[last] != nil { durations[last] = tick - last }
    durations[tick] = usualDuration
    last = tick
  }

  /// How long the frame at `tick` is shown; asked once, when its packet is written: until the next
  /// frame where that is known by then.
  mutating func takeDuration(of tick: Int64) -> Int64 {
    durations.removeValue(forKey: tick) ?? usualDuration
  }
}
