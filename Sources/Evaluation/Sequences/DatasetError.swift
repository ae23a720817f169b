/// Why a data set or one of its sequences cannot be read.
public enum DatasetError: Error, Equatable, CustomStringConvertible {
  /// No layout fits the folder.
  case unrecognized(folder: String)
  /// The layout was found, but no sequence in it.
  case noSequences(folder: String, layout: DatasetLayout)
  /// The layout has no part of this name.
  case unknownSubset(name: String, layout: DatasetLayout)
  /// A file or folder that the layout promises is not there.
  case missing(path: String, purpose: String)
  /// A file or folder is there, but the system does not let it be read.
  case unreadable(path: String, reason: String)
  /// A line of a file does not read as what it should be.
  case badLine(path: String, line: Int, found: String, expected: String)
  /// A file's content contradicts itself or another's.
  case inconsistent(path: String, found: String, expected: String)

  public var description: String {
    switch self {
    case .unrecognized(let folder):
      "\(folder): looks like no benchmark that is known; --dataset NAME insists on one of "
        + DatasetLayout.allCases.map(\.rawValue).joined(separator: ", ")
    case .noSequences(let folder, let layout):
      "\(folder): has no sequence in the layout of \(layout.rawValue)"
    case .unknownSubset(let name, let layout):
      layout.subsets.isEmpty
        ? "\(layout.rawValue) has no parts, found \(name)"
        : "\(layout.rawValue) has no part \(name), expected one of "
          + layout.subsets.joined(separator: ", ")
    case .missing(let path, let purpose): "\(path): is missing; expected \(purpose)"
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .badLine(let path, let line, let found, let expected):
      "\(path):\(line): found \(found), expected \(expected)"
    case .inconsistent(let path, let found, let expected):
      "\(path): found \(found), expected \(expected)"
    }
  }
}
