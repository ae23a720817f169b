extension TrainingPlan {
  /// The length of all gradients taken as one vector.
  public var gradientNorm: Double {
    // Sixteen sums side by side: the order is fixed, so the same gradients give the same number.
    let values = gradients
    var sums = SIMD16<Double>.zero
    let whole = values.count / 16 * 16
    for start in stride(from: 0, to: whole, by: 16) {
      var lanes = SIMD16<Double>.zero
      for lane in 0..<16 { lanes[lane] = Double(values[start + lane]) }
      sums += lanes * lanes
    }
    var sum = sums.sum()
    for index in whole..<values.count { sum += Double(values[index]) * Double(values[index]) }
    return sum.squareRoot()
  }

  /// Shortens all gradients, taken as one vector, to `limit` if they are longer (Pascanu et al., "On
  /// the difficulty of training recurrent neural networks", ICML 2013). Gradients that are not
  /// finite are left as they are.
  ///
  /// - Returns: Their length before, which is not finite if one of them is not.
  @discardableResult
  public func clipGradients(toNorm limit: Double) -> Double {
    let norm = gradientNorm
    if norm > limit, norm.isFinite {
      let factor = Float(limit / norm)
      let values = gradients
      for index in values.indices { values[index] *= factor }
    }
    return norm
  }
}
