import Glibc

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Finds a model folder by its name.
public struct ModelLocator: Sendable {
  /// The environment variable that lists folders of models, separated by colons.
  public static let environmentVariable = "TRACK_MODELS"

  /// The folders that are looked in, in this order.
  public let places: [String]

  /// The usual places: the folders of ``environmentVariable``, `../share/track/models` beside the
  /// executable, every `Weights` folder above the executable, and the one of the checkout that this
  /// code was compiled from.
  public init() {
    self.init(
      environment: ProcessInfo.processInfo.environment[Self.environmentVariable],
      executable: Self.executablePath, sourceFile: #filePath)
  }

  init(environment: String?, executable: String?, sourceFile: String) {
    var places = (environment ?? "").split(separator: ":").map(String.init)
    if let executable {
      var folder = Self.parent(of: executable)
      places.append(Self.parent(of: folder) + "/share/track/models")
      while !folder.isEmpty {
        places.append(folder + "/Weights")
        folder = Self.parent(of: folder)
      }
    }
    // Sources/Siamese/ModelLocator.swift lies three levels below the checkout.
    let checkout = (0..<3).reduce(sourceFile) { path, _ in Self.parent(of: path) }
    places.append(checkout + "/Weights")
    var seen = Set<String>()
    self.places = places.filter { seen.insert($0).inserted }
  }

  /// Finds a model.
  ///
  /// - Parameter nameOrFolder: A model's name, or the path of a folder that holds one; what contains
  ///   a slash is a path.
  /// - Throws: ``ModelError/notFound(name:places:)`` with the places.
  public func find(_ nameOrFolder: String) throws -> ModelFolder {
    let folder = ModelFolder(nameOrFolder)
    if nameOrFolder.contains("/") || folder.exists { return folder }
    for place in places {
      let candidate = ModelFolder(place + "/" + nameOrFolder)
      if candidate.exists { return candidate }
    }
    throw ModelError.notFound(name: nameOrFolder, places: places)
  }

  private static var executablePath: String? {
    guard let path = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(path) }
    return String(cString: path)
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return String(path[..<slash])
  }
}
