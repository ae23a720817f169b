import Dispatch
import Glibc
import Synchronization

/// Ctrl-C and the polite kill: a flag that the tracking loop looks at between frames, and a call
/// that wakes it where it waits for a frame.
enum Interruption {
  private static let requested = Atomic<Bool>(false)

  /// Whether the user wants to stop.
  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Starts to wait for SIGINT and SIGTERM on a thread of its own, where, other than in a signal
  /// handler, any code may run. The second signal ends the program at once.
  ///
  /// To be called before other threads are started: they inherit that the signals are blocked.
  ///
  /// - Parameter wake: Called once, on that thread, when the first signal comes.
  static func watch(wake: @escaping @Sendable () -> Void) {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let watched = signals
    DispatchQueue(label: "interruption").async {
      var watched = watched
      var received: Int32 = 0
      guard sigwait(&watched, &received) == 0 else { return }
      requested.store(true, ordering: .relaxed)
      wake()
      pthread_sigmask(SIG_UNBLOCK, &watched, nil)
    }
  }

  /// Makes a reader of standard output that went away, and a file that grew beyond its limit,
  /// errors of the write instead of signals.
  static func letWritesFail() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }
}
