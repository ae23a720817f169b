import NeuralNetworks
import Siamese

/// A twin network that learns one stage of a recipe: its plan, its teachers, and the memory that
/// their losses need.
final class Learner {
  /// What one batch gave.
  struct Outcome {
    /// The losses of the objective's parts, each times its share, in the recipe's order.
    var losses: [Double]
    /// The share of the pairs that show the object whose score map has its peak on it.
    var hits: Double
    /// All of it.
    var loss: Double { losses.reduce(0, +) }
  }

  let plan: any TrainingPlan
  private let parts: [Part]
  private let outputs: [String]
  /// A part's gradient by an output, before it is added to the others'.
  private var scratch: [String: [Float]] = [:]

  private struct Part {
    var share: Double
    var work: Work

    enum Work {
      case scores(any ScoreMapLoss)
      case teacher(Teacher)
    }
  }

  /// - Parameters:
  ///   - parameters: Where learning goes on: what the network's plan needs.
  ///   - models: Finds teachers by their names.
  /// - Throws: `NetworkError` where the recipe's numbers and the network do not fit together;
  ///   `ModelError` and ``TrainingError`` where a teacher cannot be had.
  init(
    _ recipe: Recipe, stage: Recipe.Stage, parameters: [String: Tensor],
    precision: Precision, threads: Int,
    modelNamed: (String) throws -> Model
  ) throws {
    plan = try OneDNNEngine().prepareTraining(
      recipe.network(of: stage), parameters: parameters, inputShapes: recipe.inputShapes(of: stage),
      options: recipe.options(of: stage, precision: precision, threads: threads))
    let plan = self.plan
    outputs = plan.outputShapes.keys.sorted()
    parts = try stage.objective.map { objective in
      let work: Part.Work =
        switch objective.loss {
        case .scores(let settings): .scores(settings.loss)
        case .distillation(let distillation):
          .teacher(
            try Teacher(
              distillation, of: plan, comparing: stage.comparison, precision: precision,
              threads: threads, named: modelNamed))
        }
      return Part(share: objective.share, work: work)
    }
    for name in outputs {
      let count = plan.gradient(ofOutput: name).count
      scratch[name] = Array(repeating: 0, count: count)
    }
  }

  /// Lets the teachers see pictures before the first batch; see ``Teacher/calibrate(on:)``.
  func calibrate(on pictures: BatchQueue.Batch) throws {
    for part in parts {
      if case .teacher(let teacher) = part.work { try teacher.calibrate(on: pictures) }
    }
  }

  /// Goes forward and backward over one batch: afterwards the plan holds the gradients.
  ///
  /// - Parameter accumulating: Whether they are added to those of the batches before.
  func learn(
    from batch: BatchQueue.Batch, accumulating: Bool
  ) throws -> Outcome {
    _ = plan.input(TwinNetwork.Port.exemplarImage).update(fromContentsOf: batch.exemplars)
    _ = plan.input(TwinNetwork.Port.searchImage).update(fromContentsOf: batch.search)
    try plan.forward()
    for name in outputs { plan.gradient(ofOutput: name).update(repeating: 0) }
    let losses = try parts.map { part in
      switch part.work {
      case .scores(let loss):
        part.share * add(loss, share: part.share, targets: batch.targets)
      case .teacher(let teacher):
        part.share * (try teacher.add(to: plan, share: part.share, batch: batch, using: &scratch))
      }
    }
    let hits = hitShare(of: batch.targets)
    try plan.backward(accumulating: accumulating)
    return Outcome(losses: losses, hits: hits)
  }

  /// Adds the gradient of a loss over the score maps.
  private func add(
    _ loss: any ScoreMapLoss, share: Double, targets: [ScoreMapTarget]
  ) -> Double {
    let name = TwinNetwork.Port.scores
    let scores = plan.output(name)
    let gradient = plan.gradient(ofOutput: name)
    let shape = plan.outputShapes[name] ?? []
    return scratch[name, default: []].withUnsafeMutableBufferPointer { own in
      let value = loss(scores: scores, shape: shape, targets: targets, gradient: own)
      gradient.add(own, times: Float(share))
      return value
    }
  }

  /// How many pairs' own score maps have their peak where the object is.
  private func hitShare(of targets: [ScoreMapTarget]) -> Double {
    let shape = plan.outputShapes[TwinNetwork.Port.scores] ?? []
    let (exemplars, columns, cells) = (shape[1], shape[3], shape[2] * shape[3])
    let scores = plan.output(TwinNetwork.Port.scores)
    var (hits, shown) = (0, 0)
    for (pair, target) in targets.enumerated() {
      guard let offset = target.offset else { continue }
      shown += 1
      let start = (pair * exemplars + (exemplars == 1 ? 0 : pair)) * cells
      var peak = 0
      for cell in 1..<cells where scores[start + cell] > scores[start + peak] { peak = cell }
      let right = Double(peak % columns) - Double(columns - 1) / 2 - offset.x
      let down = Double(peak / columns) - Double(shape[2] - 1) / 2 - offset.y
      if abs(right) + abs(down) <= Self.hitRadius { hits += 1 }
    }
    return shown == 0 ? 0 : Double(hits) / Double(shown)
  }

  /// How many cells a peak may be from the object, along rows and columns together: SiamFC's radius
  /// of positive cells.
  private static let hitRadius = 2.0
}

extension UnsafeMutableBufferPointer<Float> {
  /// Adds other values, times a factor.
  func add(_ other: UnsafeMutableBufferPointer<Float>, times factor: Float) {
    for index in indices { self[index] += factor * other[index] }
  }
}
