import Glibc
import Synchronization

/// Ctrl-C and the polite kill: a flag that the tracking loop looks at between frames, and a call
/// that wakes it where it waits for a frame.
enum Interruption {
  private static let requested = Atomic<Bool>(false)
  private static let wake = Mutex<(@Sendable () -> Void)?>(nil)

  /// Whether the user wants to stop.
  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Starts to wait for SIGINT and SIGTERM on a thread of its own, where, other than in a signal
  /// handler, any code may run. The second signal ends the program at once, whatever it waits for.
  ///
  /// To be called before other threads are started: they inherit that the signals are blocked.
  ///
  /// - Parameter wake: Called once, on that thread, when the first signal comes.
  static func watch(wake: @escaping @Sendable () -> Void) {
    self.wake.withLock { $0 = wake }
    var signals = watched
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { _ in
        Interruption.waitForSignals()
        return nil
      }, nil)
    if status == 0 {
      pthread_detach(thread)
    } else {
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
  }

  /// Makes a reader of standard output that went away, and a file that grew beyond its limit,
  /// errors of the write instead of signals.
  static func letWritesFail() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  private static var watched: sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    return signals
  }

  private static func waitForSignals() {
    var signals = watched
    var received: Int32 = 0
    guard sigwait(&signals, &received) == 0 else { return }
    requested.store(true, ordering: .relaxed)
    wake.withLock { $0 }?()
    guard sigwait(&signals, &received) == 0 else { return }
    _exit(130)
  }
}
