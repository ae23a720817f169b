import NeuralNetworks

/// Where one worker does one piece of work.
struct Workbench {
  let worker: Int
  let tracker: EvaluatedTracker
  let isCancelled: @Sendable () -> Bool
  let observe: @Sendable (EvaluationEvent) -> Void

  /// Does a piece of work. What goes wrong is told of, not thrown.
  func perform(_ unit: Schedule.Unit) {
    switch unit {
    case .tell(let job): tell(job)
    case .track(let job, let pass): track(job, pass: pass)
    }
  }

  /// Tells of a sequence whose results are there, or that cannot be evaluated.
  private func tell(_ job: SequenceJob) {
    do {
      if let failure = job.surveyed.failure { return finish(job, .failed(reason: failure)) }
      finish(job, .done(try results(of: job, sequence: job.entry.sequence(), made: nil)))
    } catch {
      finish(job, .failed(reason: "\(error)"))
    }
  }

  /// Makes a pass; the last one of a sequence also writes its results.
  private func track(_ job: SequenceJob, pass index: Int) {
    var result: PassResult?
    var failure: String?
    if job.state.withLock({ $0.failure == nil }) {
      do {
        let (sequence, passes) = try job.load()
        let pass = passes[index]
        observe(
          .began(
            worker: worker, sequence: job.name, frames: pass.length(in: sequence.count)))
        defer { observe(.ended(worker: worker)) }
        result = try PassRun.result(
          of: pass, over: sequence, with: tracker,
          framesPerSecond: job.task.results.experiment.framesPerSecond
        ) {
          if isCancelled() { throw CancellationError() }
          observe(.advanced(worker: worker))
        }
      } catch is CancellationError {
        return
      } catch {
        failure = "\(error)"
      }
    }
    let isLast = job.state.withLock { state in
      state.results[index] = result
      state.failure = state.failure ?? failure
      state.rest -= 1
      return state.rest == 0
    }
    if isLast { complete(job) }
  }

  /// Writes what came of all passes, and tells of it.
  private func complete(_ job: SequenceJob) {
    let (loaded, passResults, failure) = job.state.withLock { state in
      defer {
        state.loaded = nil
        state.results = []
      }
      return (state.loaded, state.results.compactMap { $0 }, state.failure)
    }
    guard failure == nil, let (sequence, passes) = loaded, passResults.count == passes.count else {
      return finish(job, .failed(reason: failure ?? "not all passes were made"))
    }
    do {
      try job.task.results.write(
        passResults.map(\.trajectory), passes: passes,
        wholeSeconds: passResults.reduce(0) { $0 + $1.seconds }, of: job.name, layout: job.layout)
      finish(job, .done(try results(of: job, sequence: sequence, made: passResults)))
    } catch {
      finish(job, .failed(reason: "\(error)"))
    }
  }

  /// The results as they are in the files now.
  private func results(
    of job: SequenceJob, sequence: BenchmarkSequence, made: [PassResult]?
  ) throws -> EvaluatedSequence.Results {
    EvaluatedSequence.Results(
      sequence: sequence, layout: job.layout,
      trajectories: try job.task.results.trajectories(of: sequence, layout: job.layout),
      wholeSeconds: try job.task.results.wholeSeconds(of: job.name), wereThere: made == nil,
      unreadableFrames: (made ?? []).reduce(0) { $0 + $1.unreadableFrames })
  }

  private func finish(_ job: SequenceJob, _ outcome: EvaluatedSequence.Outcome) {
    observe(
      .finished(
        EvaluatedSequence(
          task: job.surveyed.task, index: job.surveyed.index, name: job.name, outcome: outcome)))
  }
}
