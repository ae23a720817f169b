#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How decoding stands behind what is computed from its frames.
///
/// Frames are decoded ahead of time, so decoding can wait. A network's threads cannot: each layer ends
/// with its slowest thread, and one that a decoder pushes aside holds up the others. At a lower
/// priority, decoding takes the moments in which a processor would be idle, and both processors when
/// there are no frames left.
enum DecodingPriority {
  /// Steps of the nice value: a tenth of the weight.
  private static let steps: Int32 = 10

  /// Lowers the priority of the calling thread; threads that it starts inherit that. Where the system
  /// has no priorities of threads, nothing happens.
  static func lowerForThisThread() {
    #if os(Linux)
      // Linux takes 0 for the calling thread, and not, as POSIX has it, for the process.
      #if canImport(Glibc)
        let thread = __priority_which_t(PRIO_PROCESS.rawValue)
      #else
        let thread = PRIO_PROCESS
      #endif
      _ = setpriority(thread, 0, min(getpriority(thread, 0) + steps, 19))
    #endif
  }

  /// Runs `body` on a thread of a lower priority, and waits for it: what threads it starts, keep that.
  /// (A thread cannot raise its priority again, so it must be another one.)
  static func lower(_ body: () -> Int32) -> Int32 {
    withoutActuallyEscaping(body) { body in
      var work = Work(body: body)
      return withUnsafeMutablePointer(to: &work) { work in
        var thread = pthread_t()
        let status = pthread_create(
          &thread, nil,
          { work in
            DecodingPriority.lowerForThisThread()
            work?.assumingMemoryBound(to: Work.self).pointee.run()
            return nil
          }, work)
        guard status == 0 else { return work.pointee.body() }
        pthread_join(thread, nil)
        return work.pointee.result
      }
    }
  }

  private struct Work {
    let body: () -> Int32
    var result: Int32 = 0

    mutating func run() { result = body() }
  }
}
