import Siamese
import Video

/// Follows one object through the frames of a video.
///
/// A tracker is a value that owns its state: copying it forks the track, and every copy can be used
/// from its own thread. Networks and scratch memory are shared behind the scenes.
public protocol Tracker: Sendable {
  /// Starts a track.
  ///
  /// - Parameters:
  ///   - model: The network and its settings.
  ///   - frame: The frame in which the object is known.
  ///   - box: The object's box in that frame, in pixels.
  /// - Throws: ``TrackingError`` where the box cannot be tracked or the model is made for another
  ///   tracker; the network's and the frame's errors.
  init(model: Model, startingOn frame: Frame, at box: Box) throws

  /// What the tracker said last: of the first frame, the given box with the state
  /// ``TrackState/initial``.
  var track: Track { get }

  /// Where the algorithm itself has the object, whatever it would tell a person: unlike
  /// ``track``'s box it goes on moving while the object is lost. Benchmarks measure this one, as they
  /// do of a published algorithm. The box of ``track`` unless a tracker says otherwise.
  var searchBox: Box { get }

  /// Where the time went of all trackers of this one's model together.
  var times: TrackingTimes { get }

  /// Finds the object in the next frame.
  ///
  /// - Parameter frame: The frame that follows, in time, the one given last. Its size may differ;
  ///   the track is then scaled with it.
  /// - Returns: Where the object is, also kept as ``track``.
  @discardableResult
  mutating func update(with frame: Frame) throws -> Track
}

extension Tracker {
  public var searchBox: Box { track.box }
  public var times: TrackingTimes { TrackingTimes() }
}

extension Model {
  /// Starts the tracker that this model was made for.
  ///
  /// - Parameters:
  ///   - frame: The frame in which the object is known.
  ///   - box: The object's box in that frame, in pixels.
  /// - Throws: ``TrackingError`` where the box cannot be tracked; the network's and the frame's
  ///   errors.
  public func tracker(startingOn frame: Frame, at box: Box) throws -> any Tracker {
    switch configuration.tracker {
    case .siamFC: try SiamFCTracker(model: self, startingOn: frame, at: box)
    }
  }
}
