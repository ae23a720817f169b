import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Runs a source of pictures on a thread of its own, ahead of whoever takes the frames.
///
/// The thread ends with the source, or when this object goes away.
final class DecodingThread: Sendable {
  private let work: Work
  private let thread: pthread_t

  /// Starts the thread; `source` belongs to it from now on.
  init(
    _ source: sending any PictureSource, readAhead: Int, interrupt: InterruptSwitch
  ) throws {
    let work = Work(source, readAhead: readAhead, interrupt: interrupt)
    var started = pthread_t()
    let handle = Unmanaged.passRetained(work)
    let status = pthread_create(
      &started, nil,
      { opaque in
        // The reference that the creator left for the thread.
        guard let opaque else { return nil }
        DecodingPriority.lowerForThisThread()
        Unmanaged<Work>.fromOpaque(opaque).takeRetainedValue().run()
        return nil
      }, handle.toOpaque())
    guard status == 0 else {
      handle.release()
      throw VideoError.outOfMemory(purpose: "a thread for decoding")
    }
    self.work = work
    thread = started
  }

  deinit {
    cancel()
    pthread_join(thread, nil)
  }

  /// The next frame; nil at the end or after ``cancel()``.
  func next() throws -> Frame? { try work.queue.pop() }

  /// What was counted so far.
  var statistics: VideoReader.Statistics { work.statistics.withLock { $0 } }

  /// Ends decoding, also where it waits for the network or standard input.
  func cancel() {
    work.interrupt.cancel()
    work.queue.cancel()
  }
}

/// What the thread does. "Unchecked" because of `source`, which only the thread touches.
private final class Work: @unchecked Sendable {
  let queue: FrameQueue
  let interrupt: InterruptSwitch
  let statistics: Mutex<VideoReader.Statistics>
  private var source: (any PictureSource)?
  private var seconds = 0.0

  init(_ source: any PictureSource, readAhead: Int, interrupt: InterruptSwitch) {
    queue = FrameQueue(capacity: readAhead)
    self.interrupt = interrupt
    statistics = Mutex(source.statistics)
    self.source = source
  }

  func run() {
    var failure: (any Error)?
    do {
      while let frame = try nextFrame(), queue.push(frame) {}
    } catch {
      failure = error
    }
    // The decoder's memory goes before the last frames are taken.
    source = nil
    queue.finish(failure)
  }

  private func nextFrame() throws -> Frame? {
    let began = monotonicSeconds()
    defer {
      seconds += monotonicSeconds() - began
      if var counts = source?.statistics {
        counts.decodingSeconds = seconds
        statistics.withLock { $0 = counts }
      }
    }
    return try source?.next()
  }
}
