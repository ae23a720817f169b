import NeuralNetworks
import TestSupport
import Testing

@testable import Training

/// A process that trains alone is a group in which nothing changes.
struct SingleProcessTests {
  private let group = SingleProcess()

  @Test func sumsMeansAndAgreementsAreItsOwn() throws {
    #expect((group.rank, group.count, group.isFirst) == (0, 1, true))
    var values: [Float] = [1, 2, 3]
    try values.withUnsafeMutableBufferPointer { values in
      group.sum(values)
      try group.average(values)
    }
    #expect(values == [1, 2, 3])
    var losses = [0.5, 0.25]
    try group.average(&losses)
    #expect(losses == [0.5, 0.25])
    var bytes: [UInt8] = [7, 8]
    try group.broadcast(&bytes)
    #expect(bytes == [7, 8])
    let votes = (try group.isTrueAnywhere(true), try group.isTrueAnywhere(false))
    #expect(votes == (true, false))
    try group.requireSame("the recipe", "any")
    group.barrier()
    group.leave()
  }

  @Test func itLearnsFromEveryBatch() {
    #expect((0..<5).map(group.batch) == [0, 1, 2, 3, 4])
  }
}
