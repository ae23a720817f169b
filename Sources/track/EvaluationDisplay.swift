import Evaluation
import NeuralNetworks
import Video

/// What a person sees of an evaluation while it runs: on a terminal a table that changes, one line a
/// worker; elsewhere a line for each sequence that is done.
final class EvaluationDisplay: Sendable {
  private let console: Console
  private let state: Guarded<State>

  private struct State {
    var live: LiveLines
    var workers: [Worker?]
    var sequences = (done: 0, all: 0)
    var frames = (done: 0, all: 0)
    var began = monotonicSeconds()
    var lastShown = -Double.infinity
  }

  /// What a worker is at.
  private struct Worker {
    var sequence: String
    var frames: Int
    var done = 0
    var began = monotonicSeconds()
  }

  init(console: Console, workers: Int) {
    self.console = console
    state = Guarded(
      State(live: LiveLines(console: console), workers: Array(repeating: nil, count: workers)))
  }

  /// Takes in what happened.
  func show(_ event: EvaluationEvent) {
    state.withLock { state in
      switch event {
      case .planned(let sequences, _, let frames):
        state.sequences.all = sequences
        state.frames.all = frames
        state.began = monotonicSeconds()
      case .began(let worker, let sequence, let frames):
        state.workers[worker] = Worker(sequence: sequence, frames: frames)
      case .advanced(let worker):
        state.frames.done += 1
        state.workers[worker]?.done += 1
      case .ended(let worker):
        state.workers[worker] = nil
      case .finished(let sequence):
        state.sequences.done += 1
        if !console.showsProgress { tell(of: sequence, state) }
      }
      draw(&state)
    }
  }

  /// Takes the table away.
  func clear() {
    state.withLock { $0.live.clear() }
  }

  private func tell(of sequence: EvaluatedSequence, _ state: State) {
    let place = "\(state.sequences.done) of \(state.sequences.all): \(sequence.name)"
    switch sequence.outcome {
    case .failed: console.say("\(place) failed")
    case .done(let results):
      let speed = Speed(of: results.trajectories).map {
        ", \(oneDecimal($0.framesPerSecond)) frames/s"
      }
      console.say(
        "\(place), \(results.sequence.count) frames\(speed ?? "")"
          + (results.wereThere ? ", was done" : ""))
    }
  }

  /// Draws the table, at most ten times a second.
  private func draw(_ state: inout State) {
    let now = monotonicSeconds()
    guard console.showsProgress, now - state.lastShown >= 0.1 else { return }
    state.lastShown = now
    let seconds = max(now - state.began, 1e-9)
    let rate = Double(state.frames.done) / seconds
    var lines = [
      "\(state.sequences.done) of \(state.sequences.all) sequences, \(state.frames.done) of "
        + "\(state.frames.all) frames  \(oneDecimal(rate)) frames/s"
    ]
    if rate > 0 {
      lines[0] += "  \(clockTime(Double(state.frames.all - state.frames.done) / rate)) left"
    }
    for worker in state.workers {
      guard let worker else {
        lines.append("  -")
        continue
      }
      let speed = Double(worker.done) / max(now - worker.began, 1e-9)
      lines.append(
        "  \(worker.sequence)  frame \(worker.done) of \(worker.frames)  "
          + "\(oneDecimal(speed)) frames/s")
    }
    state.live.show(lines)
  }
}
