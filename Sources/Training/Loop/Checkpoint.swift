import NeuralNetworks

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
    var precision: TrainingOptions.Precision
    /// How many processes train together.
    var ranks: Int
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
      best: state.best, isValidationDue: state.isValidationDue)
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
  ///   - averageDecay: The recipe's.
  /// - Throws: `WeightsError` for what is no whole checkpoint; ``TrainingError`` for one of another
  ///   version, network or training.
  init(
    _ path: String, identity: Identity, shapes: [String: [Int]], averageDecay: Double?
  ) throws {
    let file = try SafetensorsFile(path)
    guard let json = file.metadata[Self.key] else {
      throw TrainingError.file(
        path: path, reason: "found no state of a training in it, expected a checkpoint")
    }
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: Data(json.utf8))
    } catch {
      throw TrainingError.file(path: path, reason: "the training's state cannot be read: \(error)")
    }
    guard header.format == Self.format else {
      throw TrainingError.file(
        path: path,
        reason: "found a checkpoint of format \(header.format), expected format \(Self.format)")
    }
    try Self.check(header.identity, against: identity, of: path)
    var parameters: [String: Tensor] = [:]
    for (name, shape) in shapes {
      let key = "parameter.\(name)"
      guard file.shape(of: key) == shape else {
        throw TrainingError.differentTraining(
          file: path, what: "parameter \(name)",
          found: file.shape(of: key).map { "shape \($0)" } ?? "none", expected: "shape \(shape)")
      }
      parameters[name] = try file.tensor(named: key)
    }
    self.identity = header.identity
    state = TrainingState(step: header.step, seconds: header.seconds, parameters: parameters)
    state.optimizer = OptimizerState(
      steps: header.optimizerSteps, tensors: try file.tensors(under: "optimizer."))
    state.best = header.best
    state.isValidationDue = header.isValidationDue
    if let averageDecay {
      state.average = MovingAverage(
        decay: averageDecay, updates: header.averageUpdates ?? 0,
        tensors: try file.tensors(under: "average."))
    }
  }

  private static func check(
    _ found: Identity, against expected: Identity, of path: String
  ) throws {
    func refuse(_ what: String, _ found: String, _ expected: String) -> TrainingError {
      .differentTraining(file: path, what: what, found: found, expected: expected)
    }
    if found.recipe != expected.recipe {
      throw refuse("recipe", "another one", "the one this training was begun with")
    }
    if found.crops != expected.crops { throw refuse("crops", found.crops, expected.crops) }
    if found.precision != expected.precision {
      throw refuse("precision", found.precision.rawValue, expected.precision.rawValue)
    }
    if found.ranks != expected.ranks {
      throw refuse("processes", "\(found.ranks)", "\(expected.ranks)")
    }
  }
}

extension SafetensorsFile {
  /// The tensors whose names begin with a prefix, by the rest of their names.
  fileprivate func tensors(under prefix: String) throws -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for name in tensorNames where name.hasPrefix(prefix) {
      tensors[String(name.dropFirst(prefix.count))] = try tensor(named: name)
    }
    return tensors
  }
}
