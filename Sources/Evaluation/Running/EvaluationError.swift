/// Why a tracker cannot be run over a sequence.
public enum EvaluationError: Error, Equatable, CustomStringConvertible {
  /// There are more or fewer pictures than the truth has rows.
  case frameCount(sequence: String, found: Int, expected: Int)
  /// The video has fewer frames than the truth has rows.
  case videoEnded(sequence: String, found: Int, expected: Int)
  /// The frame in which the tracker is to be started cannot be read.
  case unreadableStart(sequence: String, frame: Int)
  /// A pass that runs backward, over a video.
  case backwardVideo(sequence: String, path: String)
  /// The tracker failed in a frame.
  case tracker(sequence: String, frame: Int, reason: String)

  public var description: String {
    switch self {
    case .frameCount(let sequence, let found, let expected):
      "\(sequence): found \(found) pictures, expected one for each of the truth's \(expected) rows"
    case .videoEnded(let sequence, let found, let expected):
      "\(sequence): the video ends after \(found) frames, expected one for each of the truth's "
        + "\(expected) rows"
    case .unreadableStart(let sequence, let frame):
      "\(sequence): frame \(frame), where the tracker is to be started, cannot be read"
    case .backwardVideo(let sequence, let path):
      "\(sequence): \(path) is a video, which cannot be read backward, expected pictures"
    case .tracker(let sequence, let frame, let reason):
      "\(sequence): frame \(frame): \(reason)"
    }
  }
}
