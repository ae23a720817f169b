/// What can go wrong while a network is trained.
public enum TrainingError: Error, Hashable, Sendable {
  /// A file cannot be read or written; the reason is the system's.
  case file(path: String, reason: String)
  /// A folder holds nothing that can be learned from.
  case nothingToLearn(path: String, found: String)
  /// A file of annotations does not read as what it should be.
  case malformed(path: String, line: Int?, found: String, expected: String)
  /// A file is no crop cache, a damaged one or one of another version.
  case notACropCache(path: String, found: String, expected: String)
  /// A crop cache, or the beginning of one, was made of other data or with other settings.
  case otherCropCache(path: String, found: String, expected: String)
  /// A crop of a cache cannot be decoded.
  case brokenCrop(path: String, source: String, reason: String)
  /// A cache has no objects of the kind that the settings ask for.
  case noSuchObjects(path: String, found: String, expected: String)
}

extension TrainingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let path, let reason): "\(path): \(reason)"
    case .nothingToLearn(let path, let found):
      "\(path): nothing to learn from: \(found)"
    case .malformed(let path, let line, let found, let expected):
      "\(path)\(line.map { ":\($0)" } ?? ""): found \(found), expected \(expected)"
    case .notACropCache(let path, let found, let expected):
      "\(path): not a crop cache: found \(found), expected \(expected)"
    case .otherCropCache(let path, let found, let expected):
      "\(path): found the crops of \(found), expected those of \(expected); "
        + "remove the file, or give another name"
    case .brokenCrop(let path, let source, let reason):
      "\(path): the crop of \(source) cannot be decoded: \(reason)"
    case .noSuchObjects(let path, let found, let expected):
      "\(path): found \(found), expected \(expected)"
    }
  }
}
