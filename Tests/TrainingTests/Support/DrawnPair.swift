import Siamese
import Training

/// Memory for pairs of a source, and what it holds after making one.
final class DrawnPair {
  let source: PairSource
  let workspace: PairWorkspace?
  private(set) var exemplar: [Float]
  private(set) var search: [Float]

  init(of source: PairSource) {
    self.source = source
    workspace = try? PairWorkspace(for: source)
    exemplar = Array(repeating: -1, count: 3 * source.exemplarSize * source.exemplarSize)
    search = Array(repeating: -1, count: 3 * source.searchSize * source.searchSize)
  }

  /// Makes a pair.
  func make(_ index: UInt64) throws -> ScoreMapTarget {
    guard let workspace else { return ScoreMapTarget(offset: nil) }
    return try exemplar.withUnsafeMutableBufferPointer { exemplar in
      try search.withUnsafeMutableBufferPointer { search in
        try source.makePair(index, exemplar: exemplar, search: search, using: workspace)
      }
    }
  }

  /// The mean place of the magenta object's pixels in a picture, in pixels from its centre; nil where
  /// there are none. Colours must be as they were drawn.
  static func centre(in levels: [Float], side: Int) -> (x: Double, y: Double, count: Int)? {
    var sum = (x: 0.0, y: 0.0)
    var count = 0
    for y in 0..<side {
      for x in 0..<side {
        let (red, green) = (levels[y * side + x], levels[side * side + y * side + x])
        guard red > green + 60 else { continue }
        sum.x += Double(x) + 0.5
        sum.y += Double(y) + 0.5
        count += 1
      }
    }
    guard count > 0 else { return nil }
    let half = Double(side) / 2
    return (sum.x / Double(count) - half, sum.y / Double(count) - half, count)
  }
}
