/// Why results cannot be read, or not be added to. Every description is one line.
public enum StoredResultError: Error, Equatable, CustomStringConvertible {
  /// There is no such folder or file.
  case missing(path: String, expected: String)
  /// A line does not read as what it should be.
  case badLine(path: String, line: Int, found: String, expected: String)
  /// A file has more or fewer rows than the sequence has frames.
  case wrongLength(path: String, found: Int, expected: Int)
  /// The folder holds results of another origin.
  case otherOrigin(path: String, difference: String)
  /// A file or folder that cannot be written or taken away.
  case unwritable(path: String, reason: String)
  /// A manifest that cannot be read.
  case badManifest(path: String, reason: String)

  public var description: String {
    switch self {
    case .missing(let path, let expected): "\(path): is missing, expected \(expected)"
    case .badLine(let path, let line, let found, let expected):
      "\(path):\(line): found \(found), expected \(expected)"
    case .wrongLength(let path, let found, let expected):
      "\(path): found \(found) rows, expected one for each of \(expected) frames"
        + (found < expected ? "; the file may be cut short" : "")
    case .otherOrigin(let path, let difference):
      "\(path): holds results of \(difference)"
    case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
    case .badManifest(let path, let reason): "\(path): \(reason)"
    }
  }
}
