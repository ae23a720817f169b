import COneDNN

/// Computes networks with oneDNN on the processor: convolutions in 32-bit or 16-bit floats, and
/// quantized ones in whole numbers.
///
/// Preparing compiles every operation for the given shapes, folds batch normalizations into
/// convolutions, lets the operation before an activation apply it, and packs the weights as the
/// compiled operations read them. Between operations values stay in the layouts that these like
/// best.
///
/// Threads are OpenMP's, and OpenMP's number of threads belongs to the calling thread: preparing and
/// running set it.
public struct OneDNNEngine: Engine {
  /// Held while primitives are made: oneDNN 2.6 now and then packs 16-bit weights wrongly where several
  /// threads do so at once.
  static let compiling = Guarded<Void>(())

  /// What convolutions of floats compute with, and what is kept between them. Inputs, outputs and
  /// everything else are 32-bit floats.
  public let precision: Precision

  /// Creates the engine.
  public init(precision: Precision = .float32) {
    self.precision = precision
  }

  /// Whether the processor has instructions for quantized convolutions. Elsewhere they are computed
  /// too, but slowly, and sums of two products may overflow.
  public static var supportsWholeNumbers: Bool { onednn_has_int8() != 0 }

  /// Whether the processor has instructions for such numbers.
  public static func supports(_ precision: Precision) -> Bool {
    switch precision {
    case .float32: true
    case .bfloat16: onednn_has_bfloat16() != 0
    }
  }

  /// Makes a network ready for inputs of fixed shapes.
  ///
  /// - Throws: ``NetworkError`` where network, parameters and shapes do not fit together, and
  ///   ``OneDNNError`` where oneDNN fails.
  public func prepare(
    _ network: Network, parameters: [String: Tensor], inputShapes: [String: [Int]], threads: Int
  ) throws -> any PreparedNetwork {
    try ThreadCount.check(threads)
    guard Self.supports(precision) else { throw NetworkError.precision(precision) }
    try network.check(parameters: parameters)
    let shapes = try network.nodeShapes(inputs: inputShapes)
    let program = try Self.compiling.withLock { _ in
      // A primitive divides its work when it is made.
      ThreadCount.use(threads)
      return try OneDNNCompiler.compile(
        network, parameters: parameters, shapes: shapes,
        element: precision == .bfloat16 ? .bfloat16 : .float32)
    }
    return OneDNNNetwork(program: program, threads: threads)
  }
}

/// A program with its packed weights, shared by all its plans.
final class OneDNNNetwork: PreparedNetwork, @unchecked Sendable {
  // Unchecked: primitives, layouts and packed weights do not change, and oneDNN runs a primitive on
  // several threads at once when its scratch memory is an argument.
  let program: OneDNNProgram
  let arena: Arena
  let threads: Int

  init(program: OneDNNProgram, threads: Int) {
    self.program = program
    self.threads = threads
    arena = Arena(program.buffers)
  }

  var inputShapes: [String: [Int]] { program.inputs.mapValues(\.shape) }
  var outputShapes: [String: [Int]] { program.outputs.mapValues(\.shape) }

  func makePlan() throws -> any InferencePlan { try OneDNNPlan(self) }
}
