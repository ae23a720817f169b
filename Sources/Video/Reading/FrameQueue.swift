#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Frames on their way from the decoding thread to the reader: first in, first out, never more than
/// `capacity`.
final class FrameQueue: @unchecked Sendable {
  // Everything below `mutex` is read and written only while it is locked, hence "unchecked".
  // POSIX wants its mutexes and conditions to stay at one address.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  /// Signalled whenever anything below changes.
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private let capacity: Int
  private var frames: [Frame] = []
  private var end: End?

  private enum End {
    case finished
    case failed(any Error)
    case cancelled
  }

  init(capacity: Int) {
    self.capacity = max(capacity, 1)
    mutex = .allocate(capacity: 1)
    changed = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
    frames.reserveCapacity(self.capacity)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// Adds a frame, waiting for room. Returns false where nobody wants it any more.
  ///
  /// A full queue is filled again only when most of it is taken: several frames in a row keep all of the
  /// decoder's threads busy.
  func push(_ frame: Frame) -> Bool {
    locked {
      if frames.count >= capacity {
        while end == nil, frames.count > capacity / 4 { pthread_cond_wait(changed, mutex) }
      }
      guard end == nil else { return false }
      frames.append(frame)
      return true
    }
  }

  /// Says that no more frames come, and why.
  func finish(_ error: (any Error)?) {
    locked {
      if end == nil { end = error.map { .failed($0) } ?? .finished }
    }
  }

  /// Takes the next frame, waiting for it; nil after the last one or after ``cancel()``. An error
  /// comes once, behind the last frame.
  func pop() throws -> Frame? {
    try locked {
      while end == nil, frames.isEmpty { pthread_cond_wait(changed, mutex) }
      if !frames.isEmpty { return frames.removeFirst() }
      guard case .failed(let error) = end else { return nil }
      end = .finished
      throw error
    }
  }

  /// Throws away what waits, and lets go who waits.
  func cancel() {
    locked {
      frames.removeAll()
      end = .cancelled
    }
  }

  private func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer {
      pthread_cond_broadcast(changed)
      pthread_mutex_unlock(mutex)
    }
    return try body()
  }
}
