import Glibc

/// How the learning rate changes over a training of a known number of steps.
public struct LearningRateSchedule: Codable, Hashable, Sendable {
  /// How the rate falls once warming up is over.
  public enum Decay: Codable, Hashable, Sendable {
    /// It does not.
    case constant
    /// Times `factor` at each of the given steps.
    case steps(at: [Int], factor: Double)
    /// Geometrically to `final` at the end. It changes at every `period`-th step only: SiamFC's
    /// changes once an epoch. Where the highest rate is 0, it is 0 throughout.
    case exponential(final: Double, period: Int)
    /// Along half a cosine to `final` at the end (Loshchilov and Hutter, "SGDR", ICLR 2017).
    case cosine(final: Double)
  }

  /// The highest rate.
  public var peak: Double
  /// Steps of the whole training.
  public var steps: Int
  /// Steps in which the rate rises to ``peak``, in equal parts.
  public var warmUpSteps: Int
  /// How the rate falls then.
  public var decay: Decay

  /// Creates a schedule.
  public init(peak: Double, steps: Int, warmUpSteps: Int = 0, decay: Decay = .constant) {
    self.peak = peak
    self.steps = steps
    self.warmUpSteps = warmUpSteps
    self.decay = decay
  }

  /// The learning rate of a step, which count from 0; after the last one it stays what it would be at
  /// the end.
  public func rate(at step: Int) -> Double {
    if step < warmUpSteps { return peak * Double(step + 1) / Double(warmUpSteps + 1) }
    switch decay {
    case .constant:
      return peak
    case .steps(let places, let factor):
      return peak * pow(factor, Double(places.count { $0 <= step }))
    case .exponential(let final, let period):
      // From nothing no factor leads anywhere.
      guard peak > 0 else { return 0 }
      let done = progress(at: step - (step - warmUpSteps) % max(period, 1))
      return peak * pow(final / peak, done)
    case .cosine(let final):
      return final + (peak - final) * (1 + cos(.pi * progress(at: step))) / 2
    }
  }

  /// The share of the time after warming up that is over.
  private func progress(at step: Int) -> Double {
    min(Double(step - warmUpSteps) / Double(max(steps - warmUpSteps, 1)), 1)
  }
}
