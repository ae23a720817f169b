/// What happens while sequences are evaluated, as it happens.
public enum EvaluationEvent: Sendable {
  /// It is known what is to be done: the number of sequences, with those that are done already, and
  /// of frames that the tracker has to be run over.
  case planned(sequences: Int, done: Int, frames: Int)
  /// A worker begins a pass over a sequence, which has so many frames.
  case began(worker: Int, sequence: String, frames: Int)
  /// A worker is done with a frame.
  case advanced(worker: Int)
  /// A worker is done with a pass.
  case ended(worker: Int)
  /// A sequence is done, or has failed.
  case finished(EvaluatedSequence)
}

/// What came of one sequence.
public struct EvaluatedSequence: Sendable {
  /// Its place in the list of tasks.
  public let task: Int
  /// Its place in the data set.
  public let index: Int
  /// Its name.
  public let name: String
  /// What came of it.
  public let outcome: Outcome

  /// What can come of a sequence.
  public enum Outcome: Sendable {
    /// There are results.
    case done(Results)
    /// There are none, for this reason.
    case failed(reason: String)
  }

  /// A sequence with its results, as they were read back from the files: what is computed of them is
  /// the same whether the tracker has just been run or was years ago.
  public struct Results: Sendable {
    /// The sequence.
    public let sequence: BenchmarkSequence
    /// Its layout.
    public let layout: DatasetLayout
    /// One trajectory a pass.
    public let trajectories: [Trajectory]
    /// How long all passes took together, with reading the frames, in seconds.
    public let wholeSeconds: Double?
    /// Whether the results were there already.
    public let wereThere: Bool
    /// How many frames could not be read in the passes that were made now: the tracker was not asked
    /// there, and its last box stands.
    public let unreadableFrames: Int
  }
}
