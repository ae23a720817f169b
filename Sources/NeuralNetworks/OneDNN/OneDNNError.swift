import COneDNN

/// A call of oneDNN that failed, or memory that could not be had for it.
public struct OneDNNError: Error, Hashable, Sendable {
  /// What oneDNN answered.
  public enum Status: Hashable, Sendable {
    /// Memory could not be had.
    case outOfMemory
    /// The arguments of the call do not fit together.
    case invalidArguments
    /// No kernel for this operation on this machine.
    case unimplemented
    /// The execution itself failed.
    case runtimeError
    /// A status that oneDNN's documentation does not give for the calls made here.
    case other(Int)
  }

  /// The name of the network's node that the call was for.
  public let node: String
  /// What was to be done.
  public let action: String
  /// What oneDNN answered.
  public let status: Status

  /// Throws unless `status` says success.
  static func check(_ status: dnnl_status_t, node: String, action: String) throws {
    guard status != dnnl_success else { return }
    let answer: Status =
      switch status {
      case dnnl_out_of_memory: .outOfMemory
      case dnnl_invalid_arguments: .invalidArguments
      case dnnl_unimplemented: .unimplemented
      case dnnl_runtime_error: .runtimeError
      default: .other(Int(status.rawValue))
      }
    throw OneDNNError(node: node, action: action, status: answer)
  }
}

extension OneDNNError: CustomStringConvertible {
  public var description: String {
    "\(node): oneDNN was to \(action), found status \(status), expected success"
  }
}
