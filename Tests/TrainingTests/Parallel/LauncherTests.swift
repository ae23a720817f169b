import TestSupport
import Testing

@testable import Training

/// Which group a process was started in is told by its environment.
struct LauncherTests {
  @Test func aProcessStartedByHandIsAlone() throws {
    #expect(Launcher(environment: [:]) == .none)
    #expect(Launcher(environment: ["PATH": "/usr/bin", "OMP_NUM_THREADS": "2"]) == .none)
    let group = try joinProcessGroup(environment: [:])
    #expect(group is SingleProcess)
  }

  @Test func openMPIsLauncherSaysHowMany() {
    let environment = [
      "OMPI_COMM_WORLD_SIZE": "4", "OMPI_COMM_WORLD_RANK": "1", "PMIX_RANK": "1",
      "SLURM_STEP_NUM_TASKS": "1",
    ]
    #expect(
      Launcher(environment: environment)
        == .openMPI(evidence: "OMPI_COMM_WORLD_SIZE=4", count: 4))
  }

  @Test func slurmWithPMIxIsOpenMPIsToo() {
    #expect(
      Launcher(environment: ["PMIX_RANK": "3", "SLURM_STEP_NUM_TASKS": "8"])
        == .openMPI(evidence: "PMIX_RANK=3", count: 8))
    #expect(
      Launcher(environment: ["PMIX_RANK": "3"]) == .openMPI(evidence: "PMIX_RANK=3", count: nil))
  }

  @Test func oneProcessOfALauncherIsAloneAndNeedsNoLibrary() throws {
    for environment in [
      ["OMPI_COMM_WORLD_SIZE": "1"], ["PMIX_RANK": "0", "SLURM_STEP_NUM_TASKS": "1"],
      ["PMI_RANK": "0", "PMI_SIZE": "1"], ["SLURM_STEP_NUM_TASKS": "1"],
    ] {
      let group = try joinProcessGroup(environment: environment, library: "libno-such.so")
      #expect(group is SingleProcess)
    }
  }

  @Test(arguments: ["PMI_SIZE", "SLURM_STEP_NUM_TASKS"])
  func othersLaunchersAreRefused(variable: String) throws {
    let error = thrownError(ProcessGroupError.self) {
      _ = try joinProcessGroup(environment: [variable: "2"])
    }
    #expect(error == .otherLauncher(found: "\(variable)=2"))
    let message = try #require(error).description
    #expect(message.contains("\(variable)=2"))
    #expect(message.contains("mpirun") && message.contains("srun --mpi=pmix"))
    #expect(message.contains("MPICH"))
  }

  @Test func aMissingLibraryIsNamedWithWhatToInstall() throws {
    let error = thrownError(ProcessGroupError.self) {
      _ = try joinProcessGroup(
        environment: ["OMPI_COMM_WORLD_SIZE": "2"], library: "libno-such.so.40")
    }
    guard case .noLibrary("libno-such.so.40", "OMPI_COMM_WORLD_SIZE=2", _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    let message = try #require(error).description
    #expect(message.contains("libno-such.so.40"))
    #expect(message.contains("openmpi-bin"))
  }

  @Test func anotherLibraryIsToldByWhatItLacks() {
    // Any library that is there and is not MPI's.
    let error = thrownError(ProcessGroupError.self) {
      _ = try joinProcessGroup(environment: ["PMIX_RANK": "0"], library: "libm.so.6")
    }
    #expect(
      error == .otherLibrary(path: "libm.so.6", found: "no symbol ompi_mpi_comm_world"))
  }
}
