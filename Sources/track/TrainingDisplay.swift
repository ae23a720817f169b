import Evaluation
import Training
import Video

/// What a person sees of a training: one line that changes on a terminal, a line now and then
/// elsewhere.
struct TrainingDisplay {
  private let console: Console
  private var lines: LiveLines
  private var lastShown = -Double.infinity
  private var stages: Int

  init(console: Console, stages: Int) {
    self.console = console
    self.stages = stages
    lines = LiveLines(console: console)
  }

  mutating func show(_ event: TrainingEvent) {
    switch event {
    case .began(let step, let steps):
      if step > 0 { say("going on after step \(step) of \(steps)") }
    case .stage(let index):
      if stages > 1 { say("stage \(index + 1) of \(stages)") }
    case .stepped(let progress): show(progress)
    case .measured, .saved: break
    case .validated(let score, let isBest):
      let count = score.sequences.count
      say(
        "step \(score.step): success AUC \(score.successAUC.fixed(3)) on \(count) held-out "
          + (count == 1 ? "video" : "videos") + (isBest ? ", the best so far" : ""))
      for (name, reason) in score.failures.sorted(by: { $0.key < $1.key }) {
        warn("\(name) could not be tracked: \(reason)")
      }
    case .threadsChanged(let before, let now):
      warn("\(before) threads until now, \(now) from here on: the last digits will be others")
    case .skipped(let crops):
      for crop in crops { warn("left out: \(crop.source): \(crop.reason)") }
    }
  }

  mutating func clear() { lines.clear() }

  private mutating func show(_ progress: TrainingEvent.Progress) {
    let now = monotonicSeconds()
    guard now - lastShown >= (console.showsProgress ? 0.2 : pauseBetweenLines) else { return }
    lastShown = now
    let line =
      "step \(progress.step) of \(progress.steps)  loss \(progress.loss.fixed(3))  "
      + "peaks on the object \(Int((progress.hits * 100).rounded()))%  "
      + "\(oneDecimal(progress.pairsPerSecond)) pairs/s  \(clockTime(progress.secondsLeft)) left"
    if console.showsProgress { lines.show([line]) } else { console.say(line) }
  }

  private mutating func warn(_ text: String) {
    lines.clear()
    console.warn(text)
  }

  /// A line that stays.
  private mutating func say(_ text: String) {
    lines.clear()
    console.say(text)
  }
}

/// What a person sees while crops are cut.
struct CuttingDisplay {
  private let console: Console
  private var lines: LiveLines
  private var lastShown = monotonicSeconds()

  init(console: Console) {
    self.console = console
    lines = LiveLines(console: console)
  }

  mutating func show(_ progress: CropCacheBuilder.Progress) {
    let now = monotonicSeconds()
    let isLast = progress.units == progress.allUnits
    guard now - lastShown >= (console.showsProgress ? 0.2 : pauseBetweenLines) || isLast else {
      return
    }
    lastShown = now
    var line = "cutting crops: \(progress.units) of \(progress.allUnits) parts of the data, "
    line += "\(progress.crops) crops of \(progress.objects) objects"
    if progress.skipped > 0 { line += ", \(progress.skipped) pictures left out" }
    if console.showsProgress { lines.show([line]) } else { console.say(line) }
  }

  mutating func clear() { lines.clear() }
}

/// Seconds between two lines where nobody watches.
private let pauseBetweenLines = 60.0
