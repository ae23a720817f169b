/// √((x − y)ᵀM(x − y)) with M = LᵀL, which is |Lx − Ly|: the straight distance after a linear map that
/// weighs directions (Mahalanobis 1936; learned, as by Xing et al., "Distance Metric Learning", NIPS
/// 2002, and Weinberger and Saul, JMLR 2009).
///
/// Writing M as LᵀL keeps it from giving negative distances, whatever is learned. It is a metric where L
/// has full column rank; else it is zero for all pairs whose difference L maps to zero, and the other
/// three axioms hold.
///
/// ``MahalanobisComparison`` is the part of a network that learns L.
public struct MahalanobisDistance: Distance, Hashable {
  /// L, row by row.
  public let transform: [[Double]]

  /// Creates the distance.
  ///
  /// - Precondition: `transform` has rows, all of the embeddings' length.
  public init(transform: [[Double]]) {
    precondition(
      !transform.isEmpty && transform.allSatisfy { $0.count == transform[0].count },
      "the rows of a matrix differ in length")
    self.transform = transform
  }

  public func callAsFunction(
    _ first: UnsafeBufferPointer<Double>, _ second: UnsafeBufferPointer<Double>
  ) -> Double {
    precondition(
      first.count == transform[0].count, "\(first.count) numbers, not \(transform[0].count)")
    var sum = 0.0
    for row in transform {
      var coordinate = 0.0
      for index in first.indices { coordinate += row[index] * (first[index] - second[index]) }
      sum += coordinate * coordinate
    }
    return sum.squareRoot()
  }
}
