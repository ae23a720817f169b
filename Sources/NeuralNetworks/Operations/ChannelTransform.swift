/// Batch normalization with stored statistics as what it is: a scale and an offset for each channel.
struct ChannelTransform {
  /// In Double, so that folding it into other weights rounds once.
  let scale: [Double]
  let offset: [Double]

  /// Works scale and offset out of the four parameters, whose shapes have been checked.
  init(_ normalization: BatchNormalization, name: String, _ parameters: [String: Tensor]) {
    func parameter(_ suffix: String) -> [Double] {
      (parameters["\(name).\(suffix)"]?.values ?? []).map(Double.init)
    }
    let scale = zip(parameter("weight"), parameter("running_var")).map { weight, variance in
      weight / (variance + normalization.epsilon).squareRoot()
    }
    let meanAndBias = zip(parameter("running_mean"), parameter("bias"))
    self.offset = zip(scale, meanAndBias).map { scale, rest in rest.1 - rest.0 * scale }
    self.scale = scale
  }
}
