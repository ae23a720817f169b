import COneDNN

/// The OpenMP threads that oneDNN works with, for work of our own: a second pool of threads would
/// fight with them for the processors.
enum ThreadTeam {
  private static let runParallel = onednn_find_run_parallel()
  private static let thread = onednn_find_get_thread()
  private static let team = onednn_find_get_team()

  /// Whether work is shared at all: not where oneDNN has no OpenMP.
  static var isShared: Bool { runParallel != nil && thread != nil && team != nil }

  /// Calls `body` once for each of `parts` parts, on as many threads. What oneDNN is asked to do in
  /// there, it does on the thread that asks.
  static func run(parts: Int, _ body: (_ part: Int) -> Void) {
    guard parts > 1, isShared, let runParallel else {
      for part in 0..<parts { body(part) }
      return
    }
    withoutActuallyEscaping(body) { body in
      var work = Work(parts: parts, body: body)
      withUnsafeMutablePointer(to: &work) { work in
        runParallel(doParts, work, UInt32(parts), 0)
      }
    }
  }

  /// Runs work that was prepared; `threads` is how many do it at most.
  fileprivate static func run(_ work: UnsafeMutablePointer<Work>, threads: Int) {
    guard threads > 1, work.pointee.parts > 1, isShared, let runParallel else {
      for part in 0..<work.pointee.parts { work.pointee.body(part) }
      return
    }
    runParallel(doParts, work, UInt32(min(threads, work.pointee.parts)), 0)
  }

  /// What each thread of the team does.
  private static let doParts: @convention(c) (UnsafeMutableRawPointer?) -> Void = { work in
    guard let work = work?.assumingMemoryBound(to: Work.self) else { return }
    // A team may turn out smaller than it was asked to be.
    let (first, threads) = (ThreadTeam.thread?() ?? 0, ThreadTeam.team?() ?? 1)
    for part in stride(from: Int(first), to: work.pointee.parts, by: Int(threads)) {
      work.pointee.body(part)
    }
  }

  fileprivate struct Work {
    let parts: Int
    let body: (Int) -> Void
  }
}

/// Work in parts that is done again and again by the threads that compute networks: making it
/// allocates memory, running it does not.
package final class TeamWork {
  private let work: UnsafeMutablePointer<ThreadTeam.Work>

  /// Prepares work; `body` is called with the number of each part, on any thread.
  package init(parts: Int, body: @escaping (_ part: Int) -> Void) {
    work = .allocate(capacity: 1)
    work.initialize(to: ThreadTeam.Work(parts: parts, body: body))
  }

  deinit {
    work.deinitialize(count: 1)
    work.deallocate()
  }

  /// Does every part, on up to `threads` threads.
  package func run(threads: Int) {
    ThreadTeam.run(work, threads: threads)
  }
}
