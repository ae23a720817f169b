import Evaluation
import Foundation
import NeuralNetworks
import Siamese
import TestSupport
import Testing

@testable import Training

/// Small trainings of SiamFC's own network on the sample clips.
@Suite struct TrainerTests {
  /// The crops of the sample clips, cut once for all tests.
  private static let settings = CropSettings(maximumViews: 8)
  private static let crops: (folder: TemporaryFolder, path: String)? = {
    guard let folder = try? TemporaryFolder() else { return nil }
    let path = folder.file("crops")
    guard let collection = try? TrainingCollection(folder: Checkout.file("SampleVideos")),
      (try? CropCacheBuilder([collection], settings: settings, to: path).build()) != nil
    else { return nil }
    return (folder, path)
  }()

  private static func recipe(_ change: (inout Recipe) -> Void = { _ in }) throws -> Recipe {
    var recipe = try Recipe(named: Checkout.file("Recipes/siamfc.json"))
    recipe.crops = settings
    recipe.batchSize = 2
    recipe.averageDecay = 0.5
    recipe.stages[0].steps = 4
    recipe.stages[0].searchSize = 191
    recipe.augmentation = .strong
    recipe.validation.every = 1000
    change(&recipe)
    return recipe
  }

  private static func trainer(
    _ recipe: Recipe, in folder: String, every checkpoint: Int = 1000,
    validation: [BenchmarkSequence] = []
  ) throws -> Trainer {
    let path = try #require(crops?.path)
    var options = Trainer.Options()
    options.checkpointEvery = checkpoint
    options.measureEvery = 1
    options.threads = 2
    return try Trainer(
      recipe, crops: try CropCache(path),
      validation: try Validation(validation, settings: recipe.validation), folder: folder,
      options: options)
  }

  private static func tensors(_ path: String) throws -> [String: Tensor] {
    let file = try SafetensorsFile(path)
    return Dictionary(
      uniqueKeysWithValues: try file.tensorNames.map { ($0, try file.tensor(named: $0)) })
  }

  @Test func aTrainingThatIsInterruptedEndsWithTheSameWeights() throws {
    let folder = try TemporaryFolder()
    let recipe = try Self.recipe {
      $0.batchesPerStep = 2
      $0.stages.append($0.stages[0])
      $0.stages[0].steps = 3
      $0.stages[1].steps = 2
      $0.stages[1].searchSize = 207
      $0.stages[1].frozenStatistics = ["backbone"]
      $0.stages[1].objective = [
        .init(.distillation(.init(teacher: "siamfc-alexnet", exemplar: 1, search: 1, scores: 1))),
        .init(.scores(.rankedLogistic(.init())), share: 0.5),
      ]
      $0.optimizer = .adamW(.init())
      $0.gradientNormLimit = 0.1
    }
    let whole = try Self.trainer(recipe, in: folder.file("whole"))
    let outcome = try whole.run(isCancelled: { false }, observe: { _ in })
    #expect(outcome == .finished)
    var interruptions: [Int] = []
    while interruptions.count < 10 {
      // A new trainer each time, as a new process would have.
      let trainer = try Self.trainer(recipe, in: folder.file("broken"))
      let outcome = try trainer.run(isCancelled: { true }, observe: { _ in })
      guard case .interrupted(let step) = outcome else { break }
      interruptions.append(step)
    }
    // The last step of a stage is no place to stop: the next one begins with what is written there.
    #expect(interruptions == [1, 2, 4])
    let expected = try Self.tensors(folder.file("whole/checkpoint.safetensors"))
    let found = try Self.tensors(folder.file("broken/checkpoint.safetensors"))
    #expect(found == expected)
    let weights = try Self.tensors(folder.file("whole/model.safetensors"))
    let otherWeights = try Self.tensors(folder.file("broken/model.safetensors"))
    #expect(otherWeights == weights)
  }

  @Test func theLossFalls() throws {
    let folder = try TemporaryFolder()
    let recipe = try Self.recipe {
      $0.stages[0].steps = 12
      $0.batchSize = 4
    }
    _ = try Self.trainer(recipe, in: folder.file("run")).run(
      isCancelled: { false }, observe: { _ in })
    let losses = MetricsEntry.entries(ofFile: folder.file("run/metrics.jsonl"))
      .compactMap { $0.values["loss"] }
    #expect(losses.count == 12)
    let (first, last) = (losses.prefix(4).reduce(0, +) / 4, losses.suffix(4).reduce(0, +) / 4)
    #expect(last < 0.9 * first)
  }

  @Test func theFolderIsAModel() throws {
    let folder = try TemporaryFolder()
    let recipe = try Self.recipe { $0.stages[0].steps = 1 }
    _ = try Self.trainer(recipe, in: folder.file("run")).run(
      isCancelled: { false }, observe: { _ in })
    let model = try Model(named: folder.file("run"), precision: .float32)
    let average = try Self.tensors(folder.file("run/checkpoint.safetensors"))
      .filter { $0.key.hasPrefix("average.") }
    #expect(average.count == model.parameters.count)
    for (name, tensor) in model.parameters { #expect(average["average.\(name)"] == tensor) }
    let again = try Recipe(file: folder.file("run/recipe.json")).json
    let text = try recipe.json
    #expect(again == text)
  }

  @Test func heldOutVideosChooseTheWeights() throws {
    let folder = try TemporaryFolder()
    let samples = try Dataset(folder: Checkout.file("SampleVideos"))
    let videos = try samples.entries.map { try $0.sequence() }
    let recipe = try Self.recipe {
      $0.stages[0].steps = 2
      $0.validation = .init(every: 1, starts: 2, frames: 5)
    }
    var scores: [(Validation.Score, Bool)] = []
    _ = try Self.trainer(recipe, in: folder.file("run"), validation: videos).run(
      isCancelled: { false },
      observe: { if case .validated(let score, let isBest) = $0 { scores.append((score, isBest)) } }
    )
    #expect(scores.map(\.0.step) == [1, 2])
    #expect(scores[0].1)
    #expect(scores[1].1 == (scores[1].0.successAUC > scores[0].0.successAUC))
    #expect(scores.allSatisfy { Set($0.0.sequences.keys) == Set(videos.map(\.name)) })
    #expect(scores.allSatisfy { (0...1).contains($0.0.successAUC) })
  }

  @Test func weightsThatTrackWorseAreNotKept() throws {
    let folder = try TemporaryFolder()
    let samples = try Dataset(folder: Checkout.file("SampleVideos"))
    let videos = try samples.entries.map { try $0.sequence() }
    let recipe = try Self.recipe {
      $0.start = .model("siamfc-alexnet")
      $0.averageDecay = nil
      $0.validation = .init(every: 1, starts: 1, frames: 30)
      // First nothing is learned, then everything is forgotten.
      $0.learningRate = LearningRate(peak: 1, warmUpSteps: 0, decay: .constant)
      $0.gradientNormLimit = 1000
      $0.stages[0].steps = 1
      $0.stages.append($0.stages[0])
      $0.stages[0].frozen = ["backbone"]
    }
    var bests: [Bool] = []
    _ = try Self.trainer(recipe, in: folder.file("run"), validation: videos).run(
      isCancelled: { false },
      observe: { if case .validated(_, let isBest) = $0 { bests.append(isBest) } })
    #expect(bests == [true, false])
    let kept = try Model(named: folder.file("run"), precision: .float32).parameters
    let first = try Model(named: "siamfc-alexnet", precision: .float32).parameters
    #expect(kept == first)
    let last = try Self.tensors(folder.file("run/checkpoint.safetensors"))
    #expect(last["parameter.backbone.conv1.weight"] != first["backbone.conv1.weight"])
  }

  @Test func aVideoThatCannotBeReadIsLeftOut() throws {
    let folder = try TemporaryFolder()
    let samples = try Dataset(folder: Checkout.file("SampleVideos"))
    let video = try samples.entries[0].sequence()
    let missing = BenchmarkSequence(
      name: "missing", frames: .video(path: folder.file("none.mp4"), first: 0),
      truth: Array(video.truth.prefix(20)))
    let recipe = try Self.recipe {
      $0.stages[0].steps = 1
      $0.validation = .init(every: 1, starts: 1, frames: 3)
    }
    var scores: [Validation.Score] = []
    _ = try Self.trainer(recipe, in: folder.file("run"), validation: [missing, video]).run(
      isCancelled: { false },
      observe: { if case .validated(let score, _) = $0 { scores.append(score) } })
    #expect(scores.map { Array($0.sequences.keys) } == [[video.name]])
    #expect(scores[0].failures["missing"]?.contains("none.mp4") == true)
  }

  @Test func mistakesOfLaterStagesShowAtOnce() throws {
    let folder = try TemporaryFolder()
    let unknownLayer = try Self.recipe {
      $0.stages.append($0.stages[0])
      $0.stages[1].frozen = ["backbone.conv9"]
    }
    let layer = thrownError(NetworkError.self) {
      _ = try Self.trainer(unknownLayer, in: folder.file("run"))
    }
    #expect(layer == .unknownLayer("backbone.conv9"))
    let noTeacher = try Self.recipe {
      $0.stages.append($0.stages[0])
      $0.stages[1].objective = [
        .init(.distillation(.init(teacher: "nobody", exemplar: 1, search: 1, scores: 1)))
      ]
    }
    let teacher = thrownError(ModelError.self) {
      _ = try Self.trainer(noTeacher, in: folder.file("run"))
    }
    guard case .notFound("nobody", _) = teacher else {
      Issue.record("found \(String(describing: teacher))")
      return
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("run")))
  }

  @Test func filesThatAreNotATrainingsAreNotReplaced() throws {
    let folder = try TemporaryFolder()
    try folder.write(Data("mine".utf8), to: "README.md")
    let recipe = try Self.recipe()
    let error = thrownError(ModelError.self) { _ = try Self.trainer(recipe, in: folder.path) }
    #expect(error == .exists(folder.file("README.md")))
    #expect(folder.contents == ["README.md"])
  }

  @Test func twoTrainingsDoNotShareAFolder() throws {
    let folder = try TemporaryFolder()
    let recipe = try Self.recipe()
    let first = try Self.trainer(recipe, in: folder.file("run"))
    let error = thrownError(TrainingError.self) {
      _ = try Self.trainer(recipe, in: folder.file("run"))
    }
    #expect("\(String(describing: error))".contains("another process trains"))
    withExtendedLifetime(first) {}
  }

  @Test func damagedAndForeignCheckpointsAreRefused() throws {
    let folder = try TemporaryFolder()
    let recipe = try Self.recipe { $0.stages[0].steps = 1 }
    let run = folder.file("run")
    _ = try Self.trainer(recipe, in: run).run(isCancelled: { false }, observe: { _ in })
    let path = run + "/checkpoint.safetensors"
    let whole = try Data(contentsOf: URL(filePath: path))
    func message(_ data: Data) throws -> String {
      try data.write(to: URL(filePath: path))
      do {
        _ = try Self.trainer(recipe, in: run)
        return "accepted"
      } catch {
        return "\(error)"
      }
    }
    let half = try message(whole.prefix(whole.count / 2))
    #expect(half.contains("checkpoint.safetensors") && half.contains("expected"))
    // Of the same length, so that the file's own lengths stay right.
    func changed(_ part: String, _ other: String) throws -> Data {
      var data = whole
      let range = try #require(data.range(of: Data(part.utf8)))
      #expect(part.utf8.count == other.utf8.count)
      data.replaceSubrange(range, with: Data(other.utf8))
      return data
    }
    let version = try message(changed("\\\"format\\\":1,", "\\\"format\\\":7,"))
    #expect(version.contains("another version"))
    let shape = try message(changed("[96,3,11,11]", "[96,3,1,121]"))
    #expect(shape.contains("backbone.conv1.weight") && shape.contains("begun with a network"))
    let step = try message(changed("\\\"step\\\":1,", "\\\"step\\\":9,"))
    #expect(step.contains("found step 9, expected one from 0 to 1"))
    try Safetensors.write([:], to: path)
    let other = try message(Data(contentsOf: URL(filePath: path)))
    #expect(other.contains("no state of a training"))
    let again = try message(whole)
    #expect(again == "accepted")
  }

  @Test func anInterruptedValidationIsMadeUpFor() throws {
    let folder = try TemporaryFolder()
    let samples = try Dataset(folder: Checkout.file("SampleVideos"))
    let videos = try samples.entries.map { try $0.sequence() }
    let recipe = try Self.recipe {
      $0.stages[0].steps = 2
      $0.validation = .init(every: 1, starts: 1, frames: 3)
    }
    var validated: [String: [Int]] = [:]
    func run(_ name: String, isCancelled: @escaping @Sendable () -> Bool) throws -> Trainer.Outcome
    {
      let trainer = try Self.trainer(recipe, in: folder.file(name), validation: videos)
      return try trainer.run(isCancelled: isCancelled) { event in
        if case .validated(let score, _) = event { validated[name, default: []].append(score.step) }
      }
    }
    let whole = try run("whole") { false }
    #expect(whole == .finished)
    // Cancelled at once: in the first step's validation, again in the one that makes up for it.
    for _ in 0..<2 {
      let outcome = try run("broken") { true }
      #expect(outcome == .interrupted(step: 1))
    }
    let rest = try run("broken") { false }
    #expect(rest == .finished)
    #expect(validated["broken"] == [1, 2] && validated["whole"] == [1, 2])
    let expected = try Self.tensors(folder.file("whole/model.safetensors"))
    let found = try Self.tensors(folder.file("broken/model.safetensors"))
    #expect(found == expected)
  }

  @Test func aLossThatIsNoNumberStopsWithTheBatch() throws {
    let folder = try TemporaryFolder()
    let recipe = try Self.recipe {
      $0.learningRate.peak = 1000
      $0.learningRate.decay = .constant
      $0.stages[0].steps = 50
    }
    let trainer = try Self.trainer(recipe, in: folder.file("run"))
    let error = thrownError(TrainingError.self) {
      _ = try trainer.run(isCancelled: { false }, observe: { _ in })
    }
    guard case .notFinite(let step, _, let path?) = error else {
      Issue.record("found \(String(describing: error))")
      return
    }
    let batch = try Self.tensors(path)
    #expect(path.hasSuffix("batch-\(step).safetensors"))
    #expect(batch["input.exemplarImage"]?.shape == [2, 3, 127, 127])
    #expect(batch["input.searchImage"]?.shape == [2, 3, 191, 191])
    #expect(batch["output.scores"]?.shape[0] == 2)
  }

  @Test func aTeacherIsFollowed() throws {
    let folder = try TemporaryFolder()
    let recipe = try Self.recipe {
      $0.stages[0].steps = 6
      $0.stages[0].objective = [
        .init(.distillation(.init(teacher: "siamfc-alexnet", exemplar: 1, search: 1, scores: 0.5)))
      ]
      $0.optimizer = .adamW(.init())
      $0.learningRate = LearningRate(peak: 1e-3, warmUpSteps: 0, decay: .constant)
    }
    _ = try Self.trainer(recipe, in: folder.file("run")).run(
      isCancelled: { false }, observe: { _ in })
    let losses = MetricsEntry.entries(ofFile: folder.file("run/metrics.jsonl"))
      .compactMap { $0.values["loss"] }
    #expect(losses.count == 6 && (losses.last ?? 1) < 0.9 * (losses.first ?? 0))
  }

  @Test func aStudentOfItselfHasNothingToLearn() throws {
    let folder = try TemporaryFolder()
    let recipe = try Self.recipe {
      $0.start = .model("siamfc-alexnet")
      $0.stages[0].steps = 1
      $0.stages[0].frozenStatistics = ["backbone"]
      $0.stages[0].objective = [
        .init(.distillation(.init(teacher: "siamfc-alexnet", exemplar: 1, search: 1, scores: 1)))
      ]
    }
    _ = try Self.trainer(recipe, in: folder.file("run")).run(
      isCancelled: { false }, observe: { _ in })
    let loss = MetricsEntry.entries(ofFile: folder.file("run/metrics.jsonl")).first?.values["loss"]
    #expect(try #require(loss) < 1e-8)
  }

  @Test func anotherTrainingIsNotGoneOnWith() throws {
    let folder = try TemporaryFolder()
    let run = folder.file("run")
    _ = try Self.trainer(Self.recipe { $0.stages[0].steps = 1 }, in: run).run(
      isCancelled: { false }, observe: { _ in })
    let other = try Self.recipe { $0.seed = 2 }
    let error = thrownError(TrainingError.self) { _ = try Self.trainer(other, in: run) }
    guard case .differentTraining(_, "the recipe", _, _) = error else {
      Issue.record("found \(String(describing: error))")
      return
    }
  }

  @Test func aModelIsNotTrainedOver() throws {
    let folder = try TemporaryFolder()
    let run = folder.file("model")
    try FileManager.default.copyItem(
      atPath: Checkout.file("Weights/siamfc-alexnet"), toPath: run)
    let recipe = try Self.recipe()
    let error = thrownError(ModelError.self) { _ = try Self.trainer(recipe, in: run) }
    #expect(error == .exists(run + "/model.safetensors"))
  }
}
