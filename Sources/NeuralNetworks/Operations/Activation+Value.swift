import Glibc

extension Activation {
  /// The activation of one value.
  public func callAsFunction(_ value: Float) -> Float {
    switch self {
    case .relu: max(value, 0)
    case .leakyReLU(let slope): value > 0 ? value : slope * value
    case .clip(let minimum, let maximum): min(max(value, minimum), maximum)
    case .sigmoid: 1 / (1 + expf(-value))
    case .tanh: tanhf(value)
    case .hardSwish: value * min(max(value / 6 + 0.5, 0), 1)
    case .hardSigmoid: min(max(value / 6 + 0.5, 0), 1)
    case .silu: value / (1 + expf(-value))
    case .elu(let alpha): value > 0 ? value : alpha * expm1f(value)
    case .gelu: value / 2 * (1 + erff(value / Float(2).squareRoot()))
    case .exponential: expf(value)
    case .linear(let scale, let offset): scale * value + offset
    }
  }
}
