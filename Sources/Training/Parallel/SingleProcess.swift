import Glibc

/// A process that trains alone.
public final class SingleProcess: ProcessGroup {
  public let rank = 0
  public let count = 1

  /// Creates the group.
  public init() {}

  public func sum(_ values: UnsafeMutableBufferPointer<Float>) {}
  public func sum(_ values: UnsafeMutableBufferPointer<Double>) {}
  public func broadcast(_ bytes: UnsafeMutableRawBufferPointer) {}
  public func barrier() {}
  public func leave() {}

  public func abort(exitCode: Int32) -> Never {
    exit(exitCode)
  }
}
