import Siamese
import Tracking
import Video

/// Trackers of one model that follow their objects through decoded frames, again and again.
final class TrackingLoop {
  private let frames: [Frame]
  private let starts: [SiamFCTracker]
  private var trackers: [SiamFCTracker]
  private var next = 1
  private var steps = 0
  /// What the start took.
  private let startTimes: TrackingTimes

  /// - Parameter boxes: In the first of the frames.
  init(_ frames: [Frame], _ boxes: [Box], _ precision: ModelPrecision, threads: Int) throws {
    let model = try Model(named: "siamfc-alexnet", precision: precision, threads: threads)
    self.frames = frames
    starts = try boxes.map { try SiamFCTracker(model: model, startingOn: frames[0], at: $0) }
    trackers = starts
    startTimes = starts.first?.times ?? TrackingTimes()
  }

  /// The next frame for all trackers; after the last one they start again.
  func step() throws {
    for index in trackers.indices { try trackers[index].update(with: frames[next]) }
    next += 1
    steps += 1
    if next == frames.count { (trackers, next) = (starts, 1) }
  }

  /// A part of an update in milliseconds, on average over all of them.
  func milliseconds(_ part: KeyPath<TrackingTimes, Double>) -> Double {
    let seconds = (trackers.first?.times[keyPath: part] ?? 0) - startTimes[keyPath: part]
    return seconds * 1e3 / Double(max(steps * starts.count, 1))
  }
}
