import Video

/// Sums up what steps gave, between two entries of the metrics.
struct Meter {
  /// What one step gave.
  struct Sample {
    var losses: [Double] = []
    var hits = 0.0
    var gradientNorm = 0.0
    var learningRate: Double

    init(learningRate: Double) {
      self.learningRate = learningRate
    }

    /// Adds one of the step's batches.
    mutating func add(_ outcome: Learner.Outcome, share: Double) {
      if losses.isEmpty { losses = Array(repeating: 0, count: outcome.losses.count) }
      for index in losses.indices { losses[index] += share * outcome.losses[index] }
      hits += share * outcome.hits
    }

    /// Makes losses and hits the means over all processes.
    mutating func average(over group: any ProcessGroup) throws {
      var values = losses + [hits]
      try group.average(&values)
      hits = values.removeLast()
      losses = values
    }
  }

  private let pairsPerStep: Int
  private var samples: [Sample] = []
  private var began = monotonicSeconds()
  private var waitedBefore = Duration.zero
  /// Means that forget: of the loss, the hits, and the seconds a step takes.
  private var recent: (loss: Double, hits: Double, seconds: Double)?
  private var lastStep = monotonicSeconds()

  init(pairsPerStep: Int) {
    self.pairsPerStep = pairsPerStep
  }

  mutating func add(_ sample: Sample) {
    samples.append(sample)
    let now = monotonicSeconds()
    let newest = (loss: sample.losses.reduce(0, +), hits: sample.hits, seconds: now - lastStep)
    lastStep = now
    let kept = 0.95
    recent =
      recent.map { old in
        (
          loss: kept * old.loss + (1 - kept) * newest.loss,
          hits: kept * old.hits + (1 - kept) * newest.hits,
          seconds: kept * old.seconds + (1 - kept) * newest.seconds
        )
      } ?? newest
  }

  /// Leaves out the time since the last step: it was not for learning.
  mutating func skipTime() {
    let now = monotonicSeconds()
    began += now - lastStep
    lastStep = now
  }

  func progress(step: Int, steps: Int) -> TrainingEvent.Progress {
    let recent = recent ?? (0, 0, 1)
    return TrainingEvent.Progress(
      step: step, steps: steps, loss: recent.loss, hits: recent.hits,
      pairsPerSecond: Double(pairsPerStep) / max(recent.seconds, 1e-9),
      secondsLeft: Double(steps - step) * recent.seconds)
  }

  /// The means since the last time, by the names of the metrics.
  ///
  /// - Parameters:
  ///   - parts: The names of the objective's parts.
  ///   - waited: How long there was no data, since the queue began.
  mutating func take(parts: [String], waited: Duration) -> [String: Double] {
    let now = monotonicSeconds()
    let seconds = max(now - began, 1e-9)
    let count = Double(max(samples.count, 1))
    var values = [
      "loss": samples.reduce(0) { $0 + $1.losses.reduce(0, +) } / count,
      "hits": samples.reduce(0) { $0 + $1.hits } / count,
      "gradient_norm": samples.reduce(0) { $0 + $1.gradientNorm } / count,
      "pairs_per_second": Double(pairsPerStep) * count / seconds,
      "waited": (waited - waitedBefore) / .seconds(seconds),
    ]
    if let last = samples.last { values["learning_rate"] = last.learningRate }
    if parts.count > 1 {
      for (index, part) in parts.enumerated() {
        values["loss/\(index + 1)-\(part)"] =
          samples.reduce(0) { $0 + $1.losses[index] } / count
      }
    }
    samples.removeAll(keepingCapacity: true)
    began = now
    waitedBefore = waited
    return values
  }
}
