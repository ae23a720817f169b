/// What can go wrong while a network is trained.
public enum TrainingError: Error, Hashable, Sendable {
  /// A file cannot be read or written; the reason is the system's.
  case file(path: String, reason: String)
}
