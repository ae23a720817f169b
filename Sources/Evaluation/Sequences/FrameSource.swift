import Video

/// Where the frames of a sequence come from.
public enum FrameSource: Hashable, Sendable {
  /// Picture files, one a frame, by their paths in order.
  case pictures([String])
  /// A part of a video file, from its frame `first` (counted from 0) on.
  case video(path: String, first: Int)
}
