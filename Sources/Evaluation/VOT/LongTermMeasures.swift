/// Long-term precision, recall and F of a tracker over a data set: VOT-LT 2018 to 2022, as the
/// vot-toolkit 0.9.0 computes them (`analysis/longterm.py`), after Lukežič et al., "Now you see me:
/// evaluating performance in long-term visual tracking".
///
/// An answer is believed where its confidence reaches a threshold. Precision is the mean overlap of
/// the answers that are believed, recall their summed overlap over the frames in which the object can
/// be seen; both are the means over sequences. The tracker's numbers are those at the threshold with
/// the greatest F.
public struct LongTermMeasures: Hashable, Sendable, Codable {
  /// What is measured at one threshold of the confidence.
  public struct Point: Hashable, Sendable, Codable {
    /// The least confidence that is believed. The greatest and the least number there are stand
    /// for the toolkit's infinities.
    public let threshold: Double
    /// The mean overlap of the answers that are believed, 1 where there are none.
    public let precision: Double
    /// The summed overlap of them over the frames in which the object can be seen.
    public let recall: Double

    /// 2·Pr·Re / (Pr + Re).
    public var fScore: Double {
      precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
    }
  }

  /// The measures by falling threshold.
  public let curve: [Point]
  /// The point with the greatest F, of equal ones the one with the greatest threshold.
  public let best: Point

  /// The precision at ``best``.
  public var precision: Double { best.precision }
  /// The recall at ``best``.
  public var recall: Double { best.recall }
  /// The F at ``best``.
  public var fScore: Double { best.fScore }

  /// Computes the measures of a data set.
  ///
  /// - Parameter resolution: how many thresholds there are at most.
  /// - Throws: ``VOTError/noRuns`` where there is no sequence.
  /// - Precondition: there are at least three thresholds.
  public init(of sequences: [LongTermSequence], resolution: Int = 100) throws {
    precondition(resolution > 2, "\(resolution) thresholds")
    guard !sequences.isEmpty else { throw VOTError.noRuns }
    let confidences = sequences.flatMap { $0.runs.flatMap(\.confidences) }
    let thresholds = LongTermMeasures.thresholds(among: confidences, resolution: resolution)
    var precision = Array(repeating: 0.0, count: thresholds.count)
    var recall = precision
    for sequence in sequences {
      for run in sequence.runs {
        let ranked = RankedOverlaps(run)
        for (index, threshold) in thresholds.enumerated() {
          let believed = ranked.sum(reaching: threshold)
          let count = Double(sequence.runs.count)
          precision[index] += believed.mean / count
          recall[index] += believed.overlap / Double(max(1, sequence.visibleFrames)) / count
        }
      }
    }
    let count = Double(sequences.count)
    curve = thresholds.indices.map {
      Point(
        threshold: thresholds[$0], precision: precision[$0] / count, recall: recall[$0] / count)
    }
    best = curve.dropFirst().reduce(curve[0]) { $1.fScore > $0.fScore ? $1 : $0 }
  }

  /// Thresholds that part the sorted confidences into groups of equal size, from the greatest to the
  /// least; before them one that nothing reaches, after them one that everything does.
  static func thresholds(among confidences: [Double], resolution: Int) -> [Double] {
    var sorted = confidences.filter { !$0.isNaN }.sorted(by: >)
    let inner = resolution - 2
    if sorted.count > inner {
      let first = sorted.count / inner
      let last = sorted.count - first
      let step = Double(last - first) / Double(max(1, inner - 1))
      sorted = (0..<inner).map { index in
        let place =
          index == inner - 1 && inner > 1 ? Double(last) : Double(index) * step + Double(first)
        return sorted[min(sorted.count - 1, Int(place.rounded(.toNearestOrEven)))]
      }
    }
    return [.greatestFiniteMagnitude] + sorted + [-.greatestFiniteMagnitude]
  }
}

/// The overlaps of a run by falling confidence, summed up.
private struct RankedOverlaps {
  private let confidences: [Double]
  private let sums: [Double]

  init(_ run: LongTermSequence.Run) {
    let order = run.confidences.indices.filter { !run.confidences[$0].isNaN }
      .sorted { run.confidences[$0] > run.confidences[$1] }
    confidences = order.map { run.confidences[$0] }
    var sums = [0.0]
    for frame in order { sums.append(sums[sums.count - 1] + run.overlaps[frame]) }
    self.sums = sums
  }

  /// The summed and the mean overlap where the confidence reaches a threshold; of nothing, the mean
  /// is 1.
  func sum(reaching threshold: Double) -> (overlap: Double, mean: Double) {
    var (low, high) = (0, confidences.count)
    while low < high {
      let middle = (low + high) / 2
      if confidences[middle] >= threshold { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? (0, 1) : (sums[low], sums[low] / Double(low))
  }
}
