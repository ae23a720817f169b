#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What started this process, as far as its environment tells.
enum Launcher: Hashable, Sendable {
  /// A person or a script: the process is alone.
  case none
  /// OpenMPI's mpirun, or Slurm's srun with PMIx, which OpenMPI's library finds its group by.
  ///
  /// - evidence: The variable that told.
  /// - count: How many processes were started, where that is told.
  case openMPI(evidence: String, count: Int?)
  /// Something else that started several.
  case other(evidence: String)

  /// - Parameter environment: The process's variables.
  init(environment: [String: String]) {
    func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
    func evidence(_ name: String) -> String { "\(name)=\(environment[name] ?? "")" }

    if let count = number("OMPI_COMM_WORLD_SIZE") {
      self = .openMPI(evidence: evidence("OMPI_COMM_WORLD_SIZE"), count: count)
    } else if environment["PMIX_RANK"] != nil {
      self = .openMPI(evidence: evidence("PMIX_RANK"), count: number("SLURM_STEP_NUM_TASKS"))
    } else if let name = Self.otherCounts.first(where: { number($0) ?? 0 > 1 }) {
      self = .other(evidence: evidence(name))
    } else {
      self = .none
    }
  }

  /// Where others say how many processes they started: the process managers of MPICH and Intel MPI and
  /// Slurm's PMI-2, and a step of Slurm without any.
  private static let otherCounts = ["PMI_SIZE", "SLURM_STEP_NUM_TASKS"]
}

/// Joins the group of processes that this one was started in.
///
/// Started by `mpirun` of OpenMPI or by `srun --mpi=pmix`, that is theirs; OpenMPI's library is opened
/// only then, and need not be there otherwise, neither to build nor to run. Started by hand, it is a
/// ``SingleProcess``.
///
/// To be called once, early, on the thread that trains.
///
/// - Parameter environment: The process's variables.
/// - Throws: ``ProcessGroupError``.
public func joinProcessGroup(
  environment: [String: String] = ProcessInfo.processInfo.environment
) throws -> any ProcessGroup {
  try joinProcessGroup(environment: environment, library: MPILibrary.name)
}

func joinProcessGroup(
  environment: [String: String], library: String
) throws -> any ProcessGroup {
  switch Launcher(environment: environment) {
  case .none, .openMPI(_, count: 1): return SingleProcess()
  case .other(let evidence): throw ProcessGroupError.otherLauncher(found: evidence)
  case .openMPI(let evidence, let count):
    let group = try MPIProcessGroup(MPILibrary(library, launcher: evidence))
    if let count, group.count != count {
      throw ProcessGroupError.otherCount(found: group.count, expected: count, launcher: evidence)
    }
    return group
  }
}
