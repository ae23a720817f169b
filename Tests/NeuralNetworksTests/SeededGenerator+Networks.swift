import TestSupport

@testable import NeuralNetworks

/// What networks and their inputs are drawn from.
extension SeededGenerator {
  init(seed: Int) {
    self.init(seed: UInt64(bitPattern: Int64(seed)))
  }

  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &self)
  }

  mutating func extent(_ range: ClosedRange<Int>) -> Extent {
    Extent(height: integer(range), width: integer(range))
  }

  mutating func padding(_ range: ClosedRange<Int>) -> Padding {
    Padding(
      top: integer(range), left: integer(range), bottom: integer(range), right: integer(range))
  }

  /// Values around zero.
  mutating func tensor(_ shape: [Int], in range: ClosedRange<Float> = -1...1) -> Tensor {
    Tensor(
      shape: shape,
      values: (0..<shape.reduce(1, *)).map { _ in Float.random(in: range, using: &self) })
  }

  /// Values for every parameter of a network: variances positive, and weights such that a
  /// convolution neither enlarges nor shrinks what goes through it.
  mutating func parameters(for network: Network) throws -> [String: Tensor] {
    var parameters: [String: Tensor] = [:]
    for (name, shape) in try network.parameterShapes().sorted(by: { $0.key < $1.key }) {
      let inputs = shape.dropFirst().reduce(1, *)
      let bound = (3 / Float(inputs)).squareRoot()
      let range = name.hasSuffix("running_var") ? 0.3...2 : -bound...bound
      parameters[name] = tensor(shape, in: range)
    }
    return parameters
  }
}
