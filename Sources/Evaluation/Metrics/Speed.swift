/// How fast a tracker was.
public struct Speed: Sendable, Codable, Hashable {
  /// How many frames were timed.
  public let frames: Int
  /// How long the tracker took for them, without reading the frames, in seconds.
  public let trackingSeconds: Double
  /// How long the whole took, reading the frames and writing the results included, in seconds; nil
  /// where nobody measured it.
  public let wholeSeconds: Double?
  /// The time within which half of the frames were done, in seconds.
  public let median: Double
  /// The time within which 95 of 100 frames were done, in seconds.
  public let percentile95: Double
  /// The time within which 99 of 100 frames were done, in seconds.
  public let percentile99: Double
  /// The mean over frames of 1 / time, in frames per second: what the got10k toolkit calls speed.
  /// Never less than ``framesPerSecond``: fast frames weigh more than slow ones. Frames that took no
  /// time at all are left out.
  public let meanOfRates: Double

  /// Frames divided by the seconds of tracking.
  public var framesPerSecond: Double { Double(frames) / trackingSeconds }
  /// Frames divided by the seconds of the whole.
  public var wholeFramesPerSecond: Double? { wholeSeconds.map { Double(frames) / $0 } }

  /// Sums up the times of single frames, of one sequence or of all; nil where none is positive.
  ///
  /// - Parameters:
  ///   - frameSeconds: The time of each frame. NaN and negative numbers are no times and left out.
  ///   - wholeSeconds: How long the whole took.
  public init?(frameSeconds: [Double], wholeSeconds: Double? = nil) {
    let times = frameSeconds.filter { $0 >= 0 && $0.isFinite }.sorted()
    let positive = times.filter { $0 > 0 }
    guard !positive.isEmpty else { return nil }
    frames = times.count
    trackingSeconds = times.reduce(0, +)
    self.wholeSeconds = wholeSeconds
    median = times.quantile(0.5)
    percentile95 = times.quantile(0.95)
    percentile99 = times.quantile(0.99)
    meanOfRates = positive.map { 1 / $0 }.mean
  }

  /// Sums up the times that runs measured; nil where they measured none.
  public init?(of trajectories: [Trajectory], wholeSeconds: Double? = nil) {
    self.init(
      frameSeconds: trajectories.flatMap { $0.steps.compactMap(\.seconds) },
      wholeSeconds: wholeSeconds)
  }
}
