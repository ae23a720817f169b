import Glibc
import Training

// Whether processes that train together do so as one would alone:
//
//   mpirun -n 2 check-process-group
//
// Checks what a group can do, then trains SiamFC's AlexNet for some steps on batches of noise, and
// compares with what rank 0 makes of the same batches alone. Prints what was found; exits with 1 where
// something is wrong.

do {
  let group = try joinProcessGroup()
  do {
    try GroupCheck(group).run()
    try LearningCheck(group).run()
    try group.leave()
  } catch {
    complain(error)
    group.abort(exitCode: 1)
  }
} catch {
  complain(error)
  exit(1)
}

func complain(_ error: any Error) {
  let line = "check-process-group: \(error)\n"
  _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
}

/// What is not as it should be.
struct Finding: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) {
    self.description = description
  }
}

/// Seconds on a clock that nobody sets.
func seconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
