import Glibc

/// Accuracy, robustness and expected overlap of runs with resets over a data set: VOT 2013 to 2019,
/// as the vot-toolkit 0.9.0 computes them (`analysis/supervised.py`).
///
/// The toolkit sums the curve of the expected overlap in 32-bit floats: its numbers differ by about
/// 10⁻⁷.
public struct SupervisedMeasures: Hashable, Sendable, Codable {
  /// The mean over sequences, weighted by their lengths, of the mean overlap in the frames that
  /// count: neither skipped, failed, nor among the first after a beginning.
  public let accuracy: Double
  /// The failures of a run: the mean over sequences, weighted by their lengths.
  public let meanFailures: Double
  /// The failures of a run: the sum over sequences.
  public let failures: Double
  /// exp(−S·F/N), where F is ``meanFailures`` and N the mean length of a sequence.
  public let robustness: Double
  /// The expected overlap of runs between a beginning and a failure or the end.
  public let expectedOverlap: ExpectedOverlap
  /// The same in the frames that have a tag, by the tags' names.
  public let tags: [String: Tag]

  /// What is measured in the frames that have a tag. The toolkit has no such numbers.
  public struct Tag: Hashable, Sendable, Codable {
    /// The number of frames that have the tag, in all sequences.
    public let frames: Int
    /// The mean over those that count of the mean overlap of the runs that count there.
    public let accuracy: Double
    /// The failures of a run in these frames: the sum over sequences.
    public let failures: Double
    /// exp(−S·F/N) with these failures and frames.
    public let robustness: Double
    /// The expected overlap where each part of a run counts by its share of frames with the tag, as
    /// the VOT reports' expected overlap by attribute.
    public let expectedOverlap: ExpectedOverlap
  }

  /// Computes the measures of a data set from those of its sequences.
  ///
  /// - Throws: ``VOTError/noRuns`` where there is no sequence.
  public init(
    of sequences: [SupervisedSequence], sensitivity: Double = VOTEdition.sensitivity
  ) throws {
    guard !sequences.isEmpty else { throw VOTError.noRuns }
    let lengths = sequences.map { Double($0.frames) }
    let frames = lengths.reduce(0, +)
    accuracy = zip(sequences, lengths).reduce(0) { $0 + $1.0.accuracy * $1.1 } / frames
    meanFailures = zip(sequences, lengths).reduce(0) { $0 + $1.0.failures * $1.1 } / frames
    failures = sequences.reduce(0) { $0 + $1.failures }
    robustness = Self.robustness(
      failures: meanFailures, frames: frames / Double(sequences.count), sensitivity: sensitivity)
    let fragments = sequences.flatMap(\.fragments)
    expectedOverlap = ExpectedOverlap(ofResets: fragments)
    var tags: [String: Tag] = [:]
    for (name, sums) in sums(of: sequences.map(\.tags)) {
      tags[name] = Tag(
        frames: Int(sums.frames.rounded()), accuracy: sums.accuracy, failures: sums.failures,
        robustness: Self.robustness(
          failures: sums.failures, frames: sums.frames, sensitivity: sensitivity),
        expectedOverlap: ExpectedOverlap(ofResets: fragments, tag: name))
    }
    self.tags = tags
  }

  /// The means over tags, weighted by their frames, of accuracy and failures: with
  /// ``OverlapRule/exact``, the numbers that the got10k toolkit 0.1.3 reports of its six tags, one of
  /// which is `empty`, for the frames without another; nil where no frame has a tag.
  public var meansOverTags: (accuracy: Double, failures: Double)? {
    let frames = tags.values.reduce(0) { $0 + $1.frames }
    guard frames > 0 else { return nil }
    // In the order of their names, so that sums are always the same.
    let weighted = tags.sorted { $0.key < $1.key }
      .map { (tag: $0.value, weight: Double($0.value.frames) / Double(frames)) }
    return (
      weighted.reduce(0) { $0 + $1.tag.accuracy * $1.weight },
      weighted.reduce(0) { $0 + $1.tag.failures * $1.weight }
    )
  }

  /// exp(−S·F/N): 1 without failures.
  static func robustness(failures: Double, frames: Double, sensitivity: Double) -> Double {
    frames > 0 ? exp(-failures / frames * sensitivity) : 1
  }
}
