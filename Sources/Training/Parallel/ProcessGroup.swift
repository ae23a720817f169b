/// Processes that train one network together, each on its own part of the data: data parallel.
///
/// All have the same parameters, and after every step they have the same again, because all take the
/// step against the mean of their gradients. One alone is a group, too: ``SingleProcess``.
/// ``joinProcessGroup(environment:)`` finds out which group this process was started in.
///
/// ## Who learns from what
///
/// Batch b of rank r is batch b · ``count`` + r of the same training in one process, as
/// ``batch(_:)`` has it. So in a step of k batches a rank, the ranks together see the batches, each
/// whole, that one process sees which accumulates k · ``count`` batches: losses and gradients are the
/// same within rounding. (To deal pairs instead of batches would not do: a batch normalization's
/// statistics, and a loss that compares every exemplar with every search region, depend on which
/// pairs are in one batch.) Running statistics are another matter; see ``averageStatistics(of:)``.
///
/// ## Calls
///
/// Every rank makes the same calls in the same order, on the thread that joined the group; each waits
/// for the others. Who fails says so with ``abort(exitCode:)``, for the others would wait for ever.
public protocol ProcessGroup: AnyObject {
  /// The number of this process, from 0. Rank 0 alone writes files.
  var rank: Int { get }
  /// How many processes there are.
  var count: Int { get }

  /// Sums values over all ranks: every one has the sum afterwards, to the last bit the same.
  func sum(_ values: UnsafeMutableBufferPointer<Float>) throws

  /// Sums values over all ranks: every one has the sum afterwards, to the last bit the same.
  func sum(_ values: UnsafeMutableBufferPointer<Double>) throws

  /// Copies rank 0's bytes to all others, which have room for as many.
  func broadcast(_ bytes: UnsafeMutableRawBufferPointer) throws

  /// Waits until all are here.
  func barrier() throws

  /// Leaves the group at the end, once all others do. To be called once; nothing else after it.
  func leave() throws

  /// Ends all processes of the group at once, this one included.
  func abort(exitCode: Int32) -> Never
}

extension ProcessGroup {
  /// Whether this is the process that writes files and speaks.
  public var isFirst: Bool { rank == 0 }

  /// Which batch of the whole training this rank's batch of a certain number is.
  public func batch(_ own: Int) -> Int { own * count + rank }
}
