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
  /// A recipe's file does not say what it should.
  case recipe(file: String, reason: String)
  /// No recipe of that name in any of the places.
  case recipeNotFound(name: String, places: [String])
  /// A training was begun with something else than it is to go on with.
  case differentTraining(file: String, what: String, begun: String, given: String)
  /// A loss is not a number any more, or a gradient. The batch is kept in a file, if
  /// that can be written.
  case notFinite(step: Int, what: String, batch: String?)
  /// Held-out videos cannot be tracked.
  case validation(sequence: String, reason: String)
  /// Networks whose embeddings cannot be compared.
  case teacher(name: String, found: String, expected: String)
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
    case .recipe(let file, let reason): "\(file): \(reason)"
    case .recipeNotFound(let name, let places):
      "recipe '\(name)': not found; looked for \(places.joined(separator: ", "))"
    case .differentTraining(let file, let what, let begun, let given):
      "\(file): this training was begun with \(what) \(begun), and cannot go on with \(given); use "
        + "another output folder, or remove this one"
    case .notFinite(let step, let what, let batch):
      "step \(step): \(what) is not finite; "
        + (batch.map { "the batch is kept in \($0); " } ?? "the batch could not be written; ")
        + "a smaller learning rate or a limit for the gradients' norm may help"
    case .validation(let sequence, let reason): "validation on \(sequence): \(reason)"
    case .teacher(let name, let found, let expected):
      "teacher '\(name)': found \(found), expected \(expected)"
    }
  }
}
