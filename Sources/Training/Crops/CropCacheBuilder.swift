import Evaluation
import Video

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Makes a crop cache of collections.
///
/// ```swift
/// let builder = CropCacheBuilder([try TrainingCollection(folder: "GOT-10k")], to: "got10k.crops")
/// let cache = try builder.build { print($0.units, "of", $0.allUnits) }
/// ```
///
/// Whatever ends a build, the next one goes on where it was: what is done lies in a file of the
/// cache's name and `.partial` behind it. The bytes of the whole cache depend on the collections and
/// the settings only.
public struct CropCacheBuilder: Sendable {
  /// What to take crops of.
  public let collections: [TrainingCollection]
  /// How to cut them.
  public let settings: CropSettings
  /// The cache's path.
  public let path: String

  /// How far a build is.
  public struct Progress: Hashable, Sendable {
    /// The units that are done.
    public var units = 0
    /// All units.
    public var allUnits = 0
    /// The objects that are in the cache so far.
    public var objects = 0
    /// The crops that are in the cache so far.
    public var crops = 0
    /// How many pictures could not be used.
    public var skipped = 0
    /// The bytes of the file so far.
    public var bytes = 0
  }

  /// Describes a cache to be built.
  public init(
    _ collections: [TrainingCollection], settings: CropSettings = CropSettings(), to path: String
  ) {
    self.collections = collections
    self.settings = settings
    self.path = path
  }

  /// Builds the cache, or goes on with it. Where it is there already it is only opened.
  ///
  /// - Parameters:
  ///   - threads: How many processors to use; nil uses all.
  ///   - isCancelled: Asked now and then, on any thread; where it says yes, what is done stays.
  ///   - progress: Called after each unit, one call at a time, on any thread.
  /// - Throws: `CancellationError` where it was cancelled; ``TrainingError``, also where the file there
  ///   is of other collections or settings, where the disk is full (what is done stays, and the next
  ///   build goes on there), and where no object is found at all.
  public func build(
    threads: Int? = nil, isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) throws -> CropCache {
    let origin = CropCacheOrigin(collections, settings: settings)
    if isFile(path) {
      let cache = try CropCache(path)
      guard cache.origin == origin else {
        let (found, expected) = cache.origin.difference(from: origin)
        throw TrainingError.otherCropCache(path: path, found: found, expected: expected)
      }
      return cache
    }
    let writer = try CropCacheWriter(path, origin: origin)
    let work = BuildingWork(
      self, writer: writer, threads: threads ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))),
      isCancelled: isCancelled, progress: progress)
    try work.run()
    guard writer.index.cropCount > 0 else {
      writer.discard()
      throw TrainingError.nothingToLearn(
        path: collections.map(\.folder).joined(separator: ", "), found: work.nothingFound)
    }
    try writer.finish()
    return try CropCache(path)
  }
}

/// The threads of a build: each takes the next unit, and whichever has the unit that is next in the
/// file writes it.
private final class BuildingWork: @unchecked Sendable {
  // Unchecked because of the writer, which only a thread that holds the state's lock touches.
  private let builder: CropCacheBuilder
  private let units: [(collection: Int, unit: Int)]
  private let writer: CropCacheWriter
  private let threads: Int
  private let isCancelled: @Sendable () -> Bool
  private let progress: @Sendable (CropCacheBuilder.Progress) -> Void
  private let state: Monitor<State>

  private struct State {
    var nextToTake: Int
    var nextToWrite: Int
    /// What is cut and waits for units before it.
    var waiting: [Int: UnitCrops] = [:]
    var failure: (any Error)?
    var firstSkipped: SkippedCrop?
  }

  init(
    _ builder: CropCacheBuilder, writer: CropCacheWriter, threads: Int,
    isCancelled: @escaping @Sendable () -> Bool,
    progress: @escaping @Sendable (CropCacheBuilder.Progress) -> Void
  ) {
    self.builder = builder
    self.writer = writer
    self.threads = max(threads, 1)
    self.isCancelled = isCancelled
    self.progress = progress
    units = builder.collections.enumerated().flatMap { number, collection in
      collection.units.indices.map { (number, $0) }
    }
    state = Monitor(State(nextToTake: writer.nextUnit, nextToWrite: writer.nextUnit))
  }

  /// Why a cache would be empty.
  var nothingFound: String {
    guard let first = state.withLock({ $0.firstSkipped }) else { return "no box passes the filter" }
    return "\(writer.index.skippedCount) pictures or sequences cannot be read; the first is "
      + "\(first.source): \(first.reason)"
  }

  func run() throws {
    report()
    onThreads(min(threads, max(units.count - writer.nextUnit, 1))) { [self] _ in
      do {
        let cutter = try CropCutter(builder.settings)
        while let number = take() { try process(number, cutter) }
      } catch {
        state.withLock { if $0.failure == nil { $0.failure = error } }
      }
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  /// The next unit; nil where there is none, or the work has failed. Waits where too much is cut and
  /// not written yet, so that memory stays flat.
  private func take() -> Int? {
    let ahead = 2 * threads
    let isReady = { (state: State) in
      state.failure != nil || state.nextToTake < state.nextToWrite + ahead
    }
    return state.withLock(when: isReady) { state in
      guard state.failure == nil, state.nextToTake < units.count else { return nil }
      defer { state.nextToTake += 1 }
      return state.nextToTake
    }
  }

  private func process(_ number: Int, _ cutter: CropCutter) throws {
    let collection = builder.collections[units[number].collection]
    let crops = try UnitCrops(
      number, of: collection.units[units[number].unit], collection: collection.name,
      settings: builder.settings, cutter: cutter, spool: CropSpool(beside: builder.path),
      isCancelled: { [self] in isCancelled() || state.withLock { $0.failure != nil } })
    guard let crops else { throw CancellationError() }
    try state.withLock { state in
      guard state.failure == nil else { return }
      state.waiting[number] = crops
      while let next = state.waiting.removeValue(forKey: state.nextToWrite) {
        do {
          try writer.append(next.block, data: next.data)
        } catch {
          // Nothing may be written behind a block that is not whole.
          state.failure = error
          throw error
        }
        state.nextToWrite += 1
        if state.firstSkipped == nil { state.firstSkipped = next.block.skipped.first }
        report()
      }
    }
  }

  private func report() {
    progress(
      CropCacheBuilder.Progress(
        units: writer.nextUnit, allUnits: units.count, objects: writer.index.objectCount,
        crops: writer.index.cropCount, skipped: writer.index.skippedCount, bytes: writer.length))
  }
}
