/// The description of a neural network: a directed acyclic graph of operations.
///
/// It holds no weights and no memory. An ``Engine`` makes something that runs from it.
///
/// ```swift
/// var network = Network()
/// let image = network.input("image")
/// let edges = network.convolution(
///   image, Convolution(inputChannels: 3, outputChannels: 8, kernel: 3), name: "edges")
/// network.output(network.activation(edges, .relu), name: "features")
/// ```
///
/// Two operations may carry the same name: then they share their parameters.
public struct Network: Sendable, Equatable {
  /// What one node computes, as an argument for others.
  public struct Value: Hashable, Sendable {
    /// The node's place in ``Network/nodes``.
    public let node: Int
  }

  /// One operation and where its inputs come from.
  public struct Node: Hashable, Sendable {
    /// The prefix of its parameters' names, and what messages call it.
    public let name: String
    /// What it computes.
    public let operation: Operation
    /// Nodes before this one.
    public let inputs: [Value]
  }

  /// A value that is given to the outside.
  public struct Output: Hashable, Sendable {
    /// What it is called.
    public let name: String
    /// The node's value that it gives.
    public let value: Value
  }

  /// All operations, every one after those that it depends on.
  public private(set) var nodes: [Node] = []
  /// What the network computes.
  public private(set) var outputs: [Output] = []

  /// Creates an empty network.
  public init() {}

  /// Adds an input; feature maps are (N, C, H, W).
  public mutating func input(_ name: String) -> Value {
    append(.input, of: [], name: name)
  }

  /// Adds an input of whole numbers from 0 to 255, (N, C, H, W).
  public mutating func levels(_ name: String) -> Value {
    append(.levels, of: [], name: name)
  }

  /// Adds a convolution; `name` is the prefix of its parameters' names.
  public mutating func convolution(
    _ value: Value, _ convolution: Convolution, name: String
  ) -> Value {
    append(.convolution(convolution), of: [value], name: name)
  }

  /// Adds a convolution in whole numbers; `name` is the prefix of its parameters' names.
  public mutating func quantizedConvolution(
    _ value: Value, _ convolution: QuantizedConvolution, name: String
  ) -> Value {
    append(.quantizedConvolution(convolution), of: [value], name: name)
  }

  /// Adds a batch normalization; `name` is the prefix of its parameters' names.
  public mutating func batchNormalization(
    _ value: Value, _ batchNormalization: BatchNormalization, name: String
  ) -> Value {
    append(.batchNormalization(batchNormalization), of: [value], name: name)
  }

  /// Adds an activation.
  public mutating func activation(_ value: Value, _ activation: Activation) -> Value {
    append(.activation(activation), of: [value])
  }

  /// Adds a pooling.
  public mutating func pooling(_ value: Value, _ pooling: Pooling) -> Value {
    append(.pooling(pooling), of: [value])
  }

  /// Adds the sum of two values of the same shape.
  public mutating func addition(_ first: Value, _ second: Value) -> Value {
    append(.addition, of: [first, second])
  }

  /// Joins values along the second dimension, the channels.
  public mutating func concatenation(_ values: [Value]) -> Value {
    append(.concatenation, of: values)
  }

  /// Adds the matrix product (…, I, K) × (…, K, J) → (…, I, J); the leading dimensions are equal.
  public mutating func matrixProduct(_ first: Value, _ second: Value) -> Value {
    append(.matrixProduct, of: [first, second])
  }

  /// Adds a cross-correlation.
  ///
  /// - Parameters:
  ///   - search: (N, C, H, W).
  ///   - exemplar: (M, C, h, w), N a multiple of M unless every pair is compared.
  ///   - kind: Over all channels at once, or each by itself.
  public mutating func crossCorrelation(
    search: Value, exemplar: Value, _ kind: CrossCorrelation
  ) -> Value {
    append(.crossCorrelation(kind), of: [search, exemplar])
  }

  /// What the node at a place in ``nodes`` computes.
  func value(_ node: Int) -> Value { Value(node: node) }

  /// Gives a value to the outside.
  public mutating func output(_ value: Value, name: String) {
    precondition(nodes.indices.contains(value.node), "an output of another network")
    outputs.append(Output(name: name, value: value))
  }

  /// Gives nothing to the outside any more.
  mutating func removeOutputs() {
    outputs = []
  }

  /// The same operations with this value as the only output.
  package func giving(_ value: Value, name: String) -> Network {
    var network = self
    network.removeOutputs()
    network.output(value, name: name)
    return network
  }

  mutating func append(
    _ operation: Operation, of inputs: [Value], name: String? = nil
  ) -> Value {
    precondition(
      inputs.allSatisfy { nodes.indices.contains($0.node) }, "an input of another network")
    nodes.append(
      Node(name: name ?? "\(operation.title)\(nodes.count)", operation: operation, inputs: inputs))
    return Value(node: nodes.count - 1)
  }
}
