import ArgumentParser
import NeuralNetworks
import Siamese
import Video

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Tests a verifier on classes that it has not seen.
struct VerifyTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Test a verifier on the classes of a folder that it has not seen.",
    discussion: """
      Prints, as a Markdown table: the accuracy with the model's threshold on as many pairs of the \
      same class as of different ones, the area under the ROC curve, the equal error rate, and how \
      often one of several classes is told by one or five known pictures of each.
      """)

  @Argument(
    help: ArgumentHelp("The model's folder.", valueName: "model"), completion: .directory)
  var model: String

  @Argument(
    help: ArgumentHelp("The folder with a folder of pictures for each class.", valueName: "folder"),
    completion: .directory)
  var folder: String

  @Flag(
    help: ArgumentHelp(
      "Also test the same network with random weights, and pixels compared as they are. Their thresholds are chosen on the classes that the model has seen."
    ))
  var controls = false

  @Option(help: "Classes to tell one from, where there are so many.")
  var ways = 20

  @Option(help: "How often one is told.")
  var trials = 2000

  @Option(help: "What pairs and trials are drawn from.")
  var seed: UInt64 = 0

  @Flag(name: .shortAndLong, help: "No warnings.")
  var quiet = false

  func validate() throws {
    guard ways > 1 else { throw ValidationError("--ways: found \(ways), expected 2 or more") }
    guard (1...10_000_000).contains(trials) else {
      throw ValidationError("--trials: found \(trials), expected a number from 1 to 10000000")
    }
  }

  func run() throws {
    try refusingUse { try test() }
  }

  private func test() throws {
    let console = Console(isQuiet: quiet)
    let folder = ModelFolder(model)
    let threads = ProcessInfo.processInfo.activeProcessorCount
    let model = try VerifierModel(folder, threads: threads)
    let pictures = try VerifyPictures(
      self.folder, for: model.configuration.embedding, console: console)
    let seenNames = Set(model.configuration.seenClasses)
    warn(console, of: pictures.classes.map(\.name), seen: seenNames)
    let seen = pictures.classes.filter { seenNames.contains($0.name) }.map(\.pictures)
    let unseen = pictures.classes.filter { !seenNames.contains($0.name) }.map(\.pictures)
    guard unseen.count > 1, unseen.contains(where: { $0.count > 1 }) else {
      throw Refusal(
        "\(self.folder): found \(unseen.count) classes that the model has not seen, expected two or "
          + "more, at least one of them with two pictures")
    }
    console.say(
      "\(unseen.count) classes with \(unseen.joined().count) pictures; \(seen.count) left out that "
        + "the model has seen")
    let ways = min(ways, unseen.count { $0.count > 1 })
    print("| | accuracy | AUC | equal error rate | \(ways)-way 1-shot | \(ways)-way 5-shot |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    let embeddings = try model.embed(unseen)
    printRow(folder.name, embeddings, threshold: model.configuration.threshold, ways: ways)
    guard controls else { return }
    let random = try randomModel(model.configuration, seen + unseen, threads: threads)
    for (name, embed) in [
      ("random weights", random.embed),
      ("pixels", { $0.map { $0.map { $0.map(Double.init) } } }),
    ] as [(String, ([[[UInt8]]]) throws -> [[[Double]]])] {
      let pairs = pairs(of: try embed(seen))
      let threshold =
        pairs.isEmpty
        ? nil : Verifier(distance: EuclideanDistance(), choosingThresholdOn: pairs).threshold
      printRow(name, try embed(unseen), threshold: threshold, ways: ways)
    }
  }

  /// Says so where no class goes by a name that the model has seen, but some would if another folder
  /// had been given.
  private func warn(_ console: Console, of names: [String], seen: Set<String>) {
    guard seen.isDisjoint(with: names), let found = VerifyClassName.alike(names, seen) else {
      return
    }
    console.warn(
      "\(folder): has no class that the model has seen, but '\(found.first)' may be what it has seen "
        + "as '\(found.second)': classes are known by their paths from the folder given on, and a "
        + "test on what was learned shows nothing; give the folder that was given to track verify "
        + "train")
  }

  private func pairs(of embeddings: [[[Double]]]) -> [VerificationPair] {
    VerificationPair.draw(
      embeddings, distance: EuclideanDistance(), limit: VerifyTraining.mostPairs, seed: seed)
  }

  private func printRow(
    _ name: String, _ embeddings: [[[Double]]], threshold: Double?, ways: Int
  ) {
    let measures = VerificationMeasures(pairs(of: embeddings), threshold: threshold ?? 0)
    let shots = [1, 5].map { shots in
      ways < 2
        ? nil
        : OneShotClassifier.accuracy(
          on: embeddings, distance: EuclideanDistance(), ways: ways, shots: shots, trials: trials,
          seed: seed)
    }
    let cells =
      [
        name, percent(threshold == nil ? nil : measures?.accuracy), decimals(measures?.area),
        percent(measures?.equalErrorRate),
      ] + shots.map(percent)
    print("| " + cells.joined(separator: " | ") + " |")
  }

  private func randomModel(
    _ configuration: VerifierModel.Configuration, _ classes: [[[UInt8]]], threads: Int
  ) throws -> VerifierModel {
    var random = SplitMix64(seed: seed)
    let pictures = (0..<64).map { _ in
      let pictures = classes[Int.random(in: classes.indices, using: &random)]
      return pictures[Int.random(in: pictures.indices, using: &random)]
    }
    let embedding = configuration.embedding
    let weights = try embedding.network.randomWeights(
      seed: seed,
      calibratedOn: [
        EmbeddingNetwork.Port.picture: Tensor(
          shape: embedding.pictureShape(pictures.count),
          values: pictures.flatMap { $0.map(Float.init) })
      ], engine: OneDNNEngine())
    return try VerifierModel(
      configuration: configuration, parameters: weights, threads: threads)
  }
}
