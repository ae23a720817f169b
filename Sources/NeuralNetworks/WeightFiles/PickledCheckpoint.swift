/// A checkpoint's pickle, unpickled, and where the elements of its storages lie in the file.
struct PickledCheckpoint {
  /// The value that was saved.
  let root: PickleValue
  let arena: PickleArena
  /// The bytes of every storage that a tensor may ask for, by key.
  private let storages: Storages

  private enum Storages {
    case archive(ZipArchive, folder: String)
    case legacy([String: Range<Int>])
  }

  /// Where the elements of a storage lie in the file, or nil where it holds no such storage. In an
  /// archive they are checked against their checksum, which takes time: ask once.
  func range(ofStorage key: String) throws -> Range<Int>? {
    switch storages {
    case .archive(let archive, let folder): try archive.range(of: "\(folder)/data/\(key)")
    case .legacy(let ranges): ranges[key]
    }
  }

  /// Reads the archive that PyTorch writes since version 1.6: `NAME/data.pkl` is the pickle and
  /// `NAME/data/KEY` the elements of a storage; NAME is the folder of the first entry.
  init(archive contents: FileContents) throws {
    let archive = try ZipArchive(contents)
    let folder = String(archive.names.first?.prefix { $0 != "/" } ?? "")
    guard let pickle = try archive.range(of: "\(folder)/data.pkl") else {
      throw WeightsError.malformed(
        file: contents.path, part: "zip archive", found: "no \(quoted("\(folder)/data.pkl"))",
        expected: "one: is it a checkpoint of torch.save?")
    }
    if let range = try archive.range(of: "\(folder)/byteorder") {
      var cursor = try ByteCursor(contents, in: range, part: "byteorder")
      let order = try cursor.string(cursor.remaining)
      guard order == "little" else {
        throw WeightsError.unsupported(
          file: contents.path, part: "byteorder", found: quoted(order), expected: "\"little\"")
      }
    }
    var unpickler = Unpickler(try ByteCursor(contents, in: pickle, part: "data.pkl"))
    root = try unpickler.load()
    arena = unpickler.arena
    storages = .archive(archive, folder: folder)
  }

  /// Reads the form before version 1.6, five pickles one after another: a magic number, the form's
  /// version, what machine wrote it, the value that was saved, and the keys of the storages, whose
  /// elements follow in that order, each after their number.
  init(legacy contents: FileContents) throws {
    var unpickler = Unpickler(
      try ByteCursor(contents, in: 0..<contents.count, part: "pickle"))
    try Self.checkPreamble(&unpickler)
    root = try unpickler.load()
    let keys = try Self.storageKeys(&unpickler)
    arena = unpickler.arena
    storages = .legacy(
      try Self.storageRanges(of: keys, in: unpickler.arena, after: unpickler.cursor))
  }

  /// 0x1950a86a20f9469cfc6c, lowest byte first.
  private static let magicNumber: [UInt8] = [
    0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
  ]

  private static func checkPreamble(_ unpickler: inout Unpickler) throws {
    guard case .longInteger(magicNumber) = try unpickler.load() else {
      throw unpickler.cursor.malformed(
        found: "a pickle without PyTorch's magic number", expected: "a checkpoint of torch.save")
    }
    guard case .integer(1001) = try unpickler.load() else {
      throw unpickler.cursor.malformed(found: "another version", expected: "1001")
    }
    guard case .dictionary(let machine) = try unpickler.load() else {
      throw unpickler.cursor.malformed(
        found: "no description of the machine", expected: "a dictionary")
    }
    for case (.string("little_endian"), .boolean(false)) in unpickler.arena.dictionaries[machine] {
      throw WeightsError.unsupported(
        file: unpickler.cursor.contents.path, part: "byte order", found: "big",
        expected: "little")
    }
  }

  private static func storageKeys(_ unpickler: inout Unpickler) throws -> [String] {
    guard case .sequence(let index) = try unpickler.load() else {
      throw unpickler.cursor.malformed(found: "no list of storages", expected: "one")
    }
    return try unpickler.arena.sequences[index].map { key in
      guard case .string(let key) = key else {
        throw unpickler.cursor.malformed(found: key.kind, expected: "a storage's key")
      }
      return key
    }
  }

  private static func storageRanges(
    of keys: [String], in arena: PickleArena, after cursor: ByteCursor
  ) throws -> [String: Range<Int>] {
    let references = Dictionary(
      arena.storages.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    var cursor = try ByteCursor(
      cursor.contents, in: cursor.position..<cursor.end, part: "storages")
    var ranges: [String: Range<Int>] = [:]
    for key in keys {
      let start = cursor.position
      let count = try cursor.little(UInt64.self)
      guard let reference = references[key], ranges[key] == nil, count == reference.elementCount
      else {
        throw cursor.malformed(
          at: start, found: "storage \(quoted(key)) with \(count) elements",
          expected: references[key].map { "it once, with \($0.elementCount)" }
            ?? "one that a tensor uses")
      }
      let (byteCount, overflow) = reference.elementCount.multipliedReportingOverflow(
        by: reference.elementType.byteCount)
      ranges[key] = try cursor.skip(overflow ? Int.max : byteCount)
    }
    return ranges
  }
}
