/// What `--dataset` insists on: a layout, and where it holds several benchmarks, one of them.
public struct DatasetChoice: Hashable, Sendable {
  /// How the data set lies on the disk.
  public let layout: DatasetLayout
  /// One of ``DatasetLayout/subsets``, nil for the usual one.
  public let subset: String?

  /// Creates a choice from its parts.
  public init(layout: DatasetLayout, subset: String? = nil) {
    self.layout = layout
    self.subset = subset
  }

  /// Reads a name such as `otb`, `OTB2013`, `GOT-10k-val`, `UAV123@10fps` or `nfs-30`: a layout's
  /// name and the name of a subset, in any case, with or without punctuation. Nil for any other.
  public init?(_ name: String) {
    let wanted = letters(of: name)
    for layout in DatasetLayout.allCases {
      for subset in [nil] + layout.subsets.map(Optional.some)
      where wanted == letters(of: layout.rawValue + (subset ?? "")) {
        self.init(layout: layout, subset: subset)
        return
      }
    }
    return nil
  }
}

/// A name's letters and digits in lower case.
private func letters(of name: String) -> String {
  name.lowercased().filter { $0.isLetter || $0.isNumber }
}
