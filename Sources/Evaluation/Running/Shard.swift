/// One of several parts of a list of sequences, for as many machines.
public struct Shard: Hashable, Sendable {
  /// Which part, from 1 to ``count``.
  public let number: Int
  /// How many parts there are.
  public let count: Int

  /// Reads `K/N`, the K-th of N parts; nil where that makes no sense.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1], count >= 1,
      (1...count).contains(number)
    else { return nil }
    self.number = number
    self.count = count
  }

  /// The indices of the sequences that are in this part.
  ///
  /// The longest sequence goes to the first part, and every next one to the part that has the fewest
  /// frames yet, the first of several; of equally long ones, the first in the list goes first. The
  /// same lengths give the same parts on every machine.
  ///
  /// - Parameter lengths: The number of frames of each sequence.
  func indices(ofLengths lengths: [Int]) -> [Int] {
    let order = lengths.indices.sorted {
      lengths[$0] == lengths[$1] ? $0 < $1 : lengths[$0] > lengths[$1]
    }
    var frames = Array(repeating: 0, count: count)
    var indices: [Int] = []
    for index in order {
      let part = frames.indices.min { frames[$0] < frames[$1] } ?? 0
      // A sequence that cannot be read has no frames, but work it is.
      frames[part] += max(lengths[index], 1)
      if part == number - 1 { indices.append(index) }
    }
    return indices.sorted()
  }
}
