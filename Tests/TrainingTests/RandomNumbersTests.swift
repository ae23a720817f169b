import Testing

@testable import Training

@Suite("Random numbers")
struct RandomNumbersTests {
  @Test("The stream of a seed and an index is its own, and stays the same")
  func streams() {
    var firsts = Set<UInt64>()
    for seed in 0..<20 as Range<UInt64> {
      for index in 0..<20 as Range<UInt64> {
        var numbers = RandomNumbers(seed: seed, index: index)
        firsts.insert(numbers.bits())
      }
    }
    #expect(firsts.count == 400)
    var again = RandomNumbers(seed: 3, index: 4)
    var once = RandomNumbers(seed: 3, index: 4)
    #expect((0..<10).map { _ in again.bits() } == (0..<10).map { _ in once.bits() })
  }

  @Test("Numbers have the ranges and moments that their names say")
  func distributions() {
    var numbers = RandomNumbers(seed: 1, index: 1)
    let count = 20_000
    let units = (0..<count).map { _ in numbers.unit() }
    #expect(units.allSatisfy { (0..<1).contains($0) })
    #expect(abs(units.reduce(0, +) / Double(count) - 0.5) < 0.01)
    let normals = (0..<count).map { _ in numbers.normal() }
    #expect(abs(normals.reduce(0, +) / Double(count)) < 0.03)
    #expect(abs(normals.reduce(0) { $0 + $1 * $1 } / Double(count) - 1) < 0.05)
    let dice = (0..<count).map { _ in numbers.below(6) }
    for side in 0..<6 {
      #expect(abs(Double(dice.filter { $0 == side }.count) / Double(count) - 1.0 / 6) < 0.015)
    }
    #expect(numbers.below(0) == 0)
  }
}
