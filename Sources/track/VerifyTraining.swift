import ArgumentParser
import Evaluation
import NeuralNetworks
import Siamese
import Video

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A run of `track verify train`.
struct VerifyTraining {
  let options: VerifyTrainCommand

  private typealias PictureClass = VerifyPictures.PictureClass

  /// Of either kind, when a threshold is chosen.
  static let mostPairs = 5000
  /// Classes to learn from, to choose the threshold on, and to be tested on, two of each.
  private static let fewestClasses = 6

  func run() throws {
    let console = Console(isQuiet: options.quiet)
    let target = ModelFolder(options.output)
    guard case .missing = FileKind(target.path) else { throw ModelError.exists(target.path) }
    Interruption.watch {}
    let network = EmbeddingNetwork(
      pictureSize: options.size, channels: options.colour ? 3 : 1, dimensions: options.dimensions)
    let pictures = try VerifyPictures(options.folder, for: network, console: console)
    let (learned, chosenOn) = try split(pictures)
    let threads = options.threads ?? ProcessInfo.processInfo.activeProcessorCount
    let training = try EmbeddingTraining(
      network, classes: learned.map(\.pictures), settings: settings, threads: threads)
    try learn(training, console: console)
    // Nothing learned is nothing to keep.
    if Interruption.isRequested, training.stepsDone == 0 { throw ExitCode(130) }
    let verified = try chooseThreshold(
      training, threads: threads, seen: learned + chosenOn, chosenOn: chosenOn)
    try verified.model.write(to: target, card: card(training, verified.measures, pictures))
    console.say(
      "\(target.path): \(training.stepsDone) steps; on \(chosenOn.count) classes for the threshold, "
        + "accuracy \(percent(verified.measures?.accuracy)), AUC \(decimals(verified.measures?.area))"
    )
    if Interruption.isRequested { throw ExitCode(130) }
  }

  private var settings: EmbeddingTraining.Settings {
    EmbeddingTraining.Settings(
      objective: options.loss == .triplet
        ? .triplet(margin: options.margin, mining: options.mining)
        : .contrastive(margin: options.margin),
      steps: options.steps, learningRate: options.learningRate, seed: options.seed)
  }

  /// The classes to learn from and to choose the threshold on; the others stay unseen.
  private func split(
    _ pictures: VerifyPictures
  ) throws -> (learned: [PictureClass], chosenOn: [PictureClass]) {
    let classes = pictures.classes
    guard classes.count >= Self.fewestClasses else {
      throw Refusal(
        "\(options.folder): found \(classes.count) classes with pictures, expected at least "
          + "\(Self.fewestClasses): to learn from, to choose a threshold on, and to be tested on")
    }
    var random = SplitMix64(seed: options.seed)
    // Classes with several pictures are dealt out first, so that no part is left with none of them.
    let (several, single) = (
      classes.filter { $0.pictures.count > 1 }, classes.filter { $0.pictures.count == 1 }
    )
    var (learned, chosenOn): ([PictureClass], [PictureClass]) = ([], [])
    for (index, one) in (several.shuffled(using: &random) + single.shuffled(using: &random))
      .enumerated()
    {
      switch index % 5 {
      case 0, 3, 4: learned.append(one)
      case 1: chosenOn.append(one)
      default: break
      }
    }
    guard chosenOn.contains(where: { $0.pictures.count > 1 }) else {
      throw Refusal(
        "\(options.folder): found \(several.count) classes with two pictures or more, expected some "
          + "for each purpose: at least 3")
    }
    return (learned, chosenOn)
  }

  private func learn(_ training: EmbeddingTraining, console: Console) throws {
    var display = VerifyProgress(console: console, steps: options.steps)
    defer { display.clear() }
    while training.stepsDone < options.steps, !Interruption.isRequested {
      let loss = try training.step()
      display.advance(to: training.stepsDone, loss: loss)
    }
  }

  private func chooseThreshold(
    _ training: EmbeddingTraining, threads: Int, seen: [PictureClass], chosenOn: [PictureClass]
  ) throws -> (model: VerifierModel, measures: VerificationMeasures?) {
    var configuration = VerifierModel.Configuration(
      embedding: training.network, threshold: 0, seenClasses: seen.map(\.name).sorted())
    let parameters = training.parameters
    let model = try VerifierModel(
      configuration: configuration, parameters: parameters, threads: threads)
    let pairs = VerificationPair.draw(
      try model.embed(chosenOn.map(\.pictures)), distance: model.verifier.distance,
      limit: Self.mostPairs, seed: options.seed)
    let verifier = Verifier(distance: model.verifier.distance, choosingThresholdOn: pairs)
    configuration.threshold = verifier.threshold
    return (
      try VerifierModel(configuration: configuration, parameters: parameters, threads: threads),
      VerificationMeasures(pairs, threshold: verifier.threshold)
    )
  }

  private func card(
    _ training: EmbeddingTraining, _ measures: VerificationMeasures?, _ pictures: VerifyPictures
  ) -> String {
    let count = pictures.classes.reduce(0) { $0 + $1.pictures.count }
    return """
      # \(ModelFolder(options.output).name)

      Tells whether two pictures are of the same class. Made by `track verify train` from \
      `\(options.folder)`: \(pictures.classes.count) classes, \(count) pictures\
      \(pictures.unreadable > 0 ? ", \(pictures.unreadable) unreadable ones left out" : ""); \
      `config.json` names the classes that were used, no other was looked at.

      - loss: \(options.loss.rawValue)\(options.loss == .triplet ? ", \(options.mining.rawValue)" : ""), \
      margin \(options.margin)
      - \(training.stepsDone) of \(options.steps) steps, learning rate \(options.learningRate), \
      seed \(options.seed)
      - on the classes that the threshold was chosen on: accuracy \(percent(measures?.accuracy)), \
      AUC \(decimals(measures?.area)), equal error rate \(percent(measures?.equalErrorRate))

      """
  }
}

/// A share in percent with one decimal; a dash where there is none.
func percent(_ share: Double?) -> String {
  share.map { oneDecimal($0 * 100) + " %" } ?? "–"
}

/// A number with three decimals; a dash where there is none.
func decimals(_ number: Double?) -> String {
  number?.fixed(3) ?? "–"
}

/// What a person sees of a training: on a terminal a line that changes, elsewhere one for each tenth.
private struct VerifyProgress {
  private let console: Console
  private let steps: Int
  private let began = monotonicSeconds()
  private var lastShown = -Double.infinity
  private var loss: Double?

  init(console: Console, steps: Int) {
    self.console = console
    self.steps = steps
  }

  mutating func advance(to step: Int, loss value: Double) {
    // The losses of single batches jump about.
    loss = loss.map { 0.95 * $0 + 0.05 * value } ?? value
    let now = monotonicSeconds()
    let rate = Double(step) / max(now - began, 1e-9)
    let line =
      "step \(step) of \(steps)  loss \(decimals(loss))  \(oneDecimal(rate)) steps/s  "
      + "\(clockTime(Double(steps - step) / rate)) left"
    if console.showsProgress {
      guard now - lastShown >= 0.1 else { return }
      lastShown = now
      console.write(line)
    } else if step * 10 / steps != (step - 1) * 10 / steps {
      console.say(line)
    }
  }

  func clear() {
    if console.showsProgress { console.write("") }
  }
}
