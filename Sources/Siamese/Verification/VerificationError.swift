/// Why nothing can be learned, or told apart.
public enum VerificationError: Error, Hashable, Sendable {
  /// There are too few classes, or none with two pictures.
  case classes(found: Int, withTwoPictures: Int)
  /// The loss is not a number any more.
  case diverged(step: Int)
}

extension VerificationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .classes(let found, let withTwoPictures):
      "classes: found \(found), \(withTwoPictures) of them with two pictures or more; expected two "
        + "or more, at least one of them with two pictures"
    case .diverged(let step):
      "step \(step): the loss is not a number any more; a lower learning rate may help"
    }
  }
}
