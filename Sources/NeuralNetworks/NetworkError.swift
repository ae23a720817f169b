/// What is wrong with a network, its parameters or the shapes of its inputs.
public enum NetworkError: Error, Hashable, Sendable {
  /// A node cannot take what it is given. `node` is its name.
  case node(String, found: String, expected: String)
  /// A parameter is not there; `shape` is what the network needs.
  case missingParameter(String, shape: [Int])
  /// A parameter has another shape than the network needs.
  case parameterShape(String, found: [Int], expected: [Int])
  /// Shapes were given for other inputs than the network has.
  case inputs(found: [String], expected: [String])
  /// The network has no output, or two of the same name.
  case outputs(found: [String])
  /// The number of threads is not positive.
  case threads(found: Int)
  /// The network has no layer of a name that is to be frozen.
  case unknownLayer(String)
  /// The share of a batch in running statistics is not from 0 to 1.
  case statisticsMomentum(found: Double)
  /// The processor has no instructions for these numbers.
  case precision(Precision)
}

extension NetworkError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .node(let node, let found, let expected):
      "\(node): found \(found), expected \(expected)"
    case .missingParameter(let name, let shape):
      "parameter \(name): not found, expected one of shape \(shape)"
    case .parameterShape(let name, let found, let expected):
      "parameter \(name): found shape \(found), expected \(expected)"
    case .inputs(let found, let expected):
      "inputs: found shapes for \(found), expected them for \(expected)"
    case .outputs(let found):
      "outputs: found \(found), expected one or more with different names"
    case .threads(let found):
      "threads: found \(found), expected at least 1"
    case .unknownLayer(let name):
      "layer to be frozen: found \(name), expected the name of a layer or a group of layers"
    case .statisticsMomentum(let found):
      "share of a batch in running statistics: found \(found), expected 0 to 1"
    case .precision(let precision):
      "precision: found \(precision), expected one that this processor has instructions for"
    }
  }
}
