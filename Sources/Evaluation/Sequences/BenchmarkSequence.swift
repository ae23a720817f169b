/// One video of a benchmark with the truth about one object in it.
public struct BenchmarkSequence: Sendable {
  /// The name that the benchmark gives it; results are filed under it.
  public let name: String
  /// Where its frames come from.
  public let frames: FrameSource
  /// Where the object is, one region a frame; ``Region/unknown`` where only the benchmark's server
  /// knows.
  public let truth: [Region]
  /// What the benchmark says of the whole sequence, such as `occlusion`, by the benchmark's names.
  public let attributes: [String]
  /// What the benchmark says of each frame, by the names of the tags.
  public let frameTags: [String: [Bool]]
  /// Frames that the benchmark's own measure leaves out although they have a box, such as GOT-10k's
  /// frames with nothing of the object in view. Empty where there are none.
  public let ignored: [Bool]
  /// Where VOT's multi-start experiment begins, one number a frame, as its `anchor.value` has it: 1
  /// for a run from this frame to the last, −1 for one back to the first, 0 for none. Empty where
  /// the benchmark names no anchors.
  public let anchors: [Int]

  /// Creates a sequence from its parts.
  public init(
    name: String, frames: FrameSource, truth: [Region], attributes: [String] = [],
    frameTags: [String: [Bool]] = [:], ignored: [Bool] = [], anchors: [Int] = []
  ) {
    self.name = name
    self.frames = frames
    self.truth = truth
    self.attributes = attributes
    self.frameTags = frameTags
    self.ignored = ignored
    self.anchors = anchors
  }

  /// The number of frames that count.
  public var count: Int { truth.count }
}

extension BenchmarkSequence {
  /// The frames of a range as a sequence of their own.
  ///
  /// - Precondition: There are as many pictures as regions.
  package func part(_ range: Range<Int>) -> BenchmarkSequence {
    let frames: FrameSource =
      switch self.frames {
      case .pictures(let paths): .pictures(Array(paths[range]))
      case .video(let path, let first): .video(path: path, first: first + range.lowerBound)
      }
    return BenchmarkSequence(
      name: name, frames: frames, truth: Array(truth[range]), attributes: attributes,
      frameTags: frameTags.filter { $0.value.count == count }.mapValues { Array($0[range]) },
      ignored: ignored.count == count ? Array(ignored[range]) : [],
      anchors: anchors.count == count ? Array(anchors[range]) : [])
  }
}
