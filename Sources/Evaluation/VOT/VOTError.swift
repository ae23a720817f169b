/// Why VOT's measures cannot be computed or a trajectory file cannot be read.
public enum VOTError: Error, Equatable, CustomStringConvertible {
  /// There is no run to be measured.
  case noRuns
  /// A run has another number of frames than the part of the sequence it went over.
  case wrongLength(found: Int, expected: Int)
  /// A run begins in a frame that the sequence does not have.
  case outside(start: Int, frames: Int)
  /// A run goes over a part of the sequence, or backward, where it should go over all of it.
  case notWhole(start: Int, isBackward: Bool)
  /// A trajectory's file cannot be read or written.
  case unreadable(path: String, reason: String)
  /// A line of a text file does not read as what it should be.
  case badLine(path: String, line: Int, found: String, expected: String)
  /// A binary file does not read as what it should be.
  case malformed(path: String, offset: Int, found: String, expected: String)
  /// A trajectory cannot be written in the binary format, whose numbers are too small for it.
  case unwritable(path: String, frame: Int, reason: String)

  public var description: String {
    switch self {
    case .noRuns: "found no run of the tracker, expected at least one"
    case .wrongLength(let found, let expected):
      "the run has \(found) frames, expected the sequence's \(expected)"
    case .outside(let start, let frames):
      "the run begins in frame \(start), expected one of the sequence's \(frames)"
    case .notWhole(let start, let isBackward):
      "the run begins in frame \(start) and goes \(isBackward ? "backward" : "forward"), expected one "
        + "from the first frame to the last"
    case .unreadable(let path, let reason): "\(path): \(reason)"
    case .badLine(let path, let line, let found, let expected):
      "\(path):\(line): found \(found), expected \(expected)"
    case .malformed(let path, let offset, let found, let expected):
      "\(path): byte \(offset): found \(found), expected \(expected)"
    case .unwritable(let path, let frame, let reason): "\(path): frame \(frame): \(reason)"
    }
  }
}
