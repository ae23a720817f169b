/// How well a tracker followed the object of one sequence, in one run or in several.
public struct SequenceMeasures: Sendable, Codable, Hashable {
  /// The sequence's name.
  public let name: String
  /// The sequence's attributes, such as `occlusion`.
  public let attributes: [String]
  /// The measures of each run.
  public let runs: [OnePassMeasures]
  /// The measures of each run over the frames that carry a tag, by the tags' names.
  public let tagged: [String: [OnePassMeasures]]

  /// Creates the measures of a sequence from their parts.
  public init(
    name: String, attributes: [String] = [], runs: [OnePassMeasures],
    tagged: [String: [OnePassMeasures]] = [:]
  ) {
    self.name = name
    self.attributes = attributes
    self.runs = runs
    self.tagged = tagged
  }

  /// Measures a tracker's runs over a sequence.
  ///
  /// - Parameters:
  ///   - trajectories: The runs.
  ///   - sequence: The sequence.
  ///   - convention: The rules.
  ///   - origin: See ``OnePassMeasures/init(truth:boxes:ignored:part:convention:origin:)``.
  public init(
    of trajectories: [Trajectory], in sequence: BenchmarkSequence,
    convention: Convention = .plain, origin: Double = 0
  ) {
    func measures(of tag: String?) -> [OnePassMeasures] {
      trajectories.map {
        OnePassMeasures(of: $0, in: sequence, tag: tag, convention: convention, origin: origin)
      }
    }
    self.init(
      name: sequence.name, attributes: sequence.attributes, runs: measures(of: nil),
      tagged: Dictionary(
        uniqueKeysWithValues: sequence.frameTags.keys.map { ($0, measures(of: $0)) }))
  }

  /// The same with the frames of all runs counted together, as OTB counts the runs of its temporal
  /// and spatial robustness evaluations: a long run weighs more than a short one.
  public var pooled: SequenceMeasures {
    SequenceMeasures(
      name: name, attributes: attributes, runs: [OnePassMeasures(pooling: runs)],
      tagged: tagged.mapValues { [OnePassMeasures(pooling: $0)] })
  }

  /// The mean of a measure over the runs that had a frame to evaluate, each with the same weight;
  /// nil where none had.
  public subscript(measure: Measure) -> Double? {
    let counted = runs.filter { $0.frames > 0 }
    return counted.isEmpty ? nil : counted.map { $0[measure] }.mean
  }
}
