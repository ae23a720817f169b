import Evaluation
import Foundation
import Siamese
import Tracking
import Video

/// A tracker that reads where the object is from the picture's grey level: x is the level, y how
/// often it was updated, the size that of the first box.
struct LevelTracker: Tracker {
  private(set) var track: Track
  private(set) var searchBox: Box
  private let secondsPerUpdate: Double
  private let movesDown: Bool

  init(model: Model, startingOn frame: Frame, at box: Box) throws {
    try self.init(startingOn: frame, at: box)
  }

  init(startingOn frame: Frame, at box: Box, secondsPerUpdate: Double = 0, movesDown: Bool = true)
    throws
  {
    self.secondsPerUpdate = secondsPerUpdate
    self.movesDown = movesDown
    track = Track(box: box, score: 1, state: .initial)
    searchBox = box
    if movesDown { searchBox.y = 0 }
  }

  mutating func update(with frame: Frame) throws -> Track {
    if secondsPerUpdate > 0 { Thread.sleep(forTimeInterval: secondsPerUpdate) }
    let level = Double(try frame.meanColor().red)
    searchBox = Box(
      x: level, y: searchBox.y + (movesDown ? 1 : 0), width: searchBox.width,
      height: searchBox.height)
    // What a person is told is another box: benchmarks do not want it.
    track = Track(box: Box(x: -1, y: -1, width: 1, height: 1), score: level / 256, state: .lost)
    return track
  }

  static let evaluated = EvaluatedTracker(name: "level") { frame, box in
    try LevelTracker(startingOn: frame, at: box)
  }
}
