import CLibAV

/// A call of libav that failed.
struct LibraryFailure: Error {
  /// The error code that libav returned.
  let code: Int32

  /// libav's words for the error.
  var reason: String { libavReason(code) }

  /// Throws unless `code`, as a call of libav returned it, means success.
  static func check(_ code: Int32) throws {
    guard code >= 0 else { throw LibraryFailure(code: code) }
  }

  /// Throws "out of memory" where a libav allocation gave nothing.
  static func allocated<Pointee>(
    _ pointer: UnsafeMutablePointer<Pointee>?
  ) throws -> UnsafeMutablePointer<Pointee> {
    guard let pointer else { throw LibraryFailure(code: CLIBAV_ERROR_NO_MEMORY) }
    return pointer
  }
}
