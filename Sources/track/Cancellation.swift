import Synchronization
import Video

/// Hands an interruption to the reader that may be waiting for a frame.
final class Cancellation: Sendable {
  private struct State {
    var isCancelled = false
    var reader: VideoReader?
  }

  private let state = Mutex(State())

  /// The reader to wake; one that is set after the interruption is woken at once.
  var reader: VideoReader? {
    get { state.withLock { $0.reader } }
    set {
      let isCancelled = state.withLock { state in
        state.reader = newValue
        return state.isCancelled
      }
      if isCancelled { newValue?.cancel() }
    }
  }

  /// Wakes the reader, now or once there is one.
  func cancel() {
    let reader = state.withLock { state in
      state.isCancelled = true
      return state.reader
    }
    reader?.cancel()
  }
}
