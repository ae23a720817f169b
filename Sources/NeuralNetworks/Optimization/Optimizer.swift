/// Changes the parameters of a network that learns, step by step, against their gradients.
///
/// What a plan holds frozen is not touched. Memory of earlier steps is kept by the parameters' names,
/// so that it outlives plans: what is frozen for a while finds its memory again.
public protocol Optimizer: Sendable {
  /// What is remembered of earlier steps. Another optimizer of the same kind and settings that is
  /// given it goes on as this one would, bit for bit.
  var state: OptimizerState { get set }

  /// Changes every parameter of `plan` once, by the gradients it holds.
  mutating func step(_ plan: any TrainingPlan, learningRate: Double)
}

/// What an optimizer remembers, for checkpoints.
public struct OptimizerState: Equatable, Sendable {
  /// How often each parameter has been changed, by its name.
  public var steps: [String: Int]
  /// Tensors of the parameters' shapes; each name is `KIND.` and a parameter's name.
  public var tensors: [String: Tensor]

  /// Creates a state; the default is that of an optimizer that has done nothing.
  public init(steps: [String: Int] = [:], tensors: [String: Tensor] = [:]) {
    self.steps = steps
    self.tensors = tensors
  }

  /// Counts one more step of a parameter.
  mutating func count(_ name: String) -> Int {
    steps[name, default: 0] += 1
    return steps[name, default: 0]
  }

  /// Lets `body` change a tensor, which is zero in the beginning.
  ///
  /// - Precondition: A tensor that is there has as many values as the shape: `body` writes without
  ///   looking, and what comes from a file may be too short.
  mutating func withTensor(
    _ kind: String, of name: String, shape: [Int],
    _ body: (UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    let count = shape.reduce(1, *)
    tensors["\(kind).\(name)", default: Tensor(repeating: 0, shape: shape)].values
      .withUnsafeMutableBufferPointer { values in
        precondition(
          values.count == count,
          "\(kind) of \(name): found \(values.count) values, expected \(count)")
        body(values)
      }
  }
}

/// What weight decay draws towards zero.
public enum WeightDecayScope: String, Codable, CaseIterable, Sendable {
  /// Only what is multiplied with: no biases, and no parameters of batch normalizations.
  case weights
  /// Every parameter.
  case all

  /// Whether a parameter of a certain shape is one of them: biases and the parameters of batch
  /// normalizations have one dimension.
  func contains(_ shape: [Int]) -> Bool {
    self == .all || shape.count > 1
  }
}
