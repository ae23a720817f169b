/// How different two embeddings are: a number that is the larger, the less alike they are.
///
/// It is a metric in mathematics' sense where four axioms hold: it is never negative; it is zero for
/// equal embeddings only (identity of indiscernibles); both ways it is the same (symmetry); and no way
/// round by a third embedding is shorter (the triangle inequality). Each distance says which do.
public protocol Distance: Sendable {
  /// The distance.
  ///
  /// - Precondition: Both have as many numbers.
  func callAsFunction(
    _ first: UnsafeBufferPointer<Double>, _ second: UnsafeBufferPointer<Double>
  ) -> Double
}

/// A distance that embeddings can learn by.
public protocol DifferentiableDistance: Distance {
  /// Adds the distance's gradients by both embeddings, times a weight, to what is there.
  func addGradient(
    of first: UnsafeBufferPointer<Double>, _ second: UnsafeBufferPointer<Double>, weight: Double,
    to firstGradient: UnsafeMutableBufferPointer<Double>,
    _ secondGradient: UnsafeMutableBufferPointer<Double>)
}

extension Distance {
  /// The distance.
  ///
  /// - Precondition: Both have as many numbers.
  public func callAsFunction(_ first: [Double], _ second: [Double]) -> Double {
    precondition(first.count == second.count, "\(first.count) and \(second.count) numbers")
    return first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { self(first, $0) }
    }
  }
}

/// |x − y|, the straight distance: a metric.
///
/// Where both are equal it has no gradient; zero is taken.
public struct EuclideanDistance: DifferentiableDistance, Hashable {
  /// Creates the distance; it has no settings.
  public init() {}

  public func callAsFunction(
    _ first: UnsafeBufferPointer<Double>, _ second: UnsafeBufferPointer<Double>
  ) -> Double {
    SquaredEuclideanDistance()(first, second).squareRoot()
  }

  public func addGradient(
    of first: UnsafeBufferPointer<Double>, _ second: UnsafeBufferPointer<Double>, weight: Double,
    to firstGradient: UnsafeMutableBufferPointer<Double>,
    _ secondGradient: UnsafeMutableBufferPointer<Double>
  ) {
    let distance = self(first, second)
    guard distance > 0 else { return }
    SquaredEuclideanDistance().addGradient(
      of: first, second, weight: weight / (2 * distance), to: firstGradient, secondGradient)
  }
}

/// |x − y|², which costs no root and has a gradient everywhere. It is no metric: the triangle inequality
/// does not hold. From 0 to 2 it is 4, by way of 1 it is 2.
public struct SquaredEuclideanDistance: DifferentiableDistance, Hashable {
  /// Creates the distance; it has no settings.
  public init() {}

  public func callAsFunction(
    _ first: UnsafeBufferPointer<Double>, _ second: UnsafeBufferPointer<Double>
  ) -> Double {
    var sum = 0.0
    for index in first.indices {
      let difference = first[index] - second[index]
      sum += difference * difference
    }
    return sum
  }

  public func addGradient(
    of first: UnsafeBufferPointer<Double>, _ second: UnsafeBufferPointer<Double>, weight: Double,
    to firstGradient: UnsafeMutableBufferPointer<Double>,
    _ secondGradient: UnsafeMutableBufferPointer<Double>
  ) {
    for index in first.indices {
      let slope = 2 * weight * (first[index] - second[index])
      firstGradient[index] += slope
      secondGradient[index] -= slope
    }
  }
}

/// 1 − x·y / (|x||y|), from 0 to 2: one less the cosine of the angle between them.
///
/// It is symmetric and not negative, but no metric: all embeddings of one direction have a distance of
/// zero, and at angles of 0°, 45° and 90° the way round, 2 · 0.29, is shorter than 1. An embedding of
/// zeros has no direction; its distance from any other is taken to be 1, without a gradient.
public struct CosineDistance: DifferentiableDistance, Hashable {
  /// Creates the distance; it has no settings.
  public init() {}

  public func callAsFunction(
    _ first: UnsafeBufferPointer<Double>, _ second: UnsafeBufferPointer<Double>
  ) -> Double {
    let products = Products(first, second)
    guard let cosine = products.cosine else { return 1 }
    // Rounding may make a cosine a little larger than 1.
    return max(1 - cosine, 0)
  }

  public func addGradient(
    of first: UnsafeBufferPointer<Double>, _ second: UnsafeBufferPointer<Double>, weight: Double,
    to firstGradient: UnsafeMutableBufferPointer<Double>,
    _ secondGradient: UnsafeMutableBufferPointer<Double>
  ) {
    let products = Products(first, second)
    guard let cosine = products.cosine else { return }
    let scale = 1 / (products.firstSquare * products.secondSquare).squareRoot()
    for index in first.indices {
      firstGradient[index] -=
        weight * (second[index] * scale - first[index] * cosine / products.firstSquare)
      secondGradient[index] -=
        weight * (first[index] * scale - second[index] * cosine / products.secondSquare)
    }
  }

  private struct Products {
    var (firstSquare, secondSquare, mixed) = (0.0, 0.0, 0.0)

    init(_ first: UnsafeBufferPointer<Double>, _ second: UnsafeBufferPointer<Double>) {
      for index in first.indices {
        firstSquare += first[index] * first[index]
        secondSquare += second[index] * second[index]
        mixed += first[index] * second[index]
      }
    }

    var cosine: Double? {
      let lengths = (firstSquare * secondSquare).squareRoot()
      return lengths > 0 ? mixed / lengths : nil
    }
  }
}
