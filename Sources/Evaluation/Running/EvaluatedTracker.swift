import Siamese
import Tracking
import Video

/// A tracker as an evaluation sees it: a name, and a way to start it.
public struct EvaluatedTracker: Sendable {
  /// The name that results are filed under.
  public let name: String
  /// What made its tracks, for the manifest; nil where there is no model.
  public let model: RunManifest.ModelOrigin?
  private let start: @Sendable (Frame, Box) throws -> any Tracker

  /// Creates a tracker from what starts it.
  ///
  /// - Parameters:
  ///   - name: The name that results are filed under.
  ///   - model: What made its tracks.
  ///   - start: Starts a track in a frame, at a box in pixels. Called from several threads at once.
  public init(
    name: String, model: RunManifest.ModelOrigin? = nil,
    start: @escaping @Sendable (Frame, Box) throws -> any Tracker
  ) {
    self.name = name
    self.model = model
    self.start = start
  }

  /// Starts a track.
  func tracker(startingOn frame: Frame, at box: Box) throws -> any Tracker {
    try start(frame, box)
  }
}
