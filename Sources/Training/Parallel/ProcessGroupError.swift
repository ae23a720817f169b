/// What can go wrong among processes that train together.
public enum ProcessGroupError: Error, Hashable, Sendable {
  /// OpenMPI's launcher started this process, but its library cannot be opened.
  case noLibrary(name: String, launcher: String, reason: String)
  /// A library is there that is not OpenMPI's, or one that lacks something.
  case otherLibrary(path: String, found: String)
  /// Something else than OpenMPI started several processes.
  case otherLauncher(found: String)
  /// The launcher and the library do not speak with each other.
  case otherCount(found: Int, expected: Int, launcher: String)
  /// A call of MPI failed.
  case call(name: String, rank: Int?, reason: String)
  /// This rank was given something else than rank 0.
  case different(what: String, rank: Int, found: String, expected: String)
  /// Another rank was given something else than rank 0.
  case differentElsewhere(what: String)
}

extension ProcessGroupError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noLibrary(let name, let launcher, let reason):
      "started with \(launcher), as by OpenMPI's mpirun, but its library \(name) cannot be opened: "
        + "\(reason); install it (on Debian: apt-get install openmpi-bin)"
    case .otherLibrary(let path, let found):
      "\(path): found \(found), expected OpenMPI's library (on Debian: apt-get install openmpi-bin)"
    case .otherLauncher(let found):
      "started as one of several processes (\(found)), but not in a way that OpenMPI knows: expected "
        + "its mpirun (on Debian: apt-get install openmpi-bin) or srun --mpi=pmix; other MPIs, such as "
        + "MPICH and Intel's, have another binary interface. If each process is to train alone, unset "
        + "that variable"
    case .otherCount(let found, let expected, let launcher):
      "found a group of \(found), expected one of \(expected) (\(launcher)): the launcher is not that "
        + "of the OpenMPI whose library was opened"
    case .call(let name, let rank, let reason):
      "\(rank.map { "rank \($0): " } ?? "")\(name) failed: \(reason)"
    case .different(let what, let rank, let found, let expected):
      "rank \(rank): \(what): found \(found), expected that of rank 0, \(expected)"
    case .differentElsewhere(let what):
      "\(what): another rank has another than rank 0"
    }
  }
}
