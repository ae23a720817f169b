import Glibc
import Synchronization
import Video

/// Hands an interruption to the reader that may be waiting for a frame.
final class Cancellation: Sendable {
  private let reader = Mutex<VideoReader?>(nil)

  /// Sets the reader to wake.
  func wakes(_ reader: VideoReader) {
    self.reader.withLock { $0 = reader }
  }

  /// Wakes the reader. Where the video is not even open, which may take as long as a stream keeps one
  /// waiting, there is nothing to finish and the program ends.
  func cancel() {
    guard let reader = reader.withLock({ $0 }) else { _exit(130) }
    reader.cancel()
  }
}
