extension Dataset {
  /// Finds the sequences in a folder.
  ///
  /// The folder may be a benchmark's root, one of its sequences, or a folder that holds a benchmark,
  /// up to two levels below. Where several of its folders are benchmarks, all of them become one data
  /// set, a ``DatasetLayout/collection`` where they differ in layout, and the names of its sequences
  /// begin with those of the folders: `OTB/Car1`. A video with its truth beside it also does.
  ///
  /// Nothing but the lists is read; ``Entry/sequence()`` reads the rest.
  ///
  /// - Parameters:
  ///   - folder: The folder's path.
  ///   - layout: How it is laid out; nil finds that out by looking.
  /// - Throws: ``DatasetError``.
  public init(folder: String, layout: DatasetLayout? = nil) throws {
    try self.init(folder: folder, choice: layout.map { DatasetChoice(layout: $0) })
  }

  /// Finds the sequences in a folder, and of those the ones that are asked for.
  ///
  /// - Parameters:
  ///   - folder: The folder's path.
  ///   - choice: The layout and the part of the benchmark; nil finds the layout out by looking and
  ///     takes the usual part: of GOT-10k `val`, of LaSOT, TrackingNet and DAVIS what their authors
  ///     evaluate on, of NfS the 30 frames a second, where these are there.
  /// - Throws: ``DatasetError``.
  public init(folder path: String, choice: DatasetChoice?) throws {
    if let choice, let subset = choice.subset, !choice.layout.subsets.contains(subset) {
      throw DatasetError.unknownSubset(name: subset, layout: choice.layout)
    }
    guard let listing = try Self.listing(of: path, choice: choice) else {
      guard let choice else { throw DatasetError.unrecognized(folder: path) }
      throw DatasetError.noSequences(folder: path, layout: choice.layout)
    }
    guard !listing.entries.isEmpty else {
      throw DatasetError.noSequences(folder: path, layout: listing.layout)
    }
    var names = Set<String>()
    self.init(
      name: listing.name, layout: listing.layout,
      entries: listing.entries.filter { names.insert($0.name).inserted })
  }

  private static func listing(of path: String, choice: DatasetChoice?) throws -> DatasetListing? {
    if isFile(path), choice == nil || choice?.layout == .plain {
      return try PlainReader.listing(ofVideo: path)
    }
    guard let folder = try DatasetFolder(path) else {
      throw DatasetError.missing(path: path, purpose: "a folder with a benchmark's sequences")
    }
    return try listing(of: folder, choice: choice, depth: 2)
  }

  /// The listing of a folder, or of the folders in it where it is in no layout itself.
  private static func listing(
    of folder: DatasetFolder, choice: DatasetChoice?, depth: Int
  ) throws -> DatasetListing? {
    for layout in choice.map({ [$0.layout] }) ?? DatasetLayout.recognized {
      let request = ListingRequest(
        layout: layout, subset: choice?.subset, isInsisted: choice != nil)
      if let found = try layout.reader?.listing(of: folder, for: request) { return found }
    }
    guard depth > 0 else { return nil }
    let inner = choice?.layout == .collection ? nil : choice
    var parts: [(folder: String, listing: DatasetListing)] = []
    for name in folder.subfolders {
      // A folder that may not be read, such as lost+found, is taken for no benchmark.
      guard let inside = (try? folder.folder(name)) ?? nil,
        let found = try listing(of: inside, choice: inner, depth: depth - 1)
      else { continue }
      parts.append((name, found))
    }
    return parts.count == 1 ? parts[0].listing : DatasetListing(of: parts, named: folder.name)
  }
}

extension DatasetListing {
  /// Several benchmarks as one; nil where there are none.
  fileprivate init?(of parts: [(folder: String, listing: DatasetListing)], named name: String) {
    guard let first = parts.first?.listing.layout else { return nil }
    let isUniform = parts.allSatisfy { $0.listing.layout == first }
    self.init(
      name: name, layout: isUniform ? first : .collection,
      entries: parts.flatMap { folder, listing in
        listing.entries.map { entry in
          let name = folder + "/" + entry.name
          return Dataset.Entry(name: name, layout: entry.layout ?? listing.layout) {
            try entry.sequence().renamed(name)
          }
        }
      })
  }
}

extension Dataset.Entry {
  /// The entries of a list: those whose folders are missing say so when they are read.
  static func missing(_ name: String, path: String, purpose: String) -> Dataset.Entry {
    Dataset.Entry(name: name) { throw DatasetError.missing(path: path, purpose: purpose) }
  }
}
