/// The error that `body` throws, where it is of the type expected; nil otherwise.
///
/// Swift Testing's `#expect(throws:)` gives the error back only since Swift 6.1.
public func thrownError<Failure: Error>(
  _ type: Failure.Type, by body: () throws -> Void
) -> Failure? {
  do {
    try body()
    return nil
  } catch {
    return error as? Failure
  }
}
