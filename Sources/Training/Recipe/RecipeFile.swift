import NeuralNetworks
import Siamese

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Recipe {
  /// Reads a recipe's file.
  ///
  /// - Throws: ``TrainingError`` naming the file and what is wrong in it.
  public init(file path: String) throws {
    guard let json = FileManager.default.contents(atPath: path) else {
      throw TrainingError.file(path: path, reason: "cannot be read")
    }
    try self.init(json: json, file: path)
  }

  init(json: Data, file path: String) throws {
    do {
      self = try JSONDecoder().decode(Recipe.self, from: json)
    } catch let error as DecodingError {
      throw TrainingError.recipe(file: path, reason: error.reason)
    }
  }

  /// The recipe as the text of a file; the same recipe gives the same text.
  public var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
  }

  /// Reads a recipe by its name, or by the path of its file.
  ///
  /// A name is looked for in the folders `Recipes` (of a checkout) and `recipes` (installed) beside
  /// the folders of models, and as a model's own `recipe.json`. What ends in `.json` or contains a
  /// slash is a path.
  ///
  /// - Throws: ``TrainingError``.
  public init(named nameOrFile: String) throws {
    if nameOrFile.contains("/") || nameOrFile.hasSuffix(".json") {
      try self.init(file: nameOrFile)
      return
    }
    // A training's own folder first, as for models.
    let places =
      ["\(nameOrFile)/recipe.json"]
      + ModelLocator().places.flatMap { folder in
        let beside = folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? "."
        return [
          "\(beside)/Recipes/\(nameOrFile).json", "\(beside)/recipes/\(nameOrFile).json",
          "\(folder)/\(nameOrFile)/recipe.json",
        ]
      }
    guard let path = places.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw TrainingError.recipeNotFound(name: nameOrFile, places: places)
    }
    try self.init(file: path)
  }
}
