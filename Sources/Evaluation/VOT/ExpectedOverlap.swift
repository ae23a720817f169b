/// The expected average overlap of runs by their length: VOT's EAO curve. Element n is the average,
/// over runs, of the mean overlap in the frames 1 to n after the beginning; a run that failed goes
/// on with overlaps of 0, one that reached the sequence's end counts up to its own length.
public struct ExpectedOverlap: Hashable, Sendable, Codable {
  /// The curve. Element 0 says nothing.
  public let curve: [Double]

  /// Creates a curve from its values.
  public init(curve: [Double]) {
    self.curve = curve
  }

  /// VOT's EAO score: the mean of the curve over some lengths, as far as the curve goes; nil where
  /// the curve does not reach the first of them.
  public func score(over lengths: ClosedRange<Int>) -> Double? {
    guard lengths.lowerBound >= 0, lengths.lowerBound < curve.count else { return nil }
    return curve[lengths.lowerBound...min(lengths.upperBound, curve.count - 1)].mean
  }
}

/// A run, or a part of one, that counts for the expected overlap.
struct RunFragment: Hashable, Sendable, Codable {
  /// The overlaps from the beginning on, up to where the run failed or ended.
  var overlaps: [Double]
  /// Whether the object was lost.
  var hasFailed: Bool
  /// The part of the frames, from 0 to 1, that have a tag, for each tag.
  var tagShares: [String: Double]
}

extension ExpectedOverlap {
  /// The curve of parts of runs with resets, as long as the longest of them.
  ///
  /// Where `tag` is given, each counts by its part of frames with the tag, and the curve ends where
  /// none counts any more.
  init(ofResets fragments: [RunFragment], tag: String? = nil) {
    let length = fragments.map(\.overlaps.count).max() ?? 0
    let sums = WeightedCurve(of: fragments, length: length, tag: tag) { total, frame in
      total / Double(frame)
    }
    self.init(curve: sums.means.prefix { $0 != nil }.map { $0 ?? 0 })
  }

  /// The curve of runs from anchors; 0 where no run is so long and none was lost.
  ///
  /// The toolkit divides the sum of a lost run by one frame less than that of the others.
  init(ofAnchors fragments: [RunFragment], length: Int, tag: String? = nil) {
    let sums = WeightedCurve(of: fragments, length: length, tag: tag) { total, frame in
      total / Double(max(1, frame - 1))
    }
    self.init(curve: sums.means.enumerated().map { $0.offset == 0 ? 0 : $0.element ?? 0 })
  }
}

/// The weighted mean over fragments of the mean overlap so far, frame by frame.
private struct WeightedCurve {
  /// Nil where nothing counts.
  private(set) var means: [Double?]

  /// `afterFailure` gives the mean overlap of a lost fragment from the sum of its overlaps and the
  /// frame.
  init(
    of fragments: [RunFragment], length: Int, tag: String?,
    afterFailure: (_ total: Double, _ frame: Int) -> Double
  ) {
    var sums = Array(repeating: 0.0, count: length)
    var weights = sums
    for fragment in fragments {
      let weight = tag.map { fragment.tagShares[$0] ?? 0 } ?? 1
      guard weight > 0 else { continue }
      let count = min(fragment.overlaps.count, length)
      var total = 0.0
      for frame in 0..<count {
        if frame > 0 { total += fragment.overlaps[frame] }
        sums[frame] += weight * (frame > 0 ? total / Double(frame) : fragment.overlaps[0])
        weights[frame] += weight
      }
      guard fragment.hasFailed else { continue }
      for frame in count..<length {
        sums[frame] += weight * (frame > 0 ? afterFailure(total, frame) : 0)
        weights[frame] += weight
      }
    }
    means = zip(sums, weights).map { $1 > 0 ? $0 / $1 : nil }
  }
}
