/// A loss over the embeddings of a batch whose classes are known.
public protocol EmbeddingLoss: Sendable {
  /// What the loss of some distances is, and how it changes with them.
  ///
  /// - Parameters:
  ///   - distances: Between every two embeddings of the batch.
  ///   - slopes: Takes the derivative by each distance; zero before.
  func evaluate(_ distances: BatchDistances, slopes: inout BatchSlopes) -> Double

  /// What embeddings are compared by.
  var distance: any DifferentiableDistance { get }
}

extension EmbeddingLoss {
  /// Computes the loss and its gradient. Where a number is not finite, neither are they.
  ///
  /// - Parameters:
  ///   - embeddings: (N, D), or (N, D, 1, 1).
  ///   - labels: The class of each of the N.
  ///   - gradient: Takes the gradient by each number; every value is written.
  /// - Returns: A mean over the batch, as each loss says.
  public func callAsFunction(
    embeddings: UnsafeBufferPointer<Float>, labels: [Int],
    gradient: UnsafeMutableBufferPointer<Float>
  ) -> Double {
    precondition(
      gradient.count == embeddings.count && !labels.isEmpty
        && embeddings.count % labels.count == 0,
      "\(embeddings.count) numbers, \(gradient.count) of a gradient, \(labels.count) labels")
    guard embeddings.allAreFinite else {
      gradient.update(repeating: .nan)
      return .nan
    }
    let (value, slopes) = evaluate(embeddings.map(Double.init), labels: labels)
    for index in gradient.indices { gradient[index] = Float(slopes[index]) }
    return value
  }

  /// The same with all numbers in 64 bits.
  func evaluate(_ embeddings: [Double], labels: [Int]) -> (value: Double, gradient: [Double]) {
    let distances = BatchDistances(embeddings, labels: labels, distance)
    var slopes = BatchSlopes(count: labels.count)
    let value = evaluate(distances, slopes: &slopes)
    return (value, slopes.gradient(embeddings, distance))
  }
}

/// The distances between every two embeddings of a batch.
public struct BatchDistances: Sendable {
  /// The class of each embedding.
  public let labels: [Int]
  private var values: [Double]

  init(_ embeddings: [Double], labels: [Int], _ distance: any DifferentiableDistance) {
    self.labels = labels
    values = Array(repeating: 0, count: labels.count * labels.count)
    let length = embeddings.count / max(labels.count, 1)
    embeddings.withUnsafeBufferPointer { embeddings in
      for first in labels.indices {
        for second in labels.indices where second > first {
          let value = distance(
            UnsafeBufferPointer(rebasing: embeddings[first * length..<(first + 1) * length]),
            UnsafeBufferPointer(rebasing: embeddings[second * length..<(second + 1) * length]))
          values[first * labels.count + second] = value
          values[second * labels.count + first] = value
        }
      }
    }
  }

  /// The distance of two embeddings.
  public subscript(first: Int, second: Int) -> Double {
    values[first * labels.count + second]
  }
}

/// The derivatives of a loss by the distances between every two embeddings of a batch.
public struct BatchSlopes: Sendable {
  private let count: Int
  private var values: [Double]

  init(count: Int) {
    self.count = count
    values = Array(repeating: 0, count: count * count)
  }

  /// Adds to the derivative by the distance of two embeddings.
  public mutating func add(_ slope: Double, _ first: Int, _ second: Int) {
    values[min(first, second) * count + max(first, second)] += slope
  }

  /// The gradient by the embeddings themselves.
  func gradient(_ embeddings: [Double], _ distance: any DifferentiableDistance) -> [Double] {
    var gradient = Array(repeating: 0.0, count: embeddings.count)
    let length = embeddings.count / max(count, 1)
    embeddings.withUnsafeBufferPointer { embeddings in
      gradient.withUnsafeMutableBufferPointer { gradient in
        for index in values.indices where values[index] != 0 {
          let (first, second) = index.quotientAndRemainder(dividingBy: count)
          let (one, other) = (
            first * length..<(first + 1) * length, second * length..<(second + 1) * length
          )
          distance.addGradient(
            of: UnsafeBufferPointer(rebasing: embeddings[one]),
            UnsafeBufferPointer(rebasing: embeddings[other]), weight: values[index],
            to: UnsafeMutableBufferPointer(rebasing: gradient[one]),
            UnsafeMutableBufferPointer(rebasing: gradient[other]))
        }
      }
    }
    return gradient
  }
}
