import ArgumentParser
import Glibc
import Siamese

/// A use of the program that makes no sense: one line on standard error and exit code 64.
struct Refusal: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// Work that failed: one line on standard error and exit code 1.
enum RunError: Error, CustomStringConvertible {
  /// The folder of a file to write does not exist.
  case folderMissing(target: String, folder: String)
  /// A folder could not be made.
  case folderFailed(String, reason: String)
  /// A damaged video, with `--strict`.
  case damaged(String)

  var description: String {
    switch self {
    case .folderMissing(let target, let folder):
      "\(target): cannot be written: the folder \(folder) does not exist"
    case .folderFailed(let folder, let reason): "\(folder): cannot be made: \(reason)"
    case .damaged(let message): message
    }
  }
}

/// Turns refusals, and files that are in the way, into their line on standard error and the exit code
/// of wrong use.
func refusingUse(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let refusal as Refusal {
    Console(isQuiet: false).fail(refusal.description)
    throw ExitCode(EX_USAGE)
  } catch ModelError.exists(let path) {
    Console(isQuiet: false).fail("\(ModelError.exists(path))")
    throw ExitCode(EX_USAGE)
  }
}
