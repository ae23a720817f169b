import Foundation
import Siamese
import Tracking
import Video

/// One tracked box: what its score is computed from, and whether it was right.
struct Sample {
  var features: SIMD3<Double>
  var isRight: Bool
}

/// A folder with pictures in `img` and true boxes in `truth.csv`.
struct LabelledSequence {
  var name: String
  var pictures: String
  /// The true box of every frame in which the object can be seen.
  var truth: [Int: Box]

  static func all(in folder: String) throws -> [LabelledSequence] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/truth.csv") }
      .map { try LabelledSequence(folder: "\(folder)/\($0)", name: $0) }
  }

  private init(folder: String, name: String) throws {
    self.name = name
    pictures = folder + "/img"
    truth = [:]
    let text = try String(contentsOfFile: folder + "/truth.csv", encoding: .utf8)
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: ",").compactMap { Double($0) }
      guard fields.count >= 6 else { continue }
      truth[Int(fields[0])] = Box(x: fields[2], y: fields[3], width: fields[4], height: fields[5])
    }
  }

  /// How many frames a track is followed: long enough to lose the object, and no sequence counts
  /// for much more than another.
  private static let longestTrack = 120

  /// Tracks from frames spread evenly over the sequence.
  func samples(model: Model, starts: Int) throws -> [Sample] {
    let labelled = truth.keys.sorted()
    let startFrames = Set(
      (0..<starts).compactMap { start in
        labelled.isEmpty ? nil : labelled[start * labelled.count / starts]
      })
    var trackers: [(start: Int, tracker: SiamFCTracker)] = []
    var samples: [Sample] = []
    let reader = try VideoReader(pictures)
    while let frame = try reader.next() {
      trackers.removeAll { frame.index > $0.start + Self.longestTrack }
      for index in trackers.indices {
        try trackers[index].tracker.update(with: frame)
        guard let box = truth[frame.index] else { continue }
        let tracker = trackers[index].tracker
        let overlap = tracker.searchBox.intersectionOverUnion(box)
        samples.append(Sample(features: tracker.features, isRight: overlap >= 0.5))
      }
      if startFrames.contains(frame.index), let box = truth[frame.index] {
        trackers.append(
          (frame.index, try SiamFCTracker(model: model, startingOn: frame, at: box)))
      }
    }
    return samples
  }
}
