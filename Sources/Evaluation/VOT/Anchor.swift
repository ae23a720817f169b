/// A frame in which a run of the anchor-based experiment begins (VOT 2020 to 2022), and its
/// direction.
public struct Anchor: Hashable, Sendable, Codable {
  /// The frame, counted from 0.
  public let frame: Int
  /// Whether the run goes to the sequence's first frame instead of its last.
  public let isBackward: Bool

  /// Creates an anchor from its parts.
  public init(frame: Int, isBackward: Bool = false) {
    self.frame = frame
    self.isBackward = isBackward
  }

  /// The frames of a run from here, in its order, in a sequence of `count` frames.
  public func frames(of count: Int) -> [Int] {
    isBackward ? (0...frame).reversed() : Array(frame..<max(frame, count))
  }
}

extension Anchor {
  /// The anchors that a data set marks in its `anchor.value`, one number a frame: forward where it
  /// is above 0, backward where it is below; the forward ones first, as the toolkit runs them.
  public static func anchors(marked values: [Int]) -> [Anchor] {
    let forward = values.indices.filter { values[$0] > 0 }.map { Anchor(frame: $0) }
    let backward = values.indices.filter { values[$0] < 0 }
    return forward + backward.map { Anchor(frame: $0, isBackward: true) }
  }

  /// Anchors for a sequence that marks none, as the VOT2020 report lays them: one every `spacing`
  /// frames, moved to the next frame in which the object is visible, each running to the farther
  /// end of the sequence.
  public static func anchors(spaced spacing: Int = 50, truth: [Region]) -> [Anchor] {
    precondition(spacing > 0, "anchors \(spacing) frames apart")
    var frames: [Int] = []
    for start in stride(from: 0, to: truth.count, by: spacing) {
      let end = min(start + spacing, truth.count)
      if let visible = (start..<end).first(where: { truth[$0].isVisible }) {
        frames.append(visible)
      }
    }
    let forward = frames.filter { truth.count - $0 > $0 }.map { Anchor(frame: $0) }
    let backward = frames.filter { truth.count - $0 <= $0 }
    return forward + backward.map { Anchor(frame: $0, isBackward: true) }
  }
}
