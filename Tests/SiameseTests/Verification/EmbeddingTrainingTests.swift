import Foundation
import NeuralNetworks
import TestSupport
import Testing

@testable import Siamese

/// Training of networks so small that it takes a second.
@Suite struct EmbeddingTrainingTests {
  private static let network = EmbeddingNetwork(
    pictureSize: 8, channels: 1, stages: [6], dimensions: 4)

  /// Pictures that are bright on one side, the class saying where; noise hides it a little.
  private static func classes(_ count: Int, pictures: Int, seed: UInt64) -> [[[UInt8]]] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      let pattern = (0..<4).map { _ in Double.random(in: 40...215, using: &random) }
      return (0..<pictures).map { _ in
        let light = Double.random(in: -40...40, using: &random)
        return (0..<64).map { cell in
          let quarter = cell % 8 / 4 + cell / 32 * 2
          let noise = Double.random(in: -30...30, using: &random)
          return UInt8(min(max(pattern[quarter] + light + noise, 0), 255))
        }
      }
    }
  }

  private static func settings(
    _ objective: EmbeddingTraining.Objective = .triplet(margin: 1, mining: .semiHard),
    steps: Int = 100, seed: UInt64 = 1
  ) -> EmbeddingTraining.Settings {
    EmbeddingTraining.Settings(
      objective: objective, steps: steps, classesInBatch: 6, picturesOfClass: 3,
      learningRate: 1e-2, variation: .none, seed: seed)
  }

  private static func area(_ training: EmbeddingTraining, _ classes: [[[UInt8]]]) throws -> Double {
    let model = try VerifierModel(
      configuration: .init(embedding: network, threshold: 0, seenClasses: []),
      parameters: training.parameters)
    let pairs = VerificationPair.draw(
      try model.embed(classes), distance: EuclideanDistance(), limit: 1000, seed: 1)
    return try #require(VerificationMeasures(pairs, threshold: 0)).area
  }

  @Test(arguments: [
    EmbeddingTraining.Objective.contrastive(margin: 1), .triplet(margin: 1, mining: .semiHard),
    .triplet(margin: 1, mining: .all),
  ])
  func tellsClassesItHasNotSeen(_ objective: EmbeddingTraining.Objective) throws {
    let training = try EmbeddingTraining(
      Self.network, classes: Self.classes(20, pictures: 6, seed: 1),
      settings: Self.settings(objective))
    let unseen = Self.classes(20, pictures: 6, seed: 2)
    let before = try Self.area(training, unseen)
    var losses: [Double] = []
    for _ in 0..<100 { losses.append(try training.step()) }
    let after = try Self.area(training, unseen)
    #expect(after > before + 0.03 && after > 0.9, "\(before), \(after)")
    #expect(losses.suffix(10).reduce(0, +) < losses.prefix(10).reduce(0, +))
  }

  @Test func sameSeedSameWeights() throws {
    let classes = Self.classes(8, pictures: 3, seed: 3)
    let weights = try [7, 7, 8].map { seed in
      let training = try EmbeddingTraining(
        Self.network, classes: classes, settings: Self.settings(seed: UInt64(seed)))
      for _ in 0..<3 { try training.step() }
      return training.parameters
    }
    #expect(weights[0] == weights[1])
    #expect(weights[0] != weights[2])
  }

  @Test func classesThatDoNotDo() {
    func error(_ classes: [[[UInt8]]]) -> VerificationError? {
      thrownError(VerificationError.self) {
        _ = try EmbeddingTraining(Self.network, classes: classes, settings: Self.settings())
      }
    }
    #expect(error([]) == .classes(found: 0, withTwoPictures: 0))
    #expect(
      error(Self.classes(1, pictures: 3, seed: 1)) == .classes(found: 1, withTwoPictures: 1))
    #expect(
      error(Self.classes(3, pictures: 1, seed: 1)) == .classes(found: 3, withTwoPictures: 0))
    #expect(
      VerificationError.classes(found: 3, withTwoPictures: 0).description.contains("found 3, 0 of"))
  }

  @Test func aClassOfOnePictureIsLearnedFromToo() throws {
    let classes =
      Self.classes(3, pictures: 3, seed: 1) + Self.classes(3, pictures: 1, seed: 2)
    let training = try EmbeddingTraining(
      Self.network, classes: classes, settings: Self.settings())
    for _ in 0..<3 {
      let loss = try training.step()
      #expect(loss.isFinite)
    }
  }

  @Test func aRateThatIsTooHighIsToldOf() throws {
    var settings = Self.settings()
    settings.learningRate = 1e30
    let training = try EmbeddingTraining(
      Self.network, classes: Self.classes(6, pictures: 3, seed: 1), settings: settings)
    let error = thrownError(VerificationError.self) {
      for _ in 0..<50 { try training.step() }
    }
    guard case .diverged = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func modelsComeBackFromTheirFolder() throws {
    let folder = try TemporaryFolder()
    let training = try EmbeddingTraining(
      Self.network, classes: Self.classes(6, pictures: 3, seed: 1), settings: Self.settings())
    let model = try VerifierModel(
      configuration: .init(embedding: Self.network, threshold: 0.75, seenClasses: ["a", "b/c"]),
      parameters: training.parameters)
    let place = ModelFolder(folder.file("model"))
    try model.write(to: place, card: "# A card\n")
    let read = try VerifierModel(place)
    #expect(read.configuration == model.configuration)
    #expect(read.parameters == model.parameters)
    // More pictures than are embedded at once, and a class without any.
    let pictures = Self.classes(7, pictures: 6, seed: 9) + [[]]
    let (one, other) = (try model.embed(pictures), try read.embed(pictures))
    #expect(one == other)
    #expect(one.map(\.count) == [6, 6, 6, 6, 6, 6, 6, 0])
    let alone = try model.embed([[pictures[6][5]]])
    #expect(zip(alone[0][0], one[6][5]).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(
      thrownError(ModelError.self) { try model.write(to: place, card: "") } == .exists(place.path))
    // A verifier is no tracker.
    #expect(thrownError(ModelError.self) { _ = try Model(place) } != nil)
  }

  @Test(arguments: [
    ("\"format\" : 1", "\"format\" : 2"), ("verifier", "siamfc"), ("euclidean", "cosine"),
    ("\"threshold\" : 0.75", "\"threshold\" : -1"), ("\"channels\" : 1", "\"channels\" : 2"),
    ("\"picture_size\" : 8", "\"picture_size\" : 9"), ("\"dimensions\" : 4,", ""),
  ])
  func configurationsThatAreRefused(_ change: (from: String, to: String)) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let configuration = VerifierModel.Configuration(
      embedding: Self.network, threshold: 0.75, seenClasses: [])
    let json = String(decoding: try encoder.encode(configuration), as: UTF8.self)
    let whole = try JSONDecoder().decode(
      VerifierModel.Configuration.self, from: Data(json.utf8))
    #expect(whole == configuration)
    let changed = json.replacingOccurrences(of: change.from, with: change.to)
    #expect(changed != json)
    let error = thrownError(DecodingError.self) {
      _ = try JSONDecoder().decode(VerifierModel.Configuration.self, from: Data(changed.utf8))
    }
    #expect(error != nil, "\(changed)")
  }

  @Test func variationsStayCloseToThePicture() {
    var random = SplitMix64(seed: 1)
    let picture = (0..<2 * 64).map { UInt8($0 % 8 * 30) }
    var output = [Float](repeating: -1, count: 128)
    func write(_ variation: PictureVariation) {
      output.withUnsafeMutableBufferPointer {
        variation.write(picture, channels: 2, size: 8, into: $0, using: &random)
      }
    }
    write(.none)
    #expect(output == picture.map(Float.init))
    for _ in 0..<20 {
      write(PictureVariation())
      #expect(output.allSatisfy { (0...210).contains($0) })
      let change = zip(output, picture).reduce(0) { $0 + abs($1.0 - Float($1.1)) } / 128
      #expect(change > 0 && change < 40)
    }
  }
}
