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

/// The ratios of two measurements made right after each other.
func ratios(_ first: [Double], _ second: [Double]) -> Measurement {
  Measurement(zip(first, second).map(/))
}
