/// The sequences of a benchmark, as its authors publish them.
public struct Dataset: Sendable {
  /// What results and reports call it, such as `OTB2015`.
  public let name: String
  /// How it lies on the disk.
  public let layout: DatasetLayout
  /// Its sequences, in the benchmark's order.
  public let entries: [Entry]

  /// One sequence, not read yet: a benchmark can have ten thousand, and one that is broken must not
  /// hold up the others.
  public struct Entry: Sendable {
    /// The sequence's name, unique in the data set. In a ``DatasetLayout/collection`` it begins with
    /// the benchmark's folder and a slash: `OTB/Car1`.
    public let name: String
    /// How the sequence lies on the disk, where that is not the data set's layout.
    public let layout: DatasetLayout?
    private let read: @Sendable () throws -> BenchmarkSequence

    /// Creates an entry from what reads its sequence.
    public init(
      name: String, layout: DatasetLayout? = nil,
      read: @escaping @Sendable () throws -> BenchmarkSequence
    ) {
      self.name = name
      self.layout = layout
      self.read = read
    }

    /// Reads the truth and lists the frames.
    ///
    /// - Throws: ``DatasetError`` naming the file and what is wrong with it.
    public func sequence() throws -> BenchmarkSequence { try read() }
  }

  /// Creates a data set from its parts.
  public init(name: String, layout: DatasetLayout, entries: [Entry]) {
    self.name = name
    self.layout = layout
    self.entries = entries
  }

  /// How one of its sequences lies on the disk.
  public func layout(of entry: Entry) -> DatasetLayout { entry.layout ?? layout }
}
