import NeuralNetworks

extension ProcessGroup {
  /// Makes each value the mean over all ranks: for gradients, `TrainingPlan.gradients`, between
  /// backward pass and step.
  public func average(_ values: UnsafeMutableBufferPointer<Float>) throws {
    guard count > 1 else { return }
    try sum(values)
    let factor = 1 / Float(count)
    for index in values.indices { values[index] *= factor }
  }

  /// Makes each value the mean over all ranks: for losses and what else is measured of a step.
  public func average(_ values: inout [Double]) throws {
    guard count > 1 else { return }
    try values.withUnsafeMutableBufferPointer { try sum($0) }
    for index in values.indices { values[index] /= Double(count) }
  }

  /// Makes the running statistics of a network's batch normalizations the means over all ranks.
  ///
  /// Each rank moves its own towards the statistics of its own batches. Moving and averaging are both
  /// linear, so it does not matter, but for rounding, how often they are averaged; after every step,
  /// all ranks are always alike, and whoever is stopped anywhere goes on from the same numbers. One
  /// process that accumulates moves its statistics once for each batch, a group of N once for N: they
  /// take N times as many batches to forget the beginning.
  ///
  /// What is equal on all ranks, such as frozen statistics, stays as it is, bit for bit.
  public func averageStatistics(of plan: any TrainingPlan) throws {
    guard count > 1 else { return }
    let names = plan.stateNames.filter {
      $0.hasSuffix(".running_mean") || $0.hasSuffix(".running_var")
    }
    // In Double, where a whole multiple of a Float is exact, and divides back to the same Float.
    var values = names.flatMap { plan.parameter($0).map(Double.init) }
    try average(&values)
    var start = 0
    for name in names {
      let statistics = plan.parameter(name)
      for index in statistics.indices { statistics[index] = Float(values[start + index]) }
      start += statistics.count
    }
  }

  /// Whether something holds on any rank, such as that the person wants to stop: the same answer on
  /// all.
  public func isTrueAnywhere(_ condition: Bool) throws -> Bool {
    guard count > 1 else { return condition }
    var votes = [condition ? 1.0 : 0]
    try votes.withUnsafeMutableBufferPointer { try sum($0) }
    return votes[0] > 0
  }

  /// Gives every rank the bytes of rank 0, however many there are.
  public func broadcast(_ bytes: inout [UInt8]) throws {
    guard count > 1 else { return }
    var size = UInt64(bytes.count)
    try withUnsafeMutableBytes(of: &size) { try broadcast($0) }
    if !isFirst { bytes = Array(repeating: 0, count: Int(size)) }
    try bytes.withUnsafeMutableBytes { try broadcast($0) }
  }

  /// Makes sure that all ranks were given the same, before they mix what they learn.
  ///
  /// - Parameters:
  ///   - what: Its name.
  ///   - value: What this rank was given, or something that it is known by.
  /// - Throws: ``ProcessGroupError/different(what:rank:found:expected:)`` on every rank whose value
  ///   is not that of rank 0, and ``ProcessGroupError/differentElsewhere(what:)`` on the others.
  public func requireSame(_ what: String, _ value: String) throws {
    guard count > 1 else { return }
    var first = Array(value.utf8)
    try broadcast(&first)
    let expected = String(decoding: first, as: UTF8.self)
    let isDifferent = value != expected
    guard try isTrueAnywhere(isDifferent) else { return }
    throw isDifferent
      ? ProcessGroupError.different(what: what, rank: rank, found: value, expected: expected)
      : ProcessGroupError.differentElsewhere(what: what)
  }
}
