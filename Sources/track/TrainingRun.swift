import ArgumentParser
import Evaluation
import Glibc
import NeuralNetworks
import Siamese
import Training

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One run of `track train`: from the folders to the weights.
struct TrainingRun {
  let options: TrainCommand
  let group: any ProcessGroup
  let console: Console

  init(options: TrainCommand) throws {
    self.options = options
    // Before a library starts threads, which would get the signals.
    Interruption.watch {}
    group = try joinProcessGroup()
    console = Console(isQuiet: options.quiet || !group.isFirst)
  }

  /// Trains until all is done, or until the person stops it, together with the other processes of the
  /// group.
  func run() throws {
    let outcome: Trainer.Outcome
    do {
      outcome = try trainOrRefuse()
      try group.leave()
    } catch {
      guard group.count > 1 else { throw error }
      // The others wait for this process: they have to be ended.
      if !(error is ExitCode) { console.fail("\(error)") }
      group.abort(exitCode: TrainCommand.exitCode(for: error).rawValue)
    }
    if case .interrupted(let step) = outcome {
      console.warn("interrupted after step \(step); the same command goes on from there")
      throw ExitCode(130)
    }
    console.say("the model is in \(options.output)")
  }

  private func trainOrRefuse() throws -> Trainer.Outcome {
    do {
      var outcome = Trainer.Outcome.finished
      try refusingUse { outcome = try train() }
      return outcome
    } catch is CancellationError {
      console.warn("interrupted while cutting crops; the same command goes on from there")
      throw ExitCode(130)
    }
  }

  private func train() throws -> Trainer.Outcome {
    let recipe = try Recipe(named: options.recipe)
    // The first process cuts the crops and tries the network; the others read what it cut.
    if group.isFirst { try Trainer.check(folder: options.output) }
    let (learned, heldOut) = group.isFirst ? try data() : ([], [])
    let validation = try Validation(heldOut, settings: recipe.validation)
    let mine = group.isFirst ? try cut(learned, settings: recipe.crops) : nil
    try group.barrier()
    let crops = try mine ?? CropCache(cropsPath)
    if validation.isEmpty {
      console.warn("no videos to try the network on; the newest weights are taken for the best")
    }
    var settings = Trainer.Options()
    settings.precision = try precision
    settings.threads = options.threads ?? ProcessInfo.processInfo.activeProcessorCount
    settings.dataThreads = options.dataThreads
    settings.checkpointEvery = options.checkpointEvery
    let trainer = try Trainer(
      recipe, crops: crops, validation: validation, folder: options.output, options: settings,
      group: group)
    var display = TrainingDisplay(console: console, stages: recipe.stages.count)
    defer { display.clear() }
    console.say(
      "\(recipe.steps) steps of \(recipe.batchSize * recipe.batchesPerStep * group.count) pairs in "
        + "\(settings.precision.rawValue), \(crops.cropCount) crops of \(crops.objectCount) objects"
    )
    return try trainer.run(
      isCancelled: { Interruption.isRequested }, observe: { display.show($0) })
  }

  /// What to learn from, and the videos to try the network on.
  private func data() throws -> (learned: [TrainingCollection], heldOut: [BenchmarkSequence]) {
    let collections = try self.collections
    guard !options.validation.isEmpty else { return HeldOut.divide(collections) }
    let videos = try options.validation.flatMap { folder in
      try Dataset(folder: folder).entries.map { try $0.sequence() }
    }
    return (collections, videos)
  }

  /// The folders of `--data`, those with the same name numbered.
  private var collections: [TrainingCollection] {
    get throws {
      var names: [String: Int] = [:]
      return try options.data.map { folder in
        let collection = try TrainingCollection(folder: folder)
        let count = names[collection.name, default: 0] + 1
        names[collection.name] = count
        return count == 1 ? collection : collection.named("\(collection.name)-\(count)")
      }
    }
  }

  private var cropsPath: String { options.crops ?? options.output + "/crops" }

  /// Opens the crops, or cuts them.
  private func cut(
    _ collections: [TrainingCollection], settings: CropSettings
  ) throws -> CropCache {
    let path = cropsPath
    if collections.isEmpty { return try CropCache(path) }
    if options.crops == nil {
      try FileManager.default.createDirectory(
        atPath: options.output, withIntermediateDirectories: true)
    }
    let display = Guarded(CuttingDisplay(console: console))
    defer { display.withLock { $0.clear() } }
    let crops = try CropCacheBuilder(collections, settings: settings, to: path).build(
      isCancelled: { Interruption.isRequested },
      progress: { progress in display.withLock { $0.show(progress) } })
    display.withLock { $0.clear() }
    try tellSkipped(of: crops)
    return crops
  }

  /// Says how many pictures were left out, and lists them in a file.
  private func tellSkipped(of crops: CropCache) throws {
    guard crops.skippedCount > 0 else { return }
    let path = cropsPath + ".skipped.txt"
    let lines = crops.skipped().map { "\($0.source): \($0.reason)\n" }
    try writeWhole(lines.joined(), to: path)
    console.warn(
      "\(crops.skippedCount) pictures could not be used, listed in \(path); the first: "
        + (lines.first?.dropLast() ?? ""))
  }

  private var precision: Precision {
    get throws {
      let hasBfloat16 = OneDNNEngine.supports(.bfloat16)
      switch options.precision {
      case .float32: return .float32
      case .automatic: return hasBfloat16 ? .bfloat16 : .float32
      case .bfloat16:
        guard hasBfloat16 else {
          throw Refusal(
            "--precision bf16: this processor has no instructions for it, expected fp32")
        }
        return .bfloat16
      }
    }
  }
}
