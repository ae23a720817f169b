import Foundation
import NeuralNetworks
import Siamese
import TestSupport
import Testing

@testable import Training

@Suite struct RecipeTests {
  private static let path = Checkout.file("Recipes/siamfc.json")

  /// A recipe's text with one part replaced.
  private static func changed(_ part: String, to other: String) throws -> Data {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try #require(text.contains(part))
    return Data(text.replacingOccurrences(of: part, with: other).utf8)
  }

  private static func reason(_ json: Data) -> String? {
    let error = thrownError(TrainingError.self) { _ = try Recipe(json: json, file: "my.json") }
    guard case .recipe("my.json", let reason) = error else { return nil }
    return reason
  }

  @Test func theShippedRecipeIsThatOfSiamFC() throws {
    let recipe = try Recipe(named: Self.path)
    #expect(recipe.batchSize == 8)
    #expect(recipe.steps == 50 * 1167)
    #expect(recipe.schedule.rate(at: 0) == 1e-2)
    #expect(abs(recipe.schedule.rate(at: recipe.steps) / 1e-5 - 1) < 1e-9)
    // siamfc-pytorch's factor from epoch to epoch.
    #expect(abs(recipe.schedule.rate(at: 1167) / 1e-2 - 0.871) < 1e-3)
    #expect(recipe.pairs.frameGap == 100)
  }

  @Test func theRecipeOfTheShippedWeightsCanBeRead() throws {
    let recipe = try Recipe(named: Checkout.file("Weights/siamfc-alexnet/recipe.json"))
    #expect(recipe.steps * recipe.batchSize == 80_000)
    let shipped = try ModelFolder(Checkout.file("Weights/siamfc-alexnet")).readConfiguration()
    #expect(recipe.model.network.similarity == shipped.network.similarity)
  }

  @Test func theTextOfARecipeGivesTheSameRecipe() throws {
    var recipe = try Recipe(named: Self.path)
    recipe.start = .model("siamfc-alexnet")
    recipe.optimizer = .adamW(.init(varianceDecay: 0.99, weightDecay: 1e-3))
    recipe.gradientNormLimit = 5
    recipe.averageDecay = 0.998
    let losses: [Objective.Loss] = [
      .scores(.balancedLogistic(.init(radius: 1))), .scores(.rankedLogistic(.init())),
      .scores(.focal(.init(gamma: 1.5, alpha: 0.25))), .scores(.triplet(.init(radius: 3))),
      .distillation(.init(teacher: "other", exemplar: 1, search: 0.5, scores: 0.25)),
    ]
    recipe.stages = losses.map { loss in
      Recipe.Stage(
        steps: 10, searchSize: 191, frozen: ["backbone.conv1"], frozenStatistics: ["backbone"],
        objective: [Objective(loss, share: 2)])
    }
    let decays: [LearningRateSchedule.Decay] = [
      .constant, .steps(at: [3, 5], factor: 0.1), .exponential(final: 1e-4, period: 7),
      .cosine(final: 1e-6),
    ]
    for decay in decays {
      recipe.learningRate = LearningRate(peak: 1e-3, warmUpSteps: 3, decay: decay)
      let text = try recipe.json
      let again = try Recipe(json: Data(text.utf8), file: "again.json")
      let secondText = try again.json
      #expect(secondText == text)
      #expect(again.learningRate == recipe.learningRate)
      #expect(again.stages == recipe.stages)
    }
  }

  @Test func mistakesAreNamed() throws {
    let misspelt = try Self.changed("\"batch_size\"", to: "\"batchsize\"")
    #expect(Self.reason(misspelt)?.contains("unknown key 'batchsize'") == true)
    let wrong = try Self.changed("\"radius\": 2", to: "\"radius\": -2")
    #expect(
      Self.reason(wrong)?.contains("stages.Index 0.objective.Index 0.loss.settings.radius") == true)
    let other = try Self.changed("\"balanced-logistic\"", to: "\"unbalanced\"")
    #expect(Self.reason(other)?.contains("found 'unbalanced', expected one of") == true)
    let newer = try Self.changed("1,\n  \"model\"", to: "2,\n  \"model\"")
    #expect(Self.reason(newer)?.contains("found 2, expected a number from 1 to 1") == true)
    let empty = Data("{}".utf8)
    #expect(Self.reason(empty)?.contains("missing") == true)
    #expect(Self.reason(Data("no JSON".utf8)) != nil)
  }

  @Test func anUnknownNameTellsWhereItWasLookedFor() {
    let error = thrownError(TrainingError.self) { _ = try Recipe(named: "nobodys") }
    guard case .recipeNotFound("nobodys", let places) = error else {
      Issue.record("found \(String(describing: error))")
      return
    }
    #expect(places.contains { $0.hasSuffix("/Recipes/nobodys.json") })
    #expect(places.contains { $0.hasSuffix("/Weights/nobodys/recipe.json") })
  }

  @Test func stepsBelongToStages() throws {
    var recipe = try Recipe(named: Self.path)
    let stage = recipe.stages[0]
    recipe.stages = [3, 1, 5].map { steps in
      var other = stage
      other.steps = steps
      return other
    }
    #expect((0..<10).map { recipe.stage(at: $0) } == [0, 0, 0, 1, 2, 2, 2, 2, 2, 2])
    #expect(recipe.steps == 9)
  }
}
