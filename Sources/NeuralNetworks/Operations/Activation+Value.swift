import Glibc

extension Activation {
  /// The activation of one value.
  public func callAsFunction(_ value: Float) -> Float {
    Float(self(Double(value)))
  }

  /// The activation of one value.
  public func callAsFunction(_ value: Double) -> Double {
    switch self {
    case .relu: max(value, 0)
    case .leakyReLU(let slope): value > 0 ? value : Double(slope) * value
    case .clip(let minimum, let maximum): min(max(value, Double(minimum)), Double(maximum))
    case .sigmoid: 1 / (1 + exp(-value))
    case .tanh: Glibc.tanh(value)
    case .hardSwish: value * min(max(value / 6 + 0.5, 0), 1)
    case .hardSigmoid: min(max(value / 6 + 0.5, 0), 1)
    case .silu: value / (1 + exp(-value))
    case .elu(let alpha): value > 0 ? value : Double(alpha) * expm1(value)
    case .gelu: value / 2 * (1 + erf(value / 2.0.squareRoot()))
    case .exponential: exp(value)
    case .linear(let scale, let offset): Double(scale) * value + Double(offset)
    }
  }

  /// The derivative at one value. Where there is none, at a kink, it is that of the side below.
  public func derivative(at value: Double) -> Double {
    switch self {
    case .relu: return value > 0 ? 1 : 0
    case .leakyReLU(let slope): return value > 0 ? 1 : Double(slope)
    case .clip(let minimum, let maximum):
      return value > Double(minimum) && value <= Double(maximum) ? 1 : 0
    case .sigmoid:
      let sigmoid = self(value)
      return sigmoid * (1 - sigmoid)
    case .tanh:
      let tanh = self(value)
      return 1 - tanh * tanh
    case .hardSwish:
      return value <= -3 ? 0 : value <= 3 ? value / 3 + 0.5 : 1
    case .hardSigmoid:
      return value > -3 && value <= 3 ? 1.0 / 6 : 0
    case .silu:
      let sigmoid = 1 / (1 + exp(-value))
      return sigmoid * (1 + value * (1 - sigmoid))
    case .elu(let alpha): return value > 0 ? 1 : Double(alpha) * exp(value)
    case .gelu:
      let density = exp(-value * value / 2) / (2 * Double.pi).squareRoot()
      return (1 + erf(value / 2.0.squareRoot())) / 2 + value * density
    case .exponential: return self(value)
    case .linear(let scale, _): return Double(scale)
    }
  }
}
