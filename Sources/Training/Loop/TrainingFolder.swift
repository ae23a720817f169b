import Glibc
import NeuralNetworks
import Siamese

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The folder of a training, which is a model's folder with the training's own files beside the
/// model's.
struct TrainingFolder {
  private let path: String
  private var model: ModelFolder { ModelFolder(path) }

  init(_ path: String) {
    self.path = path
  }

  var recipePath: String { path + "/recipe.json" }
  var checkpointPath: String { path + "/checkpoint.safetensors" }
  var metricsPath: String { path + "/" + MetricsEntry.fileName }
  /// Where the batch is kept that a step could not learn from.
  func path(ofBatch step: Int) -> String { path + "/batch-\(step).safetensors" }

  var hasCheckpoint: Bool { FileManager.default.fileExists(atPath: checkpointPath) }

  /// Refuses a folder with a model in it that no training can go on with.
  func checkThatNothingIsLost() throws {
    if !hasCheckpoint, FileManager.default.fileExists(atPath: model.weightsPath) {
      throw ModelError.exists(path)
    }
  }

  /// Makes the folder and writes the recipe and the model's configuration.
  ///
  /// - Throws: `ModelError.exists` where weights lie there, but no checkpoint to go on from.
  func begin(_ recipe: Recipe) throws {
    try checkThatNothingIsLost()
    let files = FileManager.default
    do {
      try files.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw TrainingError.file(path: path, reason: "the folder cannot be made")
    }
    try replace(recipePath, with: recipe.json)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try replace(
      model.configurationPath,
      with: String(decoding: encoder.encode(recipe.model), as: UTF8.self) + "\n")
  }

  /// Writes weights as the model's.
  func write(_ weights: [String: Tensor], of recipe: Recipe, score: Validation.Score?) throws {
    let names = try recipe.model.network.embeddingNetwork.parameterShapes().keys
    let own = weights.filter { names.contains($0.key) }
    try Safetensors.write(own, metadata: ["format": "pt"], to: model.weightsPath)
    try replace(model.cardPath, with: card(of: recipe, score: score))
  }

  private func card(of recipe: Recipe, score: Validation.Score?) -> String {
    var text = """
      # \(model.name)

      Trained by `track train`; `recipe.json` says how.

      """
    if let score {
      text += """

        These weights are those of step \(score.step) of \(recipe.steps), the best of the training on \
        \(score.sequences.count) held-out videos: mean success AUC \
        \(Double(Int((score.successAUC * 1000).rounded())) / 1000).

        """
    } else {
      text += "\nThese are the newest weights: no held-out videos chose among them.\n"
    }
    return text + """

      The weights of the score in `config.json` were fitted to another model, and may be off for this \
      one.

      """
  }

  /// Keeps a batch for study: the pictures, and what the network made of them.
  func keep(_ batch: BatchQueue.Batch, of plan: any TrainingPlan, at path: String) throws {
    var tensors: [String: Tensor] = [:]
    for (name, shape) in plan.inputShapes {
      tensors["input.\(name)"] = Tensor(shape: shape, values: Array(plan.input(name)))
    }
    for (name, shape) in plan.outputShapes {
      tensors["output.\(name)"] = Tensor(shape: shape, values: Array(plan.output(name)))
    }
    let targets = batch.targets.map { $0.offset.map { "\($0.x),\($0.y)" } ?? "none" }
    try Safetensors.write(
      tensors, metadata: ["batch": "\(batch.index)", "targets": targets.joined(separator: " ")],
      to: path)
  }

  private func replace(_ file: String, with text: String) throws {
    let target = try AtomicFile(file)
    try Array(text.utf8).withUnsafeBytes { try target.write($0) }
    try target.commit()
  }
}
