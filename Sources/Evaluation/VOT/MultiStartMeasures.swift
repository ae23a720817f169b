/// Accuracy, robustness and expected overlap of runs from anchors over a data set: VOT 2020 to 2022,
/// as the vot-toolkit 0.9.0 computes them (`analysis/multistart.py`).
public struct MultiStartMeasures: Hashable, Sendable, Codable {
  /// The mean overlap in the frames before the object was lost, of all runs together.
  public let accuracy: Double
  /// The part of the frames of all runs before the object was lost: the mean over sequences, weighted
  /// by their lengths.
  public let robustness: Double
  /// The expected overlap of runs.
  public let expectedOverlap: ExpectedOverlap
  /// The same in the frames that have a tag, by the tags' names.
  public let tags: [String: Tag]

  /// What is measured in the frames that have a tag. The toolkit has no such numbers.
  public struct Tag: Hashable, Sendable, Codable {
    /// The number of frames of all runs that have the tag.
    public let frames: Int
    /// The mean overlap in those before the object was lost.
    public let accuracy: Double
    /// The part of them before the object was lost.
    public let robustness: Double
    /// The expected overlap where each run counts by its share of frames with the tag.
    public let expectedOverlap: ExpectedOverlap
  }

  /// Computes the measures of a data set from those of its sequences.
  ///
  /// - Parameter length: how many elements the curve has: the greatest length of the edition.
  /// - Throws: ``VOTError/noRuns`` where there is no sequence.
  public init(of sequences: [MultiStartSequence], length: Int = 755) throws {
    guard !sequences.isEmpty else { throw VOTError.noRuns }
    var (accuracy, kept, robustness, frames) = (0.0, 0.0, 0.0, 0.0)
    for sequence in sequences {
      accuracy += sequence.accuracy * Double(sequence.framesKept)
      kept += Double(sequence.framesKept)
      robustness += sequence.robustness * Double(sequence.frames)
      frames += Double(sequence.frames)
    }
    self.accuracy = kept > 0 ? accuracy / kept : 0
    self.robustness = frames > 0 ? robustness / frames : 0
    let fragments = sequences.flatMap { $0.runs.map(\.fragment) }
    expectedOverlap = ExpectedOverlap(ofAnchors: fragments, length: length)
    var tags: [String: Tag] = [:]
    for (name, sums) in sums(of: sequences.map(\.tags)) {
      tags[name] = Tag(
        frames: Int(sums.frames), accuracy: sums.accuracy,
        robustness: sums.frames > 0 ? sums.counted / sums.frames : 0,
        expectedOverlap: ExpectedOverlap(ofAnchors: fragments, length: length, tag: name))
    }
    self.tags = tags
  }
}
