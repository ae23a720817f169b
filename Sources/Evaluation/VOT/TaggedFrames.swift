/// What is measured in one sequence's frames that have a tag, ready to be added to that of others.
struct TaggedFrames: Hashable, Sendable, Codable {
  /// The frames that have the tag; of runs from anchors, those of all runs.
  var frames = 0.0
  /// The frames among them that count for accuracy.
  var counted = 0.0
  /// The sum of their overlaps.
  var overlap = 0.0
  /// The failures in these frames.
  var failures = 0.0

  /// The mean overlap of the frames that count.
  var accuracy: Double { counted > 0 ? overlap / counted : 0 }

  static func + (one: TaggedFrames, other: TaggedFrames) -> TaggedFrames {
    TaggedFrames(
      frames: one.frames + other.frames, counted: one.counted + other.counted,
      overlap: one.overlap + other.overlap, failures: one.failures + other.failures)
  }
}

/// The sums over sequences, by tag.
func sums(of sequences: [[String: TaggedFrames]]) -> [String: TaggedFrames] {
  sequences.reduce(into: [:]) { sums, sequence in sums.merge(sequence, uniquingKeysWith: +) }
}

/// The part of some frames, from 0 to 1, that have each tag.
func shares(of tags: [String: [Bool]], in frames: [Int]) -> [String: Double] {
  guard !frames.isEmpty else { return [:] }
  return tags.mapValues { tagged in
    Double(frames.count { tagged.indices.contains($0) && tagged[$0] }) / Double(frames.count)
  }
}

extension [String: [Bool]] {
  /// The tags and one more, `empty`, for the frames that have none of them, as VOT's reports have it.
  public func withEmptyTag(frames: Int) -> [String: [Bool]] {
    var tags = self
    tags["empty"] = (0..<frames).map { frame in
      values.allSatisfy { !$0.indices.contains(frame) || !$0[frame] }
    }
    return tags
  }
}
