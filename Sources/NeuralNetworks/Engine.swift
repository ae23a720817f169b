/// Something that computes networks.
public protocol Engine: Sendable {
  /// Makes a network ready for inputs of fixed shapes.
  ///
  /// - Parameters:
  ///   - network: What to compute.
  ///   - parameters: The tensors that ``Network/parameterShapes()`` names, and possibly others.
  ///   - inputShapes: The shape of every input by its name; feature maps are (N, C, H, W).
  ///   - threads: How many threads one computation uses.
  /// - Throws: ``NetworkError`` where network, parameters and shapes do not fit together, and the
  ///   engine's own errors.
  func prepare(
    _ network: Network, parameters: [String: Tensor], inputShapes: [String: [Int]], threads: Int
  ) throws -> any PreparedNetwork
}

/// A network ready to run for fixed shapes: immutable, and shared by any number of plans.
public protocol PreparedNetwork: Sendable {
  /// The shape of every input by its name.
  var inputShapes: [String: [Int]] { get }
  /// The shape of every output by its name.
  var outputShapes: [String: [Int]] { get }

  /// Makes scratch memory to run the network in.
  func makePlan() throws -> any InferencePlan
}

/// How long a layer took.
public struct LayerTime: Hashable, Sendable {
  /// The name of the network's node, or of the first of those that are computed together.
  public var name: String
  /// Over all runs.
  public var seconds: Double
}

/// The scratch memory of one computation. One thread at a time uses a plan; several plans of one
/// prepared network may run at once.
public protocol InferencePlan: AnyObject {
  /// The shape of every input by its name.
  var inputShapes: [String: [Int]] { get }
  /// The shape of every output by its name.
  var outputShapes: [String: [Int]] { get }

  /// Where an input's values are to be written, dense and row-major, before ``run()``. They stay
  /// there: an input that does not change is written once. The memory lives as long as the plan.
  ///
  /// - Precondition: The network has an input of this name.
  func input(_ name: String) -> UnsafeMutableBufferPointer<Float>

  /// Where the whole numbers of an input of levels are to be written before ``run()``: (N, H, W, C),
  /// so that a picture's red, green and blue lie together. Otherwise as ``input(_:)``.
  ///
  /// - Precondition: The network has an input of levels of this name.
  func levels(_ name: String) -> UnsafeMutableBufferPointer<UInt8>

  /// Whether an input is one of levels.
  func takesLevels(_ name: String) -> Bool

  /// Computes the outputs from the inputs, in the memory that the plan has: it allocates none.
  func run() throws

  /// How long each layer took in all runs so far, in their order; empty where nobody measures.
  var layerTimes: [LayerTime] { get }

  /// An output's values, dense and row-major, valid until the next ``run()`` and for as long as the
  /// plan lives.
  ///
  /// - Precondition: The network has an output of this name.
  func output(_ name: String) -> UnsafeBufferPointer<Float>
}

extension InferencePlan {
  /// Nothing, for engines that do not measure.
  public var layerTimes: [LayerTime] { [] }

  /// The shape of an output.
  ///
  /// - Precondition: The network has an output of this name.
  public func outputShape(_ name: String) -> [Int] {
    guard let shape = outputShapes[name] else {
      preconditionFailure("the network has no output named \(name)")
    }
    return shape
  }

  /// A copy of an output.
  ///
  /// - Precondition: The network has an output of this name.
  public func tensor(_ name: String) -> Tensor {
    Tensor(shape: outputShape(name), values: Array(output(name)))
  }

  /// Copies a tensor into an input of floats or of levels, whichever it is.
  ///
  /// - Throws: ``NetworkError`` when the tensor has another shape than the input.
  /// - Precondition: The network has an input of this name.
  package func setPicture(_ name: String, to tensor: Tensor) throws {
    try takesLevels(name) ? setLevels(name, to: tensor) : setInput(name, to: tensor)
  }

  /// Copies a tensor into an input of levels, each value rounded to the nearest of 0…255.
  ///
  /// - Throws: ``NetworkError`` when the tensor has another shape than the input.
  /// - Precondition: The network has an input of levels of this name.
  public func setLevels(_ name: String, to tensor: Tensor) throws {
    let levels = levels(name)
    guard inputShapes[name] == tensor.shape else {
      throw NetworkError.node(
        name, found: "shape \(tensor.shape)", expected: "\(inputShapes[name] ?? [])")
    }
    let (channels, cells) = (tensor.shape[1], tensor.shape[2] * tensor.shape[3])
    for (index, value) in tensor.values.enumerated() {
      let (plane, cell) = index.quotientAndRemainder(dividingBy: cells)
      let (item, channel) = plane.quotientAndRemainder(dividingBy: channels)
      levels[(item * cells + cell) * channels + channel] =
        UInt8(min(max(value.rounded(.toNearestOrEven), 0), 255))
    }
  }

  /// Copies a tensor into an input.
  ///
  /// - Throws: ``NetworkError`` when the tensor has another shape than the input.
  /// - Precondition: The network has an input of this name.
  public func setInput(_ name: String, to tensor: Tensor) throws {
    let values = input(name)
    guard inputShapes[name] == tensor.shape else {
      throw NetworkError.node(
        name, found: "shape \(tensor.shape)", expected: "\(inputShapes[name] ?? [])")
    }
    _ = values.update(fromContentsOf: tensor.values)
  }
}
