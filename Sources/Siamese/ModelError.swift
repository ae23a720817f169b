/// Why a model cannot be loaded or written.
public enum ModelError: Error, Equatable, CustomStringConvertible {
  /// No folder of that name in any of the places.
  case notFound(name: String, places: [String])
  /// A folder that lacks a file of a model.
  case missingFile(String)
  /// A `config.json` that does not say what it should.
  case configuration(file: String, reason: String)
  /// A file or folder that is already there.
  case exists(String)
  /// Weights in whole numbers that were made of other floats than those beside them.
  case staleWholeNumbers(String)
  /// A file that cannot be written.
  case cannotWrite(file: String, reason: String)

  public var description: String {
    switch self {
    case .notFound(let name, let places):
      "model '\(name)': not found; looked in \(places.joined(separator: ", "))"
    case .missingFile(let file):
      "\(file): no such file, expected a model folder with \(ModelFolder.configurationName) and "
        + ModelFolder.weightsName
    case .configuration(let file, let reason): "\(file): \(reason)"
    case .exists(let path): "\(path): exists already"
    case .staleWholeNumbers(let file):
      "\(file): made of other weights than \(ModelFolder.weightsName) beside it; make it anew with "
        + "track quantize, or take --precision fp32"
    case .cannotWrite(let file, let reason): "\(file): cannot be written: \(reason)"
    }
  }
}
