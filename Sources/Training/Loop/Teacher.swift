import NeuralNetworks
import Siamese

/// A network that another one learns from: it sees the same pictures, and the student is to give what
/// it gives.
final class Teacher {
  private let distillation: Objective.Distillation
  private let plan: any TrainingPlan
  private let scoreLoss = ScoreMapRegressionLoss()
  /// What channels of the exemplars' and the search regions' embeddings are measured by.
  private var featureLoss = FeatureRegressionLoss(spreads: [])

  /// - Parameters:
  ///   - student: The plan of the network that learns.
  ///   - named: Finds the teacher.
  /// - Throws: `ModelError` where there is none of that name. That its embeddings have the student's
  ///   shapes has been checked, see ``Recipe/check(modelNamed:)``.
  init(
    _ distillation: Objective.Distillation, of student: any TrainingPlan,
    comparing comparison: CrossCorrelation, precision: Precision, threads: Int,
    named: (String) throws -> Model
  ) throws {
    self.distillation = distillation
    let model = try named(distillation.teacher)
    let network = model.configuration.network.trainingNetwork(
      comparing: comparison, givingEmbeddings: true)
    // Nothing of it learns, so that nothing is kept for gradients.
    let layers = Set(
      try network.parameterShapes().keys.map { $0.prefix { $0 != "." } }.map(String.init))
    plan = try OneDNNEngine().prepareTraining(
      network, parameters: model.parameters, inputShapes: student.inputShapes,
      options: TrainingOptions(precision: precision, threads: threads, frozen: layers))
  }

  /// Learns how much each channel of the search regions' embeddings varies: once, before the first
  /// batch, on pictures that depend on the recipe alone, so that a training that goes on after a break
  /// measures as it did before.
  func calibrate(on pictures: BatchQueue.Batch) throws {
    try look(at: pictures)
    featureLoss = FeatureRegressionLoss(
      spreadsOf: plan.output(TwinNetwork.Port.embedding),
      shape: plan.outputShapes[TwinNetwork.Port.embedding] ?? [])
  }

  /// Adds the gradient of the difference between student and teacher.
  ///
  /// - Parameters:
  ///   - student: Has gone forward over the same batch.
  ///   - share: What the loss counts for in the objective.
  ///   - scratch: Memory for a gradient of each output.
  /// - Returns: The loss, not times its share.
  func add(
    to student: any TrainingPlan, share: Double, batch: BatchQueue.Batch,
    using scratch: inout [String: [Float]]
  ) throws -> Double {
    try look(at: batch)
    let weights = [
      (TwinNetwork.Port.exemplar, distillation.exemplar),
      (TwinNetwork.Port.embedding, distillation.search),
      (TwinNetwork.Port.scores, distillation.scores),
    ]
    var loss = 0.0
    for (name, weight) in weights where weight > 0 {
      let (values, wanted) = (student.output(name), plan.output(name))
      let shape = student.outputShapes[name] ?? []
      loss += scratch[name, default: []].withUnsafeMutableBufferPointer { gradient in
        let value =
          name == TwinNetwork.Port.scores
          ? scoreLoss(student: values, teacher: wanted, weight: weight, gradient: gradient)
          : featureLoss(
            student: values, teacher: wanted, shape: shape, weight: weight, gradient: gradient)
        student.gradient(ofOutput: name).add(gradient, times: Float(share))
        return value
      }
    }
    return loss
  }

  private func look(at pictures: BatchQueue.Batch) throws {
    _ = plan.input(TwinNetwork.Port.exemplarImage).update(fromContentsOf: pictures.exemplars)
    _ = plan.input(TwinNetwork.Port.searchImage).update(fromContentsOf: pictures.search)
    try plan.forward()
  }
}
