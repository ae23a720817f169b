/// The average of a network's parameters and running statistics over its last steps: it often does
/// better than the last ones (Polyak and Juditsky 1992; Izmailov et al., "Averaging Weights Leads to
/// Wider Optima", UAI 2018).
public struct MovingAverage: Equatable, Sendable {
  /// How much of the average each update keeps, once there have been some 1 / (1 − decay) of them.
  public let decay: Double
  /// How many updates there have been.
  public private(set) var updates: Int
  /// The averages, by the names of what is averaged; empty before the first update.
  public private(set) var tensors: [String: Tensor]

  /// Creates an average, or one that goes on from a checkpoint.
  public init(decay: Double, updates: Int = 0, tensors: [String: Tensor] = [:]) {
    self.decay = decay
    self.updates = updates
    self.tensors = tensors
  }

  /// Lets the present values count. The first ones are taken as they are, and early ones are
  /// forgotten sooner.
  ///
  /// - Precondition: Averages that are there have as many values as what they are averages of.
  public mutating func update(from plan: any TrainingPlan) {
    let kept = Float(min(decay, Double(updates) / Double(updates + 10)))
    for name in plan.parameterNames + plan.stateNames {
      let values = plan.parameter(name)
      let shape = plan.parameterShapes[name] ?? []
      tensors[name, default: Tensor(shape: shape, values: Array(values))].values
        .withUnsafeMutableBufferPointer { averages in
          precondition(
            averages.count == values.count,
            "average of \(name): found \(averages.count) values, expected \(values.count)")
          for index in values.indices {
            averages[index] = kept * averages[index] + (1 - kept) * values[index]
          }
        }
    }
    updates += 1
  }
}
