/// The directory of a zip archive whose entries are stored without compression, as PyTorch writes
/// them. Follows PKWARE's APPNOTE.TXT 6.3.10, zip64 included.
///
/// Every offset is checked against the file, and no two entries may share a byte, so nothing that is
/// read here is larger than the file.
struct ZipArchive {
  private struct Entry {
    var checksum: UInt32
    var byteCount: Int
    var headerOffset: Int
  }

  /// The entries' names in the order of the directory.
  private(set) var names: [String] = []
  private var entries: [String: Entry] = [:]
  private let contents: FileContents
  private let directory: ZipDirectoryLocation

  init(_ contents: FileContents) throws {
    self.contents = contents
    directory = try ZipDirectoryLocation(contents)
    var cursor = try ByteCursor(contents, in: directory.range, part: "zip directory")
    for _ in 0..<directory.entryCount { try readEntry(&cursor) }
    guard cursor.remaining == 0 else {
      throw cursor.malformed(
        found: "\(cursor.remaining) bytes after \(directory.entryCount) entries", expected: "none")
    }
    try checkThatEntriesDoNotOverlap()
  }

  /// Whether there is an entry of a name.
  func contains(_ name: String) -> Bool { entries[name] != nil }

  /// Where an entry's bytes lie in the file, after checking them against its checksum; nil where
  /// there is no such entry.
  func range(of name: String) throws -> Range<Int>? {
    guard let entry = entries[name] else { return nil }
    let range = try dataRange(of: entry, named: name)
    let checksum = try contents.withBytes(in: range, part: quoted(name)) { crc32($0) }
    guard checksum == entry.checksum else {
      throw WeightsError.malformed(
        file: contents.path, part: "zip entry \(quoted(name))",
        found: "checksum \(String(checksum, radix: 16))",
        expected: "\(String(entry.checksum, radix: 16)): the file is damaged")
    }
    return range
  }

  /// Reads one entry of the directory (APPNOTE 4.3.12).
  private mutating func readEntry(_ cursor: inout ByteCursor) throws {
    try cursor.expectSignature(0x0201_4B50, "a directory entry")
    _ = try cursor.skip(4)  // versions
    let flags = try cursor.little(UInt16.self)
    let method = try cursor.little(UInt16.self)
    _ = try cursor.skip(4)  // time and date
    let checksum = try cursor.little(UInt32.self)
    var compressed = UInt64(try cursor.little(UInt32.self))
    var uncompressed = UInt64(try cursor.little(UInt32.self))
    let nameLength = Int(try cursor.little(UInt16.self))
    let extraLength = Int(try cursor.little(UInt16.self))
    let commentLength = Int(try cursor.little(UInt16.self))
    _ = try cursor.skip(8)  // disk number and attributes
    var headerOffset = UInt64(try cursor.little(UInt32.self))
    let name = try cursor.string(nameLength)
    let extra = try ByteCursor(
      contents, in: cursor.skip(extraLength), part: "zip entry \(quoted(name)), extra field")
    try readWideFields(extra, &uncompressed, &compressed, &headerOffset)
    _ = try cursor.skip(commentLength)

    guard flags & 1 == 0 else { throw unsupported(name, "it encrypted", "plain bytes") }
    guard method == 0 else {
      let kind = method == 8 ? "compression (deflate)" : "compression method \(method)"
      throw unsupported(name, kind, "a stored entry, as torch.save writes")
    }
    guard compressed == uncompressed, let byteCount = Int(exactly: uncompressed),
      let offset = Int(exactly: headerOffset)
    else {
      throw malformed(
        name, found: "\(compressed) bytes stored as \(uncompressed) at \(headerOffset)",
        expected: "the same number of bytes, within the file")
    }
    let entry = Entry(checksum: checksum, byteCount: byteCount, headerOffset: offset)
    guard entries.updateValue(entry, forKey: name) == nil else {
      throw malformed(name, found: "the name twice", expected: "it once")
    }
    names.append(name)
  }

  /// Reads the zip64 extra field (APPNOTE 4.5.3), which holds what does not fit into 32 bits.
  private func readWideFields(
    _ extra: ByteCursor, _ uncompressed: inout UInt64, _ compressed: inout UInt64,
    _ headerOffset: inout UInt64
  ) throws {
    var extra = extra
    while extra.remaining >= 4 {
      let kind = try extra.little(UInt16.self)
      let range = try extra.skip(Int(extra.little(UInt16.self)))
      guard kind == 1 else { continue }
      var field = try ByteCursor(contents, in: range, part: extra.part)
      if uncompressed == UInt32.max { uncompressed = try field.little(UInt64.self) }
      if compressed == UInt32.max { compressed = try field.little(UInt64.self) }
      if headerOffset == UInt32.max { headerOffset = try field.little(UInt64.self) }
    }
  }

  /// Where an entry's bytes lie: behind its local header (APPNOTE 4.3.7), whose sizes PyTorch leaves
  /// at zero.
  private func dataRange(of entry: Entry, named name: String) throws -> Range<Int> {
    let room = min(entry.headerOffset, directory.range.lowerBound)..<directory.range.lowerBound
    var cursor = try ByteCursor(contents, in: room, part: "zip entry \(quoted(name))")
    try cursor.expectSignature(0x0403_4B50, "a local header")
    _ = try cursor.skip(22)
    let nameLength = Int(try cursor.little(UInt16.self))
    let extraLength = Int(try cursor.little(UInt16.self))
    let localName = try cursor.string(nameLength)
    guard localName == name else {
      throw malformed(name, found: "local name \(quoted(localName))", expected: "the same name")
    }
    _ = try cursor.skip(extraLength)
    return try cursor.skip(entry.byteCount)
  }

  private func checkThatEntriesDoNotOverlap() throws {
    var end = 0
    let sorted = entries.sorted {
      ($0.value.headerOffset, $0.key) < ($1.value.headerOffset, $1.key)
    }
    for (name, entry) in sorted {
      guard entry.headerOffset >= end else {
        throw malformed(
          name, found: "it at byte \(entry.headerOffset), within another entry",
          expected: "byte \(end) or later")
      }
      end = try dataRange(of: entry, named: name).upperBound
    }
  }

  private func malformed(_ name: String, found: String, expected: String) -> WeightsError {
    .malformed(
      file: contents.path, part: "zip entry \(quoted(name))", found: found, expected: expected)
  }

  private func unsupported(_ name: String, _ found: String, _ expected: String) -> WeightsError {
    .unsupported(
      file: contents.path, part: "zip entry \(quoted(name))", found: found, expected: expected)
  }
}

extension ByteCursor {
  /// Reads the four bytes that mark a record of a zip archive.
  mutating func expectSignature(_ signature: UInt32, _ record: String) throws {
    let start = position
    let found = try little(UInt32.self)
    guard found == signature else {
      throw malformed(
        at: start, found: "signature \(String(found, radix: 16))",
        expected: "\(String(signature, radix: 16)), \(record)")
    }
  }
}
