/// How long something took, again and again.
struct Samples {
  /// Milliseconds, ascending.
  private let sorted: [Double]

  /// Takes measurements in any order; there is at least one.
  init(milliseconds: [Double]) {
    sorted = milliseconds.sorted()
  }

  var median: Double { percentile(50) }

  /// The value that `percent` of the measurements do not exceed.
  func percentile(_ percent: Int) -> Double {
    sorted[min(sorted.count * percent / 100, sorted.count - 1)]
  }
}

/// Something to be measured.
struct Candidate {
  let name: String
  let run: () throws -> Void
}

/// Measures candidates in turns, so that what else the machine does befalls all of them alike.
///
/// - Returns: For every candidate, milliseconds by round.
func measureInTurns(_ candidates: [Candidate], rounds: Int) throws -> [[Double]] {
  var milliseconds = Array(repeating: [Double](), count: candidates.count)
  let warmUps = 3
  for round in -warmUps..<rounds {
    for (index, candidate) in candidates.enumerated() {
      let start = secondsNow()
      try candidate.run()
      let elapsed = (secondsNow() - start) * 1e3
      if round >= 0 { milliseconds[index].append(elapsed) }
    }
  }
  return milliseconds
}
