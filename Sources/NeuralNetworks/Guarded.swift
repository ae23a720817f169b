#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A value that one thread at a time may touch.
///
/// The same as the standard library's `Mutex`, on POSIX's lock: ThreadSanitizer sees a `Mutex` only
/// while nobody waits for it, and then calls an orderly hand-over a race.
package final class Guarded<Value>: @unchecked Sendable {
  // `value` is touched only while `mutex` is locked, hence "unchecked".
  // POSIX wants its mutexes to stay at one address.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private var value: Value

  package init(_ value: Value) {
    self.value = value
    mutex = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  package func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }
}
