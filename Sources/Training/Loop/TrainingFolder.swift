import Evaluation
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
  let path: String
  private var model: ModelFolder { ModelFolder(path) }

  init(_ path: String) {
    self.path = path
  }

  var recipePath: String { path + "/recipe.json" }
  var checkpointPath: String { path + "/checkpoint.safetensors" }
  var metricsPath: String { path + "/" + MetricsEntry.fileName }
  /// Where the batch is kept that a step could not learn from.
  func path(ofBatch step: Int, by group: any ProcessGroup) -> String {
    let rank = group.count > 1 ? "-rank\(group.rank)" : ""
    return path + "/batch-\(step)\(rank).safetensors"
  }

  var hasCheckpoint: Bool { exists(checkpointPath) }

  private func exists(_ file: String) -> Bool { FileManager.default.fileExists(atPath: file) }

  /// Refuses a folder with files in it that no training has written and that one would replace.
  func checkThatNothingIsLost() throws {
    guard !hasCheckpoint else { return }
    for file in [model.weightsPath, model.configurationPath, model.cardPath, recipePath]
    where exists(file) {
      throw ModelError.exists(file)
    }
  }

  /// Makes the folder, and takes it for this process.
  func open() throws -> FolderLock {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw TrainingError.file(path: path, reason: "the folder cannot be made")
    }
    let lock = try FolderLock(path)
    removeRemains()
    return lock
  }

  /// Takes away what writes that were killed have left.
  private func removeRemains() {
    let files = FileManager.default
    for name in (try? files.contentsOfDirectory(atPath: path)) ?? []
    where name.contains(".safetensors.partial.") || name.contains(".json.partial.") {
      try? files.removeItem(atPath: "\(path)/\(name)")
    }
  }

  /// Writes what a model and its training need, as far as it is not there yet.
  func complete(_ recipe: Recipe, weights: [String: Tensor]) throws {
    if !exists(recipePath) { try writeWhole(recipe.json, to: recipePath, durably: true) }
    if !exists(model.configurationPath) {
      let json = try ModelFolder.json(of: recipe.model)
      try writeWhole(json, to: model.configurationPath, durably: true)
    }
    if !exists(model.weightsPath) { try write(weights, of: recipe, score: nil) }
  }

  /// Writes weights as the model's.
  func write(_ weights: [String: Tensor], of recipe: Recipe, score: Validation.Score?) throws {
    let names = try recipe.model.network.embeddingNetwork.parameterShapes().keys
    let own = weights.filter { names.contains($0.key) }
    try Safetensors.write(own, metadata: ["format": "pt"], to: model.weightsPath)
    try writeWhole(card(of: recipe, score: score), to: model.cardPath, durably: true)
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
      text += "\nNo held-out videos have chosen these weights.\n"
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
}
