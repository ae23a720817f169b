import Glibc

/// What a run of a program cost, by the operating system's own account.
struct ProgramMeasurement {
  /// Seconds from start to end.
  var wall: Double
  /// Seconds of processors' time, user and system.
  var cpu: Double
  /// The most memory that was resident at once, in bytes. Linux counts what the starter had at most as
  /// the program's own, so a starter that was larger makes it meaningless: ``isPeakItsOwn``.
  var peakMemory: Int
  /// Whether the program had more memory than its starter ever had.
  var isPeakItsOwn: Bool {
    var usage = rusage()
    getrusage(.init(RUSAGE_SELF.rawValue), &usage)
    return peakMemory > usage.ru_maxrss * 1024
  }
  /// Seconds until standard output had the asked number of lines, if it ever had.
  var untilLines: Double?

  /// Runs a program to its end.
  ///
  /// - Parameters:
  ///   - path: The executable.
  ///   - arguments: What follows its name.
  ///   - lines: The lines of standard output to time.
  /// - Throws: ``Failure`` where it cannot be started or fails.
  init(_ path: String, _ arguments: [String], lines: Int = 0) throws {
    var pipeEnds: [Int32] = [0, 0]
    guard pipe(&pipeEnds) == 0 else { throw Failure(program: path, reason: "no pipe") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipeEnds[1], STDOUT_FILENO)
    posix_spawn_file_actions_addclose(&actions, pipeEnds[0])
    posix_spawn_file_actions_addclose(&actions, pipeEnds[1])
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child = pid_t()
    let start = secondsNow()
    let status = posix_spawn(&child, path, &actions, nil, &words, environ)
    close(pipeEnds[1])
    defer { close(pipeEnds[0]) }
    guard status == 0 else {
      throw Failure(program: path, reason: String(cString: strerror(status)))
    }
    var seen = 0
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(pipeEnds[0], &buffer, buffer.count)
      if count <= 0 { break }
      seen += buffer[..<count].count { $0 == UInt8(ascii: "\n") }
      if lines > 0, seen >= lines, untilLines == nil { untilLines = secondsNow() - start }
    }
    var usage = rusage()
    var result: Int32 = 0
    guard wait4(child, &result, 0, &usage) == child, result == 0 else {
      throw Failure(program: path, reason: "it ended with status \(result)")
    }
    wall = secondsNow() - start
    cpu = Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime)
    peakMemory = usage.ru_maxrss * 1024
  }

  struct Failure: Error, CustomStringConvertible {
    var program: String
    var reason: String
    var description: String { "\(program): \(reason)" }
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) * 1e-6
  }
}

/// Seconds on a clock that only goes forward.
func secondsNow() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Seconds of processors' time that this process has used.
func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
