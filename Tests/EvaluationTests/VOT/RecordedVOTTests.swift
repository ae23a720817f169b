import Evaluation
import Testing

/// The measures of recorded runs against what the vot-toolkit makes of the same runs.
@Suite struct RecordedVOTTests {
  static let trackers = ["steady", "loose"]

  @Test func overlapsAreTheToolkits() throws {
    let pairs = try VOTRecording.overlaps()
    #expect(pairs.count == 2000)
    for pair in pairs {
      let (one, other) = (
        try Region(votLine: pair.regions[0]), try Region(votLine: pair.regions[1])
      )
      let overlap = one.rasterOverlap(other, in: pair.picture)
      let reverse = other.rasterOverlap(one, in: pair.picture)
      #expect(abs(overlap - pair.overlap) <= 1e-12, "\(pair)")
      #expect(overlap == reverse, "\(pair)")
    }
  }

  @Test(arguments: trackers) func runsWithResets(tracker: String) throws {
    let recording = try VOTRecording.measures()
    let expected = try #require(recording.numbers[tracker]).supervised
    let sequences = try recording.shortTerm.map { sequence in
      try SupervisedSequence(
        truth: try sequence.regions(), picture: recording.picture,
        runs: try recording.trajectories(tracker, "baseline", sequence), tags: sequence.flags)
    }
    for (sequence, numbers) in zip(sequences, expected.sequences) {
      expectEqual([sequence.accuracy, sequence.failures, sequence.robustness()], numbers)
    }
    let measures = try SupervisedMeasures(of: sequences)
    expectEqual(
      [measures.accuracy, measures.meanFailures, measures.robustness, measures.failures],
      [expected.accuracy, expected.meanFailures, expected.robustness, expected.failures])
    expectEqual(measures.expectedOverlap.curve, expected.curve)
    try expectScores(measures.expectedOverlap, expected.scores)
  }

  @Test(arguments: trackers) func runsFromAnchors(tracker: String) throws {
    let recording = try VOTRecording.measures()
    let expected = try #require(recording.numbers[tracker]).multistart
    let sequences = try recording.shortTerm.map { sequence in
      try MultiStartSequence(
        truth: try sequence.regions(), picture: recording.picture,
        runs: try recording.trajectories(tracker, "multistart", sequence), tags: sequence.flags)
    }
    for (sequence, numbers) in zip(sequences, expected.sequences) {
      expectEqual([sequence.accuracy, sequence.robustness], numbers)
    }
    let measures = try MultiStartMeasures(of: sequences, length: expected.curve.count)
    expectEqual(
      [measures.accuracy, measures.robustness], [expected.accuracy, expected.robustness])
    expectEqual(measures.expectedOverlap.curve, expected.curve)
    for (lengths, score) in expected.scores {
      let range = try self.range(lengths)
      let curve = try MultiStartMeasures(of: sequences, length: range.upperBound)
      expectEqual([try #require(curve.expectedOverlap.score(over: range))], [score])
    }
  }

  @Test(arguments: trackers) func runsWithoutHelp(tracker: String) throws {
    let recording = try VOTRecording.measures()
    let expected = try #require(recording.numbers[tracker]).unsupervised
    for (name, burnIn) in [("burnIn10", 10), ("burnIn1", 1)] {
      let sequences = try recording.shortTerm.map { sequence in
        try UnsupervisedSequence(
          truth: try sequence.regions(), picture: recording.picture,
          runs: try recording.trajectories(tracker, "unsupervised", sequence), burnIn: burnIn)
      }
      let measures = try UnsupervisedMeasures(of: sequences)
      expectEqual([measures.accuracy], [try #require(expected[name])])
    }
  }

  @Test(arguments: trackers) func longTerm(tracker: String) throws {
    let recording = try VOTRecording.measures()
    let expected = try #require(recording.numbers[tracker]).longterm
    let sequences = try recording.longTerm.map { sequence in
      try LongTermSequence(
        truth: try sequence.regions(), picture: recording.picture,
        runs: try recording.trajectories(tracker, "unsupervised", sequence))
    }
    let measures = try LongTermMeasures(of: sequences)
    expectEqual(
      [measures.precision, measures.recall, measures.fScore],
      [expected.precision, expected.recall, expected.f])
    // The first and the last threshold stand for infinities.
    expectEqual(
      measures.curve.dropFirst().dropLast().map(\.threshold),
      expected.curve.dropFirst().dropLast().map { $0[0] })
    expectEqual(measures.curve.map(\.precision), expected.curve.map { $0[1] })
    expectEqual(measures.curve.map(\.recall), expected.curve.map { $0[2] })
  }

  @Test func exactOverlapsAreTheGOT10kToolkits() throws {
    let pairs = try VOTRecording.overlaps()
    let recorded = try VOTRecording.got10k().overlaps
    #expect(recorded.count > 500)
    for entry in recorded {
      let pair = pairs[Int(entry[0])]
      let (one, other) = (
        try Region(votLine: pair.regions[0]), try Region(votLine: pair.regions[1])
      )
      let overlap = one.exactOverlap(other, in: pair.picture)
      #expect(abs(overlap - entry[1]) < 1e-9, "\(pair)")
    }
  }

  @Test(arguments: trackers) func meansOverTagsAreTheGOT10kToolkits(tracker: String) throws {
    let recording = try VOTRecording.measures()
    let expected = try #require(try VOTRecording.got10k().measures[tracker])
    let known = recording.shortTerm.filter { $0.name != "masks" }
    let sequences = try known.map { sequence in
      try SupervisedSequence(
        truth: try sequence.regions(), picture: recording.picture,
        runs: try recording.trajectories(tracker, "baseline", sequence),
        tags: sequence.flags.withEmptyTag(frames: sequence.truth.count), overlapRule: .exact)
    }
    let means = try #require(try SupervisedMeasures(of: sequences).meansOverTags)
    expectEqual([means.accuracy, means.failures], [expected.accuracy, expected.robustness])
  }

  private func expectEqual(
    _ found: [Double], _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.count == expected.count, sourceLocation: sourceLocation)
    for (one, other) in zip(found, expected) {
      #expect(abs(one - other) < 1e-6, sourceLocation: sourceLocation)
    }
  }

  private func expectScores(_ curve: ExpectedOverlap, _ expected: [String: Double]) throws {
    for (lengths, score) in expected {
      expectEqual([try #require(curve.score(over: try range(lengths)))], [score])
    }
  }

  private func range(_ lengths: String) throws -> ClosedRange<Int> {
    let ends = lengths.split(separator: "-").compactMap { Int($0) }
    try #require(ends.count == 2)
    return ends[0]...ends[1]
  }
}
