/// A loss over the score maps of a batch.
///
/// It is no part of a network: it turns the network's output into a number, and into the gradient by
/// that output, which the network's backward pass begins with.
public protocol ScoreMapLoss: Sendable {
  /// Computes the loss and its gradient.
  ///
  /// - Parameters:
  ///   - scores: (N, M, H, W). M is 1, or N where every exemplar is compared with every search region:
  ///     then map (n, n) is pair n's own, and the others are of other objects.
  ///   - shape: That shape.
  ///   - targets: Where the objects are on the N pairs' own maps.
  ///   - gradient: Takes the gradient of the loss by each score; every value is written.
  /// - Returns: The mean over the batch.
  func callAsFunction(
    scores: UnsafeBufferPointer<Float>, shape: [Int], targets: [ScoreMapTarget],
    gradient: UnsafeMutableBufferPointer<Float>
  ) -> Double
}
