import NeuralNetworks
import Siamese

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A training's state in one safetensors file, which takes its name only when it is whole and on the
/// disk: whatever happens, the last one that was finished is there.
///
/// Tensors are `parameter.NAME`, `optimizer.KIND.NAME` and `average.NAME`; all else stands as JSON in
/// the header's metadata under `training`.
struct Checkpoint {
  /// The version of the format that this code reads and writes.
  static let format = 1
  private static let key = "training"

  var state: TrainingState
  /// What the training was begun with; it goes on with the same only.
  var identity: Identity

  /// What decides, beside the state, how a training goes on.
  struct Identity: Codable, Hashable {
    /// The recipe's text.
    var recipe: String
    /// What the crops' file is known by.
    var crops: String
    /// What the network computes in.
    var precision: Precision
    /// How many processes train together.
    var ranks: Int
    /// What the held-out videos are known by: the best weights are the best on these.
    var validation: String
  }

  private struct Header: Codable {
    var format: Int
    var identity: Identity
    var step: Int
    var seconds: Double
    var optimizerSteps: [String: Int]
    var averageUpdates: Int?
    var best: Validation.Score?
    var isValidationDue: Bool
    var threads: Int
  }

  init(_ state: TrainingState, identity: Identity) {
    self.state = state
    self.identity = identity
  }

  /// Writes the file, or replaces it.
  ///
  /// - Throws: `WeightsError.unwritable`; the last checkpoint is untouched then.
  func write(to path: String) throws {
    let header = Header(
      format: Self.format, identity: identity, step: state.step, seconds: state.seconds,
      optimizerSteps: state.optimizer.steps, averageUpdates: state.average?.updates,
      best: state.best, isValidationDue: state.isValidationDue,
      threads: state.threads)
    var tensors: [String: Tensor] = [:]
    for (name, tensor) in state.parameters { tensors["parameter.\(name)"] = tensor }
    for (name, tensor) in state.optimizer.tensors { tensors["optimizer.\(name)"] = tensor }
    for (name, tensor) in state.average?.tensors ?? [:] { tensors["average.\(name)"] = tensor }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = String(decoding: try encoder.encode(header), as: UTF8.self)
    try Safetensors.write(tensors, metadata: [Self.key: json], to: path)
  }

  /// Reads a file and checks that it belongs to a network and a recipe.
  ///
  /// - Parameters:
  ///   - identity: What the training is to go on with.
  ///   - shapes: Of the network's parameters.
  ///   - recipe: What the training is to do.
  ///   - isValidating: Whether this process knows the held-out videos.
  /// - Throws: `WeightsError` for what is no whole checkpoint; ``TrainingError`` for one of another
  ///   version, network or training.
  init(
    _ path: String, identity: Identity, shapes: [String: [Int]], recipe: Recipe,
    isValidating: Bool = true
  ) throws {
    let file = try SafetensorsFile(path)
    let header = try Self.header(of: file)
    var given = identity
    if !isValidating { given.validation = header.identity.validation }
    try Self.check(header.identity, against: given, of: path)
    guard (0...recipe.steps).contains(header.step) else {
      throw TrainingError.file(
        path: path, reason: "found step \(header.step), expected one from 0 to \(recipe.steps)")
    }
    self.identity = header.identity
    state = TrainingState(
      step: header.step, seconds: header.seconds, parameters: [:], threads: header.threads)
    state.parameters = try file.tensors(under: "parameter.", shapes: shapes)
    guard Set(state.parameters.keys) == Set(shapes.keys) else {
      let missing = Set(shapes.keys).subtracting(state.parameters.keys).sorted()
      throw TrainingError.differentTraining(
        file: path, what: "a network", begun: "without \(missing.joined(separator: ", "))",
        given: "one that has it")
    }
    state.optimizer = OptimizerState(
      steps: header.optimizerSteps, tensors: try file.tensors(under: "optimizer.", shapes: shapes))
    state.best = header.best
    state.isValidationDue = header.isValidationDue
    if let decay = recipe.averageDecay {
      let updates = header.averageUpdates ?? 0
      let tensors = try file.tensors(under: "average.", shapes: shapes)
      guard updates == 0 || tensors.count == shapes.count else {
        throw TrainingError.file(path: path, reason: "the average of the weights is not whole")
      }
      state.average = MovingAverage(decay: decay, updates: updates, tensors: tensors)
    }
  }

  private static func header(of file: SafetensorsFile) throws -> Header {
    guard let json = file.metadata[key] else {
      throw TrainingError.file(
        path: file.path, reason: "found no state of a training in it, expected a checkpoint")
    }
    let decoder = JSONDecoder()
    let data = Data(json.utf8)
    // The version first: of another one nothing else can be expected.
    guard let format = (try? decoder.decode(Format.self, from: data))?.format, format == Self.format
    else {
      throw TrainingError.file(
        path: file.path, reason: "found a checkpoint of another version, expected format \(format)")
    }
    do {
      return try decoder.decode(Header.self, from: data)
    } catch let error as DecodingError {
      throw TrainingError.file(
        path: file.path, reason: "the training's state cannot be read: \(error.reason)")
    }
  }

  private struct Format: Codable {
    var format: Int
  }

  private static func check(
    _ begun: Identity, against given: Identity, of path: String
  ) throws {
    func refuse(_ what: String, _ begun: String, _ given: String) -> TrainingError {
      .differentTraining(file: path, what: what, begun: begun, given: given)
    }
    if begun.recipe != given.recipe {
      throw refuse("the recipe", "in recipe.json beside it", "another one")
    }
    if begun.crops != given.crops { throw refuse("the crops:", begun.crops, given.crops) }
    if begun.precision != given.precision {
      throw refuse("the precision", begun.precision.rawValue, given.precision.rawValue)
    }
    if begun.ranks != given.ranks {
      throw refuse("so many processes:", "\(begun.ranks)", "\(given.ranks)")
    }
    if begun.validation != given.validation {
      throw refuse("the held-out videos:", begun.validation, given.validation)
    }
  }
}

extension SafetensorsFile {
  /// The tensors whose names begin with a prefix, by the rest of their names.
  ///
  /// - Parameter shapes: Of the parameters that the names end in.
  fileprivate func tensors(
    under prefix: String, shapes: [String: [Int]]
  ) throws -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for name in tensorNames where name.hasPrefix(prefix) {
      let rest = String(name.dropFirst(prefix.count))
      // An optimizer's tensors have what they are in front of the parameter's name.
      let own = shapes[rest] ?? shapes[String(rest.drop { $0 != "." }.dropFirst())]
      guard let expected = own, let found = shape(of: name), found == expected else {
        throw TrainingError.differentTraining(
          file: path, what: "a network",
          begun: "whose \(rest) has the shape \(shape(of: name) ?? [])",
          given: own.map { "one where it has \($0)" } ?? "one that has none")
      }
      tensors[rest] = try tensor(named: name)
    }
    return tensors
  }
}
