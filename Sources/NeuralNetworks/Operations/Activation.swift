/// A function of one variable that is applied to every value.
public enum Activation: Hashable, Sendable {
  /// max(v, 0)
  case relu
  /// v where positive, else slope · v
  case leakyReLU(slope: Float)
  /// v, but at least `minimum` and at most `maximum`
  case clip(minimum: Float, maximum: Float)
  /// 1 / (1 + exp(−v))
  case sigmoid
  /// The hyperbolic tangent
  case tanh
  /// v · clip(v / 6 + 1/2, 0, 1) (Howard et al., "Searching for MobileNetV3", ICCV 2019)
  case hardSwish
  /// clip(v / 6 + 1/2, 0, 1)
  case hardSigmoid
  /// v / (1 + exp(−v)), also called swish
  case silu
  /// v where positive, else alpha · (exp(v) − 1)
  case elu(alpha: Float)
  /// v · Φ(v), Φ the normal distribution's cumulative function, with the exact error function
  case gelu
  /// exp(v)
  case exponential
  /// scale · v + offset
  case linear(scale: Float, offset: Float)
}
