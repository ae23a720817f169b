import Glibc

/// Processes that OpenMPI joins, on one machine or on several.
///
/// A class because it stands for the process's one membership. It does not leave by itself: leaving
/// waits for the others, and who goes because of an error must not wait.
final class MPIProcessGroup: ProcessGroup {
  let rank: Int
  let count: Int
  private let library: MPILibrary

  /// Joins; the others have to do so, too.
  init(_ library: MPILibrary) throws {
    self.library = library
    var (support, rank, count): (Int32, Int32, Int32) = (0, 0, 0)
    func check(_ status: Int32, _ call: String) throws {
      try library.check(status, call, rank: nil)
    }
    // The threads that compute and that make batches never call MPI.
    try check(library.initialize(nil, nil, MPILibrary.funneled, &support), "MPI_Init_thread")
    guard support >= MPILibrary.funneled else {
      throw ProcessGroupError.call(
        name: "MPI_Init_thread", rank: nil, reason: "this MPI was built without threads")
    }
    try check(
      library.setErrorHandler(library.world, library.errorsReturn), "MPI_Comm_set_errhandler")
    try check(library.rank(library.world, &rank), "MPI_Comm_rank")
    try check(library.count(library.world, &count), "MPI_Comm_size")
    (self.rank, self.count) = (Int(rank), Int(count))
  }

  func sum(_ values: UnsafeMutableBufferPointer<Float>) throws {
    try sum(values, of: library.float)
  }

  func sum(_ values: UnsafeMutableBufferPointer<Double>) throws {
    try sum(values, of: library.double)
  }

  private func sum<Value>(
    _ values: UnsafeMutableBufferPointer<Value>, of type: MPILibrary.Handle
  ) throws {
    let bytes = UnsafeMutableRawBufferPointer(values)
    try inParts("MPI_Allreduce", of: bytes, stride: MemoryLayout<Value>.stride) {
      library.allReduce(MPILibrary.inPlace, $0, $1, type, library.sum, library.world)
    }
  }

  func broadcast(_ bytes: UnsafeMutableRawBufferPointer) throws {
    try inParts("MPI_Bcast", of: bytes, stride: 1) {
      library.broadcast($0, $1, library.byte, 0, library.world)
    }
  }

  /// MPI counts in 32 bits: more goes in several calls.
  private func inParts(
    _ name: String, of bytes: UnsafeMutableRawBufferPointer, stride: Int,
    _ body: (_ start: UnsafeMutableRawPointer, _ count: Int32) -> Int32
  ) throws {
    guard let start = bytes.baseAddress else { return }
    let count = bytes.count / stride
    for first in Swift.stride(from: 0, to: count, by: Self.mostValues) {
      let part = min(Self.mostValues, count - first)
      try library.check(body(start + first * stride, Int32(part)), name, rank: rank)
    }
  }

  private static let mostValues = 1 << 30

  func barrier() throws {
    try library.check(library.barrier(library.world), "MPI_Barrier", rank: rank)
  }

  func leave() throws {
    // MPI_Finalize need not wait for the others, and a process that ends with an exit code other than
    // 0 is taken for one that failed: the launcher would end those that still write.
    try barrier()
    try library.check(library.finalize(), "MPI_Finalize", rank: rank)
  }

  func abort(exitCode: Int32) -> Never {
    _ = library.abort(library.world, exitCode)
    exit(exitCode)
  }
}
