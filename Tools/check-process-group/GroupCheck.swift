import Training

/// Checks the calls of a group by values that any order of adding gives exactly.
struct GroupCheck {
  let group: any ProcessGroup

  init(_ group: any ProcessGroup) {
    self.group = group
  }

  func run() throws {
    try sums()
    try broadcasts()
    try agreements()
    if group.isFirst { print("a group of \(group.count): sums, broadcasts, agreements are right") }
  }

  private func sums() throws {
    let count = group.count
    // As many as SiamFC's AlexNet has, and whole numbers.
    var floats = (0..<2_336_320).map { Float($0 % 1000 + group.rank) }
    var fastest = Double.infinity
    try floats.withUnsafeMutableBufferPointer { values in
      try group.sum(values)
      for index in values.indices {
        let expected = Float(count * (index % 1000) + count * (count - 1) / 2)
        guard values[index] == expected else {
          throw Finding("the sum of floats: found \(values[index]), expected \(expected)")
        }
      }
      values.update(repeating: 1)
      for _ in 0..<10 {
        try group.barrier()
        let start = seconds()
        try group.average(values)
        fastest = min(fastest, seconds() - start)
      }
      guard values.allSatisfy({ $0 == 1 }) else { throw Finding("the mean of ones is not one") }
    }
    if group.isFirst {
      let milliseconds = (fastest * 1e4).rounded() / 10
      print("the mean of \(floats.count) floats takes \(milliseconds) ms")
    }
    var doubles = [Double(group.rank), 0.5]
    try group.average(&doubles)
    let expected = [Double(count - 1) / 2, 0.5]
    guard doubles == expected else {
      throw Finding("the mean of doubles: found \(doubles), expected \(expected)")
    }
  }

  private func broadcasts() throws {
    for size in [0, 1, 100_000] {
      let expected = (0..<size).map { UInt8(truncatingIfNeeded: $0 * 7) }
      var bytes = group.isFirst ? expected : [UInt8](repeating: 1, count: group.rank)
      try group.broadcast(&bytes)
      guard bytes == expected else { throw Finding("\(size) bytes are not those of rank 0") }
    }
  }

  private func agreements() throws {
    guard try !group.isTrueAnywhere(false) else { throw Finding("true where nobody said so") }
    guard try group.isTrueAnywhere(group.rank == group.count - 1) else {
      throw Finding("false where the last rank said true")
    }
    try group.requireSame("the recipe", "one")
    guard group.count > 1 else { return }
    let isOdd = group.rank == group.count - 1
    do {
      try group.requireSame("the recipe", isOdd ? "another" : "one")
    } catch let error as ProcessGroupError {
      let expected =
        isOdd
        ? ProcessGroupError.different(
          what: "the recipe", rank: group.rank, found: "another", expected: "one")
        : .differentElsewhere(what: "the recipe")
      guard error == expected else { throw Finding("found \(error), expected \(expected)") }
      return
    }
    throw Finding("ranks that were given different recipes did not notice")
  }
}
