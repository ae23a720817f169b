import Foundation
import Siamese
import TestSupport
import Testing
import Video

@testable import Tracking

/// The tracker on pictures made here, with the shipped weights.
@Suite struct SiamFCTrackerTests {
  private static let model = Result {
    try Model(ModelFolder(Checkout.file("Weights/siamfc-alexnet")), precision: .float32)
  }

  /// A noisy ground with a chequered object on it.
  private func picture(
    objectAt x: Int, _ y: Int, width: Int = 320, height: Int = 240, objectSide: Int = 40
  ) throws -> Frame {
    var random = SeededGenerator(seed: 1)
    var pixels = (0..<3 * width * height).map { _ in UInt8.random(in: 90...130, using: &random) }
    for row in (y..<y + objectSide).clamped(to: 0..<height) {
      for column in (x..<x + objectSide).clamped(to: 0..<width) {
        let isLight = ((row - y) * 5 / objectSide + (column - x) * 5 / objectSide) % 2 == 0
        let place = 3 * (row * width + column)
        pixels[place] = isLight ? 240 : 200
        pixels[place + 1] = isLight ? 220 : 30
        pixels[place + 2] = isLight ? 60 : 40
      }
    }
    return try Frame(rgb: pixels, width: width, height: height)
  }

  private func box(_ x: Int, _ y: Int, side: Int = 40) -> Box {
    Box(x: Double(x), y: Double(y), width: Double(side), height: Double(side))
  }

  @Test func followsAMovingObject() throws {
    var tracker = try Self.model.get().tracker(
      startingOn: picture(objectAt: 100, 80), at: box(100, 80))
    #expect(tracker.track == Track(box: box(100, 80), score: 1, state: .initial))
    for step in 1...10 {
      let (x, y) = (100 + 6 * step, 80 + 3 * step)
      let track = try tracker.update(with: picture(objectAt: x, y))
      #expect(track.box.intersectionOverUnion(box(x, y)) > 0.7, "step \(step)")
      #expect(track == tracker.track)
    }
  }

  @Test func aModelGoesAwayWithItsTrackers() throws {
    weak var gone: Model?
    do {
      let model = try Model(
        ModelFolder(Checkout.file("Weights/siamfc-alexnet")), precision: .float32)
      gone = model
      var tracker = try model.tracker(startingOn: picture(objectAt: 100, 80), at: box(100, 80))
      try tracker.update(with: picture(objectAt: 101, 80))
    }
    #expect(gone == nil)
  }

  @Test func aCopyForksTheTrack() throws {
    var tracker = try SiamFCTracker(
      model: Self.model.get(), startingOn: picture(objectAt: 100, 80), at: box(100, 80))
    var fork = tracker
    try tracker.update(with: picture(objectAt: 110, 80))
    #expect(fork.track.state == .initial)
    try fork.update(with: picture(objectAt: 90, 80))
    #expect(tracker.searchBox.x > 104)
    #expect(fork.searchBox.x < 96)
  }

  @Test func copiesOnSeveralThreadsGiveTheSameBoxes() async throws {
    let start = try SiamFCTracker(
      model: Self.model.get(), startingOn: picture(objectAt: 100, 80), at: box(100, 80))
    let frames = try (1...4).map { try picture(objectAt: 100 + 5 * $0, 80) }
    let tracks = try await withThrowingTaskGroup(of: [Track].self) { group in
      for _ in 0..<4 {
        group.addTask {
          var tracker = start
          return try frames.map { try tracker.update(with: $0) }
        }
      }
      return try await group.reduce(into: [[Track]]()) { $0.append($1) }
    }
    #expect(tracks.count == 4)
    #expect(tracks.allSatisfy { $0 == tracks[0] })
  }

  @Test func aChangeOfSizeScalesTheTrack() throws {
    var tracker = try SiamFCTracker(
      model: Self.model.get(), startingOn: picture(objectAt: 100, 80), at: box(100, 80))
    try tracker.update(
      with: picture(objectAt: 210, 165, width: 640, height: 480, objectSide: 80))
    #expect(tracker.track.box.intersectionOverUnion(box(210, 165, side: 80)) > 0.7)
    try tracker.update(with: picture(objectAt: 105, 82))
    #expect(tracker.track.box.intersectionOverUnion(box(105, 82)) > 0.7)
  }

  @Test func anObjectThatLeavesIsNotSureToBeThere() throws {
    var tracker = try SiamFCTracker(
      model: Self.model.get(), startingOn: picture(objectAt: 100, 80), at: box(100, 80))
    let there = try tracker.update(with: picture(objectAt: 101, 80))
    #expect(there.state == .tracked)
    let gone = try tracker.update(with: picture(objectAt: -400, -400))
    #expect(gone.score < there.score)
    #expect(gone.state != .tracked)
    if gone.state == .lost { #expect(gone.box == there.box) }
  }

  @Test func boxesAnywhereNeverCrash() throws {
    var random = SeededGenerator(seed: 17)
    let frame = try picture(objectAt: 100, 80, width: 64, height: 48)
    let next = try picture(objectAt: 90, 70, width: 64, height: 48)
    for _ in 0..<25 {
      let sides = (
        pow(10, Double.random(in: -2...3, using: &random)),
        pow(10, Double.random(in: -2...3, using: &random))
      )
      let box = Box(
        x: .random(in: -100...100, using: &random), y: .random(in: -100...100, using: &random),
        width: sides.0, height: sides.1)
      do {
        var tracker = try SiamFCTracker(model: Self.model.get(), startingOn: frame, at: box)
        for _ in 0..<2 { try tracker.update(with: next) }
        #expect(tracker.searchBox.area.isFinite)
        #expect((0...1).contains(tracker.track.score))
      } catch is TrackingError {
        // Refused, as it should be where the box cannot be seen.
        let visible = box.intersection(Box(x: 0, y: 0, width: 64, height: 48))
        #expect(visible == nil || max(box.width / 64, box.height / 48) > 20)
      }
    }
  }

  @Test(arguments: [
    Box(x: 0, y: 0, width: 0, height: 5), Box(x: 0, y: 0, width: 5, height: -1),
    Box(x: .nan, y: 0, width: 5, height: 5), Box(x: 0, y: 0, width: .infinity, height: 5),
    Box(x: 320, y: 0, width: 5, height: 5), Box(x: -9, y: 0, width: 9, height: 5),
  ])
  func boxesThatCannotBeTrackedAreRefused(box: Box) throws {
    #expect(throws: TrackingError.self) {
      try Self.model.get().tracker(startingOn: picture(objectAt: 100, 80), at: box)
    }
  }
}
