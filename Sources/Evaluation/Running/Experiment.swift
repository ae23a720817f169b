/// How a tracker is run over the sequences of a benchmark.
public enum Experiment: Hashable, Sendable {
  /// One-pass evaluation (OTB's OPE): from the first frame to the last.
  case onePass
  /// From so many frames, spread over each sequence, to its end: one chaotic loss does not decide.
  case starts(Int)
  /// OTB's temporal robustness evaluation (TRE): twenty starts.
  case temporalRobustness
  /// OTB's spatial robustness evaluation (SRE): twelve first boxes that are shifted or resized.
  case spatialRobustness
  /// VOT 2013 to 2019: the tracker is started anew after it lost the object.
  case resets
  /// VOT 2020 to 2022: from every anchor forward or backward, never started anew.
  case anchors
  /// VOT's real-time mode of the data set's own protocol, at so many frames a second.
  case realTime(framesPerSecond: Double)
  /// VOT's long-term protocol: one pass in which the tracker's score says whether the object is
  /// there.
  case longTerm

  /// The frame rate of VOT's real-time experiments.
  public static let usualFramesPerSecond = VOTEdition.framesPerSecond

  /// The pace of real time, nil where the tracker has all the time it takes.
  var framesPerSecond: Double? {
    if case .realTime(let rate) = self { rate } else { nil }
  }

  /// What the command line and the manifests call it: `ope`, `starts-10`, `realtime-20` ….
  public var name: String {
    switch self {
    case .onePass: "ope"
    case .starts(let count): "starts-\(count)"
    case .temporalRobustness: "tre"
    case .spatialRobustness: "sre"
    case .resets: "resets"
    case .anchors: "anchors"
    case .realTime(let rate):
      rate == rate.rounded() && abs(rate) < 1e9 ? "realtime-\(Int(rate))" : "realtime-\(rate)"
    case .longTerm: "longterm"
    }
  }

  /// The experiment of a ``name``; nil where there is none.
  public init?(name: String) {
    let parts = name.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    switch (parts[0], parts.count) {
    case ("ope", 1): self = .onePass
    case ("tre", 1): self = .temporalRobustness
    case ("sre", 1): self = .spatialRobustness
    case ("resets", 1): self = .resets
    case ("anchors", 1): self = .anchors
    case ("longterm", 1): self = .longTerm
    case ("starts", 2):
      guard let count = Int(parts[1]), count > 0 else { return nil }
      self = .starts(count)
    case ("realtime", 1): self = .realTime(framesPerSecond: Self.usualFramesPerSecond)
    case ("realtime", 2):
      guard let rate = Double(parts[1]), rate.isFinite, rate > 0 else { return nil }
      self = .realTime(framesPerSecond: rate)
    default: return nil
    }
  }

  /// The folder of its results below the tracker's. These are VOT's names where VOT has one: in the
  /// toolkit's workspaces both protocols of short-term tracking are the `baseline`.
  public var folderName: String {
    switch self {
    case .resets, .anchors: "baseline"
    case .realTime: "realtime"
    case .onePass, .starts, .temporalRobustness, .spatialRobustness, .longTerm: name
    }
  }
}

extension Experiment: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let experiment = Experiment(name: name) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "found '\(name)', which is no experiment that is known")
    }
    self = experiment
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}
