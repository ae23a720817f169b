import Siamese
import Tracking
import Video

/// A tracker that moves one pixel to the right with every frame, and is a little less sure.
struct FakeTracker: Tracker {
  private(set) var track: Track

  struct NotMadeForModels: Error {}

  init(model: Model, startingOn frame: Frame, at box: Box) throws {
    throw NotMadeForModels()
  }

  init(startingOn frame: Frame, at box: Box) throws {
    try box.validate(inPictureOfWidth: frame.width, height: frame.height)
    track = Track(box: box, score: 1, state: .initial)
  }

  mutating func update(with frame: Frame) throws -> Track {
    track.box.x += 1
    track.score /= 2
    return track
  }
}
