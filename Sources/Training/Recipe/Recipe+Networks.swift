import NeuralNetworks
import Siamese

extension Recipe {
  /// The side of the exemplars, in pixels.
  var exemplarSize: Int {
    switch model.tracker {
    case .siamFC(let settings): settings.exemplarSize
    }
  }

  /// The network of a stage as it learns.
  func network(of stage: Stage) -> Network {
    model.network.trainingNetwork(
      comparing: stage.comparison, givingEmbeddings: stage.isDistilled)
  }

  /// The shapes of its pictures.
  func inputShapes(of stage: Stage) -> [String: [Int]] {
    [
      TwinNetwork.Port.exemplarImage: [batchSize, 3, exemplarSize, exemplarSize],
      TwinNetwork.Port.searchImage: [batchSize, 3, stage.searchSize, stage.searchSize],
    ]
  }

  /// How it is computed.
  func options(
    of stage: Stage, precision: Precision, threads: Int
  ) -> TrainingOptions {
    TrainingOptions(
      precision: precision, threads: threads, statisticsMomentum: statisticsMomentum,
      frozen: Set(stage.frozen), frozenStatistics: Set(stage.frozenStatistics))
  }

  /// Checks all stages, so that a mistake in the last one does not show after hours.
  ///
  /// - Parameter modelNamed: Finds teachers.
  /// - Throws: `NetworkError` where a stage's numbers do not fit the network, `ModelError` where there
  ///   is no such teacher, ``TrainingError/teacher(name:found:expected:)`` where it is of another kind.
  func check(modelNamed: (String) throws -> Model) throws {
    for stage in stages {
      let shapes = inputShapes(of: stage)
      try network(of: stage).checkTraining(
        inputShapes: shapes, options: options(of: stage, precision: .float32, threads: 1))
      for case .distillation(let distillation) in stage.objective.map(\.loss) {
        let teacher = try modelNamed(distillation.teacher).configuration.network
        for pictures in shapes.values {
          let found = try teacher.embeddingShape(ofPictures: pictures)
          let expected = try model.network.embeddingShape(ofPictures: pictures)
          guard found == expected else {
            throw TrainingError.teacher(
              name: distillation.teacher, found: "embeddings of shape \(found)",
              expected: "\(expected), the student's")
          }
        }
      }
    }
  }
}

extension Recipe.Stage {
  /// Which exemplars are compared with which search regions: a loss may want every pair.
  var comparison: CrossCorrelation {
    objective.contains { if case .scores(.rankedLogistic) = $0.loss { true } else { false } }
      ? .everyPair : .plain
  }

  /// Whether there is a teacher.
  var isDistilled: Bool {
    objective.contains { if case .distillation = $0.loss { true } else { false } }
  }
}
