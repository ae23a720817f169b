import COneDNN

/// A function of one variable that oneDNN has, with its two constants.
struct ElementaryFunction {
  let kind: dnnl_alg_kind_t
  let alpha: Float
  let beta: Float

  init(_ kind: dnnl_alg_kind_t, alpha: Float = 0, beta: Float = 0) {
    self.kind = kind
    self.alpha = alpha
    self.beta = beta
  }
}

extension Activation {
  /// The functions that, applied one after another, make this activation. Only those are used that
  /// mean the same in oneDNN 2 and 3.
  var elementaryFunctions: [ElementaryFunction] {
    switch self {
    case .relu: [.init(dnnl_eltwise_relu)]
    case .leakyReLU(let slope): [.init(dnnl_eltwise_relu, alpha: slope)]
    case .clip(let minimum, let maximum):
      [.init(dnnl_eltwise_clip, alpha: minimum, beta: maximum)]
    case .sigmoid: [.init(dnnl_eltwise_logistic)]
    case .tanh: [.init(dnnl_eltwise_tanh)]
    // Version 2 has these constants built in and ignores the given ones.
    case .hardSwish: [.init(dnnl_eltwise_hardswish, alpha: 1 / 6, beta: 0.5)]
    case .hardSigmoid:
      [
        .init(dnnl_eltwise_linear, alpha: 1 / 6, beta: 0.5),
        .init(dnnl_eltwise_clip, alpha: 0, beta: 1),
      ]
    case .silu: [.init(dnnl_eltwise_swish, alpha: 1)]
    case .elu(let alpha): [.init(dnnl_eltwise_elu, alpha: alpha)]
    case .gelu: [.init(dnnl_eltwise_gelu_erf)]
    case .exponential: [.init(dnnl_eltwise_exp)]
    case .linear(let scale, let offset):
      [.init(dnnl_eltwise_linear, alpha: scale, beta: offset)]
    }
  }
}
