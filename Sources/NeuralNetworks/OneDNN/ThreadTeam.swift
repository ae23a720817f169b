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
        runParallel(
          { work in
            guard let work = work?.assumingMemoryBound(to: Work.self).pointee else { return }
            // A team may turn out smaller than it was asked to be.
            let (first, threads) = (ThreadTeam.thread?() ?? 0, ThreadTeam.team?() ?? 1)
            for part in stride(from: Int(first), to: work.parts, by: Int(threads)) {
              work.body(part)
            }
          }, work, UInt32(parts), 0)
      }
    }
  }

  private struct Work {
    let parts: Int
    let body: (Int) -> Void
  }
}
