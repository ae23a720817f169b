import Siamese
import Video

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Batches of pairs, made ahead on threads of their own, in order.
///
/// Batch b has the pairs (b·ranks + rank)·N + i of its source, for i from 0 to N − 1: what a batch
/// holds depends on its number only. Why whole batches are dealt to ranks: see ``ProcessGroup``.
public final class BatchQueue {
  /// N pairs. The memory is used again when the closure that got the batch is done.
  public struct Batch {
    /// (N, 3, exemplarSize, exemplarSize): RGB, whole levels 0…255.
    public let exemplars: UnsafeBufferPointer<Float>
    /// (N, 3, searchSize, searchSize).
    public let search: UnsafeBufferPointer<Float>
    /// Where the objects are on the score maps.
    public let targets: [ScoreMapTarget]
    /// The batch's number.
    public let index: Int
  }

  private let work: BatchWork
  private var threads: [pthread_t] = []
  private var waitedSeconds = 0.0

  /// Starts making batches.
  ///
  /// - Parameters:
  ///   - source: The pairs.
  ///   - batchSize: N.
  ///   - firstBatch: The number of the first batch that is wanted.
  ///   - threads: How many threads make pairs.
  ///   - ahead: How many batches may wait to be taken, at least 1.
  ///   - rank: Which of every `ranks` batches are this process's.
  ///   - ranks: Of how many.
  public init(
    _ source: PairSource, batchSize: Int, firstBatch: Int = 0, threads: Int, ahead: Int = 3,
    rank: Int = 0, ranks: Int = 1
  ) {
    precondition(batchSize > 0 && firstBatch >= 0 && (0..<ranks).contains(rank), "no such batch")
    work = BatchWork(
      source, batchSize: batchSize, firstBatch: firstBatch, slots: max(ahead, 1), rank: rank,
      ranks: ranks)
    for _ in 0..<max(threads, 1) {
      guard let thread = work.start() else { break }
      self.threads.append(thread)
    }
  }

  deinit { stop() }

  /// Takes the next batch, waiting for it.
  ///
  /// - Parameter body: Uses the batch; its memory is written to again afterwards.
  /// - Throws: What `body` throws; what keeps pairs from being made: ``TrainingError`` where crop after
  ///   crop is broken, `CancellationError` after ``stop()``.
  public func withNext<Result>(_ body: (Batch) throws -> Result) throws -> Result {
    // Where the system gives no thread, the pairs are made here.
    if threads.isEmpty { work.fillNext() }
    let start = monotonicSeconds()
    let batch = try work.next()
    waitedSeconds += monotonicSeconds() - start
    defer { work.release() }
    return try body(batch)
  }

  /// How long ``withNext(_:)`` has waited for pairs in all.
  public var waited: Duration { .seconds(waitedSeconds) }

  /// Crops that could not be decoded, and for which others were taken: by name, each once.
  public var skipped: [SkippedCrop] {
    work.skipped.sorted { ($0.source, $0.reason) < ($1.source, $1.reason) }
  }

  /// Ends the threads. Nothing can be taken any more.
  public func stop() {
    work.stop()
    for thread in threads { pthread_join(thread, nil) }
    threads = []
  }
}

/// What the threads share. "Unchecked" because of the slots' memory: a pair's part of it is written
/// by the one thread that took the pair, and read by the taker of the batch after all are there.
private final class BatchWork: @unchecked Sendable {
  private let source: PairSource
  private let batchSize: Int
  private let firstBatch: Int
  private let rank: Int
  private let ranks: Int
  private let slots: [Slot]
  private let state: Monitor<State>

  private struct State {
    /// The number of pairs that were taken to be made.
    var taken = 0
    /// The number of batches that were used.
    var used = 0
    /// How many pairs of each slot's batch are there.
    var made: [Int]
    /// The targets of each slot's batch.
    var targets: [[ScoreMapTarget]]
    var failure: (any Error)?
    var isStopped = false
    var skipped: Set<SkippedCrop> = []

    var isOver: Bool { isStopped || failure != nil }
  }

  private final class Slot {
    let exemplars: UnsafeMutableBufferPointer<Float>
    let search: UnsafeMutableBufferPointer<Float>

    init(exemplars: Int, search: Int) {
      self.exemplars = .allocate(capacity: exemplars)
      self.search = .allocate(capacity: search)
      self.exemplars.initialize(repeating: 0)
      self.search.initialize(repeating: 0)
    }

    deinit {
      exemplars.deallocate()
      search.deallocate()
    }
  }

  init(
    _ source: PairSource, batchSize: Int, firstBatch: Int, slots: Int, rank: Int, ranks: Int
  ) {
    self.source = source
    self.batchSize = batchSize
    self.firstBatch = firstBatch
    self.rank = rank
    self.ranks = ranks
    let exemplar = 3 * source.exemplarSize * source.exemplarSize
    let search = 3 * source.searchSize * source.searchSize
    self.slots = (0..<slots).map { _ in
      Slot(exemplars: batchSize * exemplar, search: batchSize * search)
    }
    let none = [ScoreMapTarget](repeating: ScoreMapTarget(offset: nil), count: batchSize)
    state = Monitor(
      State(
        made: Array(repeating: 0, count: slots), targets: Array(repeating: none, count: slots)))
  }

  /// Starts a thread; nil where the system gives none.
  func start() -> pthread_t? {
    let handle = Unmanaged.passRetained(self)
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { opaque in
        // The reference that the creator left for the thread.
        guard let opaque else { return nil }
        Unmanaged<BatchWork>.fromOpaque(opaque).takeRetainedValue().run()
        return nil
      }, handle.toOpaque())
    guard status == 0 else {
      handle.release()
      return nil
    }
    return thread
  }

  private func run() {
    do {
      let workspace = try PairWorkspace(for: source)
      while let pair = take() { try make(pair, workspace) }
    } catch {
      fail(error)
    }
  }

  /// Makes the pairs of the next batch on the calling thread.
  func fillNext() {
    do {
      let workspace = try PairWorkspace(for: source)
      let end = state.withLock { ($0.used + 1) * batchSize }
      while state.withLock({ $0.taken < end && !$0.isOver }), let pair = take() {
        try make(pair, workspace)
      }
    } catch {
      fail(error)
    }
  }

  private func fail(_ error: any Error) {
    state.withLock { if $0.failure == nil { $0.failure = error } }
  }

  /// The next pair to be made, counted from the first one of the queue; nil at the end.
  private func take() -> Int? {
    let isReady = { [slots, batchSize] (state: State) in
      state.isOver || state.taken / batchSize < state.used + slots.count
    }
    return state.withLock(when: isReady) { state in
      guard !state.isOver else { return nil }
      defer { state.taken += 1 }
      return state.taken
    }
  }

  private func make(_ pair: Int, _ workspace: PairWorkspace) throws {
    let (slot, place) = (pair / batchSize % slots.count, pair % batchSize)
    let batch = (firstBatch + pair / batchSize) * ranks + rank
    let index = UInt64(batch * batchSize + place)
    func part(_ buffer: UnsafeMutableBufferPointer<Float>) -> UnsafeMutableBufferPointer<Float> {
      let size = buffer.count / batchSize
      return UnsafeMutableBufferPointer(rebasing: buffer[place * size..<(place + 1) * size])
    }
    let target = try make(
      index, part(slots[slot].exemplars), part(slots[slot].search), workspace)
    state.withLock { state in
      state.targets[slot][place] = target
      state.made[slot] += 1
    }
  }

  /// Makes a pair; where a crop of it is broken, another one instead.
  private func make(
    _ index: UInt64, _ exemplar: UnsafeMutableBufferPointer<Float>,
    _ search: UnsafeMutableBufferPointer<Float>, _ workspace: PairWorkspace
  ) throws -> ScoreMapTarget {
    let attempts: UInt64 = 16
    var attempt: UInt64 = 0
    while true {
      do {
        return try source.makePair(
          index, attempt: attempt, exemplar: exemplar, search: search, using: workspace)
      } catch TrainingError.brokenCrop(let path, let crop, let reason) {
        _ = state.withLock { $0.skipped.insert(SkippedCrop(source: crop, reason: reason)) }
        attempt += 1
        // So many in a row are no accident.
        if attempt == attempts {
          throw TrainingError.brokenCrop(path: path, source: crop, reason: reason)
        }
      }
    }
  }

  /// The next batch, when it is whole.
  func next() throws -> BatchQueue.Batch {
    let isReady = { [slots, batchSize] (state: State) in
      state.isOver || state.made[state.used % slots.count] == batchSize
    }
    return try state.withLock(when: isReady) { state in
      if state.isStopped { throw CancellationError() }
      let slot = state.used % slots.count
      guard state.made[slot] == batchSize else { throw state.failure ?? CancellationError() }
      return BatchQueue.Batch(
        exemplars: UnsafeBufferPointer(slots[slot].exemplars),
        search: UnsafeBufferPointer(slots[slot].search), targets: state.targets[slot],
        index: firstBatch + state.used)
    }
  }

  /// Gives the memory of the batch that was taken last back.
  func release() {
    state.withLock { state in
      state.made[state.used % slots.count] = 0
      state.used += 1
    }
  }

  func stop() { state.withLock { $0.isStopped = true } }

  var skipped: Set<SkippedCrop> { state.withLock { $0.skipped } }
}
