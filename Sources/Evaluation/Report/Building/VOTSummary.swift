/// VOT's short-term measures of a data set, whatever the experiment.
struct VOTSummary {
  var accuracy: Double
  var robustness: Double
  /// The failures of a run, the mean over sequences; nil for an experiment without resets.
  var failures: Double?
  var expectedOverlap: ExpectedOverlap
  /// The same in the frames that have a tag; failures are not told there.
  var tags: [String: VOTSummary] = [:]

  /// By the keys of a report's section.
  ///
  /// - Parameter lengths: What the expected overlap is averaged over.
  func values(over lengths: ClosedRange<Int>) -> [String: Double] {
    var values = ["accuracy": accuracy, "robustness": robustness]
    values["expectedAverageOverlap"] = expectedOverlap.score(over: lengths)
    values["failures"] = failures
    return values
  }
}

/// What is measured of a tracker in one sequence of one of VOT's short-term experiments.
protocol VOTSequenceMeasures {
  /// Sums up a data set.
  ///
  /// - Parameter length: How long the expected overlap is asked for.
  static func summary(of sequences: [Self], length: Int) throws -> VOTSummary
  /// The same without what is known of tags.
  var untagged: Self { get }
  /// What can be said of the sequence alone, by the keys of a report's section.
  var values: [String: Double] { get }
  /// The rules, in a sentence.
  static var rules: String { get }
  /// What robustness means in the experiment.
  static var robustnessMeaning: String { get }
}

extension SupervisedSequence: VOTSequenceMeasures {
  static func summary(of sequences: [SupervisedSequence], length: Int) throws -> VOTSummary {
    let measures = try SupervisedMeasures(of: sequences)
    return VOTSummary(
      accuracy: measures.accuracy, robustness: measures.robustness, failures: measures.meanFailures,
      expectedOverlap: measures.expectedOverlap,
      tags: measures.tags.mapValues {
        VOTSummary(
          accuracy: $0.accuracy, robustness: $0.robustness, expectedOverlap: $0.expectedOverlap)
      })
  }

  var untagged: SupervisedSequence {
    var copy = self
    copy.tags = [:]
    return copy
  }

  var values: [String: Double] {
    ["accuracy": accuracy, "robustness": robustness(), "failures": failures]
  }

  static var rules: String {
    "Convention: vot-toolkit. The tracker is begun again \(VOTEdition.framesToReset) frames after a "
      + "failure, where the overlap was 0; \(VOTEdition.burnIn) frames after each beginning do not "
      + "count for the accuracy."
  }

  static var robustnessMeaning: String {
    "exp(−\(Int(VOTEdition.sensitivity)) · failures / frames): 1 without failures."
  }
}

extension MultiStartSequence: VOTSequenceMeasures {
  static func summary(of sequences: [MultiStartSequence], length: Int) throws -> VOTSummary {
    let measures = try MultiStartMeasures(of: sequences, length: length)
    return VOTSummary(
      accuracy: measures.accuracy, robustness: measures.robustness,
      expectedOverlap: measures.expectedOverlap,
      tags: measures.tags.mapValues {
        VOTSummary(
          accuracy: $0.accuracy, robustness: $0.robustness, expectedOverlap: $0.expectedOverlap)
      })
  }

  var untagged: MultiStartSequence {
    var copy = self
    copy.tags = [:]
    return copy
  }

  var values: [String: Double] { ["accuracy": accuracy, "robustness": robustness] }

  static var rules: String {
    "Convention: vot-toolkit. The tracker is begun at every anchor and runs forward or backward "
      + "without help; the object is lost where the overlap stays at or below "
      + "\(VOTEdition.lostOverlap.short(2)) for \(VOTEdition.lostFrames) frames."
  }

  static var robustnessMeaning: String {
    "The share of the frames of all runs before the object was lost; the mean over sequences, "
      + "weighted by their lengths."
  }
}
