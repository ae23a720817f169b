extension OnePassMeasures {
  /// Measures all frames of several runs together, each frame with the same weight, as OTB's toolkit
  /// does with the runs of its temporal and spatial robustness evaluations in one sequence (TRE and
  /// SRE; Wu, Lim, Yang: Object Tracking Benchmark, 2015).
  public init(pooling runs: [OnePassMeasures]) {
    let total = runs.reduce(0) { $0 + $1.frames }
    func pooled(_ curve: (OnePassMeasures) -> [Double], count: Int) -> [Double] {
      var sum = [Double](repeating: 0, count: count)
      for run in runs {
        // A share times its denominator is a number of frames again.
        for (index, share) in curve(run).enumerated() {
          sum[index] += (share * Double(run.frames)).rounded()
        }
      }
      return sum.map { $0 / Double(max(total, 1)) }
    }
    let overlapSum = runs.reduce(0) { $0 + $1.averageOverlap * Double($1.frames) }
    self.init(
      frames: total,
      success: pooled(\.success, count: Self.overlapThresholds.count),
      precision: pooled(\.precision, count: Self.distanceThresholds.count),
      normalizedPrecision: pooled(
        \.normalizedPrecision, count: Self.normalizedThresholds.count),
      averageOverlap: overlapSum / Double(max(total, 1)),
      overlaps: [])
  }
}
