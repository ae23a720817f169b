import NeuralNetworks

/// Keeps things that only one thread at a time may use, such as inference plans, and lends them.
///
/// There are as many as were ever lent at once. Lending costs one uncontended lock.
public final class Pool<Element>: Sendable {
  /// An element that nobody uses. It rests in the pool or is lent to exactly one caller, and the
  /// pool's lock orders the two: that is what makes handing it between threads safe.
  private struct Resting: @unchecked Sendable {
    var element: Element
  }

  private let resting = Guarded<[Resting]>([])
  private let make: @Sendable () throws -> Element

  /// Creates an empty pool.
  ///
  /// - Parameter make: Makes an element when one is asked for and all are lent.
  public init(_ make: @escaping @Sendable () throws -> Element) {
    self.make = make
  }

  /// What `body` makes of each element that is not lent just now.
  public func map<Result>(_ body: (Element) throws -> Result) rethrows -> [Result] {
    try resting.withLock { try $0.map { try body($0.element) } }
  }

  /// Lends an element for the time that `body` runs; `body` must not keep it.
  ///
  /// - Throws: What making an element or `body` throws.
  public func withElement<Result>(_ body: (Element) throws -> Result) throws -> Result {
    let lent = try resting.withLock { $0.popLast() } ?? Resting(element: make())
    defer { resting.withLock { $0.append(lent) } }
    return try body(lent.element)
  }
}
