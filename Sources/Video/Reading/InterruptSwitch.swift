import CLibAV
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Tells libav to give up waiting: because somebody cancelled, or because the network has been silent
/// for too long. libav asks it many times a second while it waits.
final class InterruptSwitch: Sendable {
  private let cancelled = Atomic(false)
  /// When waiting ends, in nanoseconds of the monotonic clock; 0 for never.
  private let deadline = Atomic<UInt64>(0)

  var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

  func cancel() { cancelled.store(true, ordering: .releasing) }

  /// Waiting from now on ends after `seconds`; nil lifts the limit.
  func allow(seconds: Double?) {
    let end = seconds.map { InterruptSwitch.now() + UInt64($0 * 1e9) } ?? 0
    deadline.store(end, ordering: .releasing)
  }

  var hasTimedOut: Bool {
    let end = deadline.load(ordering: .acquiring)
    return end != 0 && InterruptSwitch.now() > end
  }

  /// What libav calls. The context must keep this switch alive for as long as it is open.
  var callback: AVIOInterruptCB {
    AVIOInterruptCB(
      callback: { opaque in
        guard let opaque else { return 0 }
        let it = Unmanaged<InterruptSwitch>.fromOpaque(opaque).takeUnretainedValue()
        return it.isCancelled || it.hasTimedOut ? 1 : 0
      }, opaque: Unmanaged.passUnretained(self).toOpaque())
  }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
