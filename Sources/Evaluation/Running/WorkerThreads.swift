import Glibc

/// Runs `work` on several threads at once and waits until all are done. The calling thread is one of
/// them; where the system gives no more threads, fewer do the work.
///
/// - Parameters:
///   - count: How many threads, at least 1.
///   - work: Called once on each with its number, from 0. To take what there is to do from something
///     that they share.
package func onThreads(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
  var threads: [pthread_t] = []
  for number in 1..<max(count, 1) {
    let handle = Unmanaged.passRetained(ThreadWork(number: number, work: work))
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { opaque in
        // The reference that the creator left for the thread.
        guard let opaque else { return nil }
        let work = Unmanaged<ThreadWork>.fromOpaque(opaque).takeRetainedValue()
        work.work(work.number)
        return nil
      }, handle.toOpaque())
    guard status == 0 else {
      handle.release()
      break
    }
    threads.append(thread)
  }
  work(0)
  for thread in threads { pthread_join(thread, nil) }
}

private final class ThreadWork: Sendable {
  let number: Int
  let work: @Sendable (Int) -> Void

  init(number: Int, work: @escaping @Sendable (Int) -> Void) {
    self.number = number
    self.work = work
  }
}
