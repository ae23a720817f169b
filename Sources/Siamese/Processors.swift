import Glibc

/// How many processors this process may run on: what `nproc` says.
public var availableProcessors: Int {
  var set = cpu_set_t()
  guard sched_getaffinity(0, MemoryLayout<cpu_set_t>.size, &set) == 0 else {
    return max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1)
  }
  return withUnsafeBytes(of: &set) { bytes in
    max(bytes.reduce(0) { $0 + $1.nonzeroBitCount }, 1)
  }
}
