/// What a training tells while it goes on.
public enum TrainingEvent: Sendable {
  /// It begins, or goes on after a break, at a step of so many.
  case began(step: Int, steps: Int)
  /// It goes on with another number of threads than it had: the last digits will be others.
  case threadsChanged(from: Int, to: Int)
  /// A stage of the recipe begins, counted from 0.
  case stage(Int)
  /// A step is done.
  case stepped(Progress)
  /// What was measured over the last steps was written.
  case measured(MetricsEntry)
  /// The held-out videos were tracked; whether that was the best so far.
  case validated(Validation.Score, isBest: Bool)
  /// The state was written.
  case saved(step: Int)
  /// Crops that could not be read, and for which others were taken.
  case skipped([SkippedCrop])

  /// How far a training is.
  public struct Progress: Sendable {
    /// Steps done.
    public var step: Int
    /// Steps of all.
    public var steps: Int
    /// The mean loss of the last steps.
    public var loss: Double
    /// The share of the last pairs whose score map had its peak on the object.
    public var hits: Double
    /// Pairs learned from in a second, lately.
    public var pairsPerSecond: Double
    /// How long the rest takes at that pace, validations left out.
    public var secondsLeft: Double
  }
}
