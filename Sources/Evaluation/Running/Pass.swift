import Video

/// One run of a tracker over a sequence or a part of it, before it is made.
public struct Pass: Hashable, Sendable {
  /// What its result files are called behind the sequence's name, such as `00000120`.
  public let name: String
  /// The frame of the sequence in which the run begins.
  public let start: Int
  /// Whether the run goes from there to the sequence's first frame instead of its last.
  public let isBackward: Bool
  /// The frame of the run in which the tracker is told where the object is: 0, but for whole
  /// sequences in which the object is not there at first.
  public let firstStep: Int
  /// The box that the tracker is given there: neither clipped nor rounded.
  public let box: Box
  /// Whether the tracker is started anew after it has failed, as VOT did until 2019.
  public let isReset: Bool

  /// The ``name`` of a pass over a whole sequence: VOT's number of the first repetition.
  public static let whole = "001"

  /// Creates a pass from its parts.
  public init(
    name: String, start: Int, isBackward: Bool = false, firstStep: Int = 0, box: Box,
    isReset: Bool = false
  ) {
    self.name = name
    self.start = start
    self.isBackward = isBackward
    self.firstStep = firstStep
    self.box = box
    self.isReset = isReset
  }

  /// The number of frames of the run, the first one included, in a sequence of `count` frames.
  public func length(in count: Int) -> Int {
    isBackward ? start + 1 : count - start
  }

  /// The sequence's frame that is the run's frame `step`, counted from 0.
  public func frame(_ step: Int) -> Int {
    isBackward ? start - step : start + step
  }
}

extension Experiment {
  /// The passes over a sequence, in their order.
  ///
  /// - Throws: ``PassError`` where the sequence has no frame to start in.
  public func passes(over sequence: BenchmarkSequence) throws -> [Pass] {
    let truth = sequence.truth
    switch self {
    case .onePass, .longTerm:
      return [try Pass.wholeSequence(sequence)]
    case .resets:
      return [try Pass.wholeSequence(sequence, isReset: true)]
    case .starts(let count):
      return try Pass.from(Self.spreadStarts(count, truth: truth), in: sequence)
    case .temporalRobustness:
      return try Pass.from(Self.temporalRobustnessStarts(truth: truth), in: sequence)
    case .spatialRobustness:
      let whole = try Pass.wholeSequence(sequence)
      return Perturbation.allCases.map { perturbation in
        Pass(
          name: perturbation.rawValue, start: 0, firstStep: whole.firstStep,
          box: perturbation.applied(to: whole.box))
      }
    case .anchors:
      return try Pass.from(anchorsOf: sequence)
    case .realTime:
      let hasAnchors = !sequence.markedAnchors.isEmpty
      return hasAnchors
        ? try Pass.from(anchorsOf: sequence) : [try Pass.wholeSequence(sequence, isReset: true)]
    }
  }
}

extension Pass {
  /// From the first frame to the last. The tracker is started where the object can be seen for the
  /// first time, which is the first frame in nearly all benchmarks.
  fileprivate static func wholeSequence(
    _ sequence: BenchmarkSequence, isReset: Bool = false
  ) throws -> Pass {
    guard let start = sequence.truth.firstIndex(where: \.isVisible),
      let box = sequence.truth[start].bounds
    else { throw PassError.neverVisible(sequence: sequence.name, frames: sequence.count) }
    return Pass(name: whole, start: 0, firstStep: start, box: box, isReset: isReset)
  }

  fileprivate static func from(
    _ starts: [Int], in sequence: BenchmarkSequence
  ) throws -> [Pass] {
    guard !starts.isEmpty else {
      throw PassError.noStart(sequence: sequence.name, frames: sequence.count)
    }
    return starts.compactMap { start in
      sequence.truth[start].bounds.map { Pass(name: frameName(start), start: start, box: $0) }
    }
  }

  fileprivate static func from(anchorsOf sequence: BenchmarkSequence) throws -> [Pass] {
    let marked = sequence.markedAnchors
    let anchors = marked.isEmpty ? Anchor.anchors(truth: sequence.truth) : marked
    let passes = anchors.compactMap { anchor -> Pass? in
      guard sequence.truth.indices.contains(anchor.frame),
        sequence.truth[anchor.frame].isVisible, let box = sequence.truth[anchor.frame].bounds
      else { return nil }
      return Pass(
        name: frameName(anchor.frame), start: anchor.frame, isBackward: anchor.isBackward, box: box)
    }
    guard !passes.isEmpty else {
      throw PassError.neverVisible(sequence: sequence.name, frames: sequence.count)
    }
    return passes
  }

  /// A frame's number with the eight digits of the vot-toolkit's files.
  private static func frameName(_ frame: Int) -> String {
    let digits = String(frame)
    return String(repeating: "0", count: max(8 - digits.count, 0)) + digits
  }
}

/// Why an experiment has no pass over a sequence.
public enum PassError: Error, Equatable, CustomStringConvertible {
  /// The truth has no box with an area in any frame.
  case neverVisible(sequence: String, frames: Int)
  /// The truth has none that a frame follows.
  case noStart(sequence: String, frames: Int)

  public var description: String {
    switch self {
    case .neverVisible(let sequence, let frames):
      "\(sequence): the truth shows the object in none of \(frames) frames, expected one to start in"
    case .noStart(let sequence, let frames):
      "\(sequence): the truth shows the object in none of \(frames) frames but the last, expected "
        + "one to start in and another to track"
    }
  }
}
