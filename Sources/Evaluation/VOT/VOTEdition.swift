/// The rules of one year's VOT short-term challenge, as the stacks of the vot-toolkit 0.9.0 state
/// them (`vot/stack/vot2013.yaml` to `vot/stack/vot2022/shortterm.yaml`).
public struct VOTEdition: Hashable, Sendable {
  /// How a tracker is helped after it lost the object, or not.
  public enum Supervision: Hashable, Sendable {
    /// It is begun again with the true region some frames after each failure (2013 to 2019).
    case resets
    /// It is begun at many frames and left alone to the sequence's end or beginning (2020 to 2022).
    case anchors
  }

  /// The year of the challenge.
  public let year: Int
  /// How trackers are run.
  public let supervision: Supervision
  /// The lengths over which the expected overlap is averaged; nil before 2015, when there was none.
  public let lengths: ClosedRange<Int>?
  /// Whether there is a real-time experiment.
  public let isRealTimeToo: Bool
  /// The frames after the beginning that the unsupervised experiment's accuracy leaves out; nil
  /// where there is no such experiment.
  public let unsupervisedBurnIn: Int?

  /// All editions, the oldest first.
  public static let all: [VOTEdition] = [
    VOTEdition(2013, .resets, nil, realTime: false, unsupervised: nil),
    VOTEdition(2014, .resets, nil, realTime: false, unsupervised: nil),
    VOTEdition(2015, .resets, 108...371, realTime: false, unsupervised: nil),
    VOTEdition(2016, .resets, 108...371, realTime: false, unsupervised: 10),
    VOTEdition(2017, .resets, 100...356, realTime: true, unsupervised: 10),
    VOTEdition(2018, .resets, 100...356, realTime: true, unsupervised: 10),
    VOTEdition(2019, .resets, 46...291, realTime: true, unsupervised: 10),
    VOTEdition(2020, .anchors, 115...755, realTime: true, unsupervised: 1),
    VOTEdition(2021, .anchors, 115...755, realTime: true, unsupervised: 1),
    VOTEdition(2022, .anchors, 115...755, realTime: true, unsupervised: 1),
  ]

  /// The edition of a year, nil where there was none with these experiments.
  public init?(year: Int) {
    guard let edition = Self.all.first(where: { $0.year == year }) else { return nil }
    self = edition
  }

  private init(
    _ year: Int, _ supervision: Supervision, _ lengths: ClosedRange<Int>?, realTime: Bool,
    unsupervised: Int?
  ) {
    self.year = year
    self.supervision = supervision
    self.lengths = lengths
    isRealTimeToo = realTime
    unsupervisedBurnIn = unsupervised
  }
}

extension VOTEdition {
  /// A reset-based run fails where the overlap is not above this.
  public static let failureOverlap = 0.0
  /// A reset-based run begins again so many frames after the one in which it failed.
  public static let framesToReset = 5
  /// The overlaps of so many frames, from the one of the beginning on, do not count for a
  /// reset-based run's accuracy.
  public static let burnIn = 10
  /// How often reset-based runs are repeated for a tracker that is not deterministic.
  public static let repetitions = 15
  /// How steeply reset-based robustness falls with failures, the S of exp(−S·F/N).
  public static let sensitivity = 30.0
  /// A run from an anchor is lost where the overlap stays at or below this …
  public static let lostOverlap = 0.1
  /// … for so many frames on end.
  public static let lostFrames = 10
  /// So many late answers count all the same in a real-time run, after each beginning.
  public static let realTimeGrace = 3
  /// The frames a second that a real-time run must keep up with where the sequence does not say it.
  public static let framesPerSecond = 20.0
}
