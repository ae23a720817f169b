import Glibc

/// OpenMPI's library, opened at run time: this package needs no MPI to be built, and none to run.
///
/// The MPI standard (4.1, 2023) fixes names in C, not a binary interface, so this is OpenMPI's own,
/// as its `mpi.h` has it since version 3 (`libmpi.so.40`; Debian 12 and 13 have 4.1 and 5.0):
/// - handles, such as communicators and data types, are pointers; those that the standard predefines
///   are the addresses of the library's variables: `MPI_COMM_WORLD` is `&ompi_mpi_comm_world`;
/// - `MPI_IN_PLACE` is the address 1, `MPI_SUCCESS` is 0, `MPI_THREAD_FUNNELED` is 1;
/// - texts have room for 256 characters.
///
/// MPICH and its kin, Intel's among them, have numbers for handles and are refused.
struct MPILibrary {
  /// What the dynamic loader is asked for.
  static let name = "libmpi.so.40"

  typealias Handle = UnsafeMutableRawPointer
  typealias Number = UnsafeMutablePointer<Int32>
  typealias Text = UnsafeMutablePointer<CChar>

  let world: Handle
  let float: Handle
  let double: Handle
  let byte: Handle
  let sum: Handle
  /// Makes failing calls return, instead of ending the process.
  let errorsReturn: Handle

  let initialize: @convention(c) (Number?, Handle?, Int32, Number) -> Int32
  let finalize: @convention(c) () -> Int32
  let rank: @convention(c) (Handle, Number) -> Int32
  let count: @convention(c) (Handle, Number) -> Int32
  let setErrorHandler: @convention(c) (Handle, Handle) -> Int32
  let allReduce: @convention(c) (Handle?, Handle?, Int32, Handle, Handle, Handle) -> Int32
  let broadcast: @convention(c) (Handle?, Int32, Handle, Int32, Handle) -> Int32
  let barrier: @convention(c) (Handle) -> Int32
  let abort: @convention(c) (Handle, Int32) -> Int32
  let errorText: @convention(c) (Int32, Text, Number) -> Int32

  /// In the place of a buffer to send: take what is in the one to receive into.
  static var inPlace: Handle? { Handle(bitPattern: 1) }
  /// Several threads run, one of them calls MPI.
  static let funneled: Int32 = 1
  /// The room for a text, OpenMPI's `MPI_MAX_ERROR_STRING` and `MPI_MAX_LIBRARY_VERSION_STRING`.
  static let textSize = 256

  /// Opens the library. It stays open: MPI cannot be started twice in a process.
  ///
  /// - Parameters:
  ///   - name: Its file's name or path.
  ///   - launcher: What tells that it is needed.
  /// - Throws: ``ProcessGroupError``.
  init(_ name: String = Self.name, launcher: String) throws {
    // Global, because the library opens plug-ins that expect to find it.
    guard let library = dlopen(name, RTLD_NOW | RTLD_GLOBAL) else {
      let reason = dlerror().map { String(cString: $0) } ?? "for no reason that is told"
      throw ProcessGroupError.noLibrary(name: name, launcher: launcher, reason: reason)
    }
    func address(_ symbol: String) throws -> Handle {
      guard let address = dlsym(library, symbol) else {
        throw ProcessGroupError.otherLibrary(path: name, found: "no symbol \(symbol)")
      }
      return address
    }
    // The types are those of the functions' declarations in mpi.h, which is why it is safe to cast.
    func function<Function>(_ symbol: String) throws -> Function {
      unsafeBitCast(try address(symbol), to: Function.self)
    }
    world = try address("ompi_mpi_comm_world")
    float = try address("ompi_mpi_float")
    double = try address("ompi_mpi_double")
    byte = try address("ompi_mpi_byte")
    sum = try address("ompi_mpi_op_sum")
    errorsReturn = try address("ompi_mpi_errors_return")
    initialize = try function("MPI_Init_thread")
    finalize = try function("MPI_Finalize")
    rank = try function("MPI_Comm_rank")
    count = try function("MPI_Comm_size")
    setErrorHandler = try function("MPI_Comm_set_errhandler")
    allReduce = try function("MPI_Allreduce")
    broadcast = try function("MPI_Bcast")
    barrier = try function("MPI_Barrier")
    abort = try function("MPI_Abort")
    errorText = try function("MPI_Error_string")
  }

  /// Throws unless a call succeeded.
  func check(_ status: Int32, _ call: String, rank: Int?) throws {
    guard status != 0 else { return }
    var text = [CChar](repeating: 0, count: Self.textSize)
    var length: Int32 = 0
    let isKnown = errorText(status, &text, &length) == 0
    let bytes = text.prefix(Int(length)).map { UInt8(bitPattern: $0) }
    let reason = isKnown ? String(decoding: bytes, as: UTF8.self) : "status \(status)"
    throw ProcessGroupError.call(name: call, rank: rank, reason: reason)
  }
}
