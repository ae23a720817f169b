/// An engine that also computes how outputs change with parameters and inputs.
public protocol TrainingEngine: Engine {
  /// Makes a network ready to learn on inputs of fixed shapes.
  ///
  /// - Parameters:
  ///   - network: What to compute.
  ///   - parameters: Where learning begins: the tensors that ``Network/parameterShapes()`` names,
  ///     and possibly others.
  ///   - inputShapes: The shape of every input by its name; feature maps are (N, C, H, W).
  ///   - options: How to compute, and what learns.
  /// - Throws: ``NetworkError`` where network, parameters, shapes and options do not fit together,
  ///   and the engine's own errors.
  func prepareTraining(
    _ network: Network, parameters: [String: Tensor], inputShapes: [String: [Int]],
    options: TrainingOptions
  ) throws -> any TrainingPlan
}

/// A network that learns, with all its memory, kept from step to step. One thread at a time uses it.
///
/// A step is: write the inputs, ``forward()``, read the outputs, write their gradients,
/// ``backward(accumulating:)``, change the parameters.
///
/// Every buffer is dense and row-major, and lives as long as the plan.
public protocol TrainingPlan: AnyObject {
  /// The shape of every input by its name.
  var inputShapes: [String: [Int]] { get }
  /// The shape of every output by its name.
  var outputShapes: [String: [Int]] { get }
  /// The shape of every parameter and every other stored tensor by its name.
  var parameterShapes: [String: [Int]] { get }
  /// What learns, in the order of the network's operations.
  var parameterNames: [String] { get }
  /// What is stored with the parameters but has no gradient: running statistics, and what is frozen.
  var stateNames: [String] { get }

  /// The values of a parameter or of another stored tensor: who teaches the network writes here.
  ///
  /// - Precondition: ``parameterNames`` or ``stateNames`` have this name.
  func parameter(_ name: String) -> UnsafeMutableBufferPointer<Float>

  /// The gradient of a parameter.
  ///
  /// - Precondition: ``parameterNames`` have this name.
  func gradient(ofParameter name: String) -> UnsafeMutableBufferPointer<Float>

  /// The gradients of all parameters, one right after another in the order of ``parameterNames``.
  var gradients: UnsafeMutableBufferPointer<Float> { get }

  /// Where an input's values are to be written before ``forward()``. They stay there.
  ///
  /// - Precondition: The network has an input of this name.
  func input(_ name: String) -> UnsafeMutableBufferPointer<Float>

  /// The gradient of an input, valid after ``backward(accumulating:)``.
  ///
  /// - Precondition: ``TrainingOptions/inputGradients`` had this name.
  func gradient(ofInput name: String) -> UnsafeBufferPointer<Float>

  /// An output's values, valid from ``forward()`` until the next one.
  ///
  /// - Precondition: The network has an output of this name.
  func output(_ name: String) -> UnsafeBufferPointer<Float>

  /// Where the gradient of the loss by an output is to be written before
  /// ``backward(accumulating:)``. It stays there; at first it is zero.
  ///
  /// - Precondition: The network has an output of this name.
  func gradient(ofOutput name: String) -> UnsafeMutableBufferPointer<Float>

  /// Computes the outputs. Batch normalizations use the statistics of the batch and move the running
  /// ones, in the order of the network's operations: where two have one name, twice.
  func forward() throws

  /// Computes all gradients of the last ``forward()``. Where operations share a parameter, its
  /// gradient is the sum over them.
  ///
  /// - Parameter accumulating: Whether to add to the parameters' gradients instead of replacing
  ///   them, so that several batches count as one.
  /// - Precondition: There was a ``forward()`` since the last call: its values do not outlive this
  ///   one, which uses their memory.
  func backward(accumulating: Bool) throws
}

extension TrainingPlan {
  /// Computes all gradients of the last ``forward()``, replacing those of before.
  public func backward() throws {
    try backward(accumulating: false)
  }

  /// Copies of all parameters and other stored tensors, by name: what an ``Engine`` takes.
  public var parameters: [String: Tensor] {
    Dictionary(
      uniqueKeysWithValues: (parameterNames + stateNames).map {
        ($0, Tensor(shape: parameterShapes[$0] ?? [], values: Array(parameter($0))))
      })
  }

  /// Copies tensors into the parameters and other stored tensors of the same names.
  ///
  /// - Throws: ``NetworkError`` where one is missing or has another shape; nothing is changed then.
  public func setParameters(_ tensors: [String: Tensor]) throws {
    for name in parameterNames + stateNames {
      let shape = parameterShapes[name] ?? []
      guard let tensor = tensors[name] else {
        throw NetworkError.missingParameter(name, shape: shape)
      }
      guard tensor.shape == shape else {
        throw NetworkError.parameterShape(name, found: tensor.shape, expected: shape)
      }
    }
    for name in parameterNames + stateNames {
      _ = parameter(name).update(fromContentsOf: tensors[name]?.values ?? [])
    }
  }
}
