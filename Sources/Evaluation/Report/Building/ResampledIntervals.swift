extension BootstrapInterval {
  /// The 95 % intervals of numbers that are no means over sequences, such as means over all frames:
  /// by drawing sequences with replacement and summing up each draw anew.
  ///
  /// - Parameters:
  ///   - sequences: What is measured of each sequence.
  ///   - statistics: Sums up sequences: numbers by their keys.
  /// - Returns: By key; without the numbers that most draws do not have. Nothing of one sequence.
  static func intervals<Sequence>(
    of sequences: [Sequence], resamples: Int = 500, seed: UInt64 = 1,
    statistics: ([Sequence]) throws -> [String: Double]
  ) rethrows -> [String: (lower: Double, upper: Double)] {
    guard sequences.count > 1 else { return [:] }
    var draws = ResamplingGenerator(state: seed)
    let count = UInt64(sequences.count)
    var drawn: [String: [Double]] = [:]
    for _ in 0..<resamples {
      let sample = sequences.map { _ in sequences[Int(draws.next(below: count))] }
      for (key, value) in try statistics(sample) { drawn[key, default: []].append(value) }
    }
    return drawn.filter { $0.value.count * 2 > resamples }.mapValues { values in
      let sorted = values.sorted()
      return (sorted.quantile(0.025), sorted.quantile(0.975))
    }
  }
}

extension Report.Estimate {
  /// A mean over sequences and its interval; one sequence alone has none.
  init(_ interval: BootstrapInterval, of sequences: Int) {
    self.init(interval.mean)
    guard sequences > 1 else { return }
    (lower, upper) = (interval.lower, interval.upper)
  }
}

extension Report.Row {
  /// A tracker's numbers of a data set with their intervals, both by key.
  init(
    tracker: String, sequences: Int, numbers: [String: Double],
    intervals: [String: (lower: Double, upper: Double)] = [:]
  ) {
    let estimates = numbers.map { key, number in
      (
        key,
        Report.Estimate(number, lower: intervals[key]?.lower, upper: intervals[key]?.upper)
      )
    }
    self.init(
      tracker: tracker, sequences: sequences,
      values: Dictionary(estimates) { first, _ in first })
  }
}

extension Report.Group {
  /// The groups of single sequences, in the order of their first coming.
  ///
  /// - Parameter results: Each tracker's numbers of its sequences, by key.
  static func bySequence(
    _ results: [(tracker: String, sequences: [(name: String, numbers: [String: Double])])]
  ) -> [Report.Group] {
    var order: [String] = []
    var rows: [String: [Report.Row]] = [:]
    for (tracker, sequences) in results {
      for (name, numbers) in sequences {
        if rows[name] == nil { order.append(name) }
        rows[name, default: []].append(.init(tracker: tracker, sequences: 1, numbers: numbers))
      }
    }
    return order.map { Report.Group(name: $0, count: 1, rows: rows[$0] ?? []) }
  }
}
