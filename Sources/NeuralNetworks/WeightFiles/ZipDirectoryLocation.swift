/// Where the directory of a zip archive lies: what the record at the archive's end says (APPNOTE
/// 4.3.14 to 4.3.16).
struct ZipDirectoryLocation {
  /// The directory's bytes in the file.
  private(set) var range: Range<Int>
  /// The number of entries, not more than the directory has room for.
  private(set) var entryCount: Int

  /// The least bytes that a record has.
  private static let endRecordSize = 22
  private static let wideLocatorSize = 20
  private static let directoryEntrySize = 46

  init(_ contents: FileContents) throws {
    let recordStart = try Self.endRecord(of: contents)
    var cursor = try ByteCursor(contents, in: recordStart..<contents.count, part: "zip end record")
    try cursor.expectSignature(0x0605_4B50, "an end record")
    let disk = try cursor.little(UInt16.self)
    let directoryDisk = try cursor.little(UInt16.self)
    let entriesHere = UInt64(try cursor.little(UInt16.self))
    var entries = UInt64(try cursor.little(UInt16.self))
    var size = UInt64(try cursor.little(UInt32.self))
    var offset = UInt64(try cursor.little(UInt32.self))
    guard disk == 0, directoryDisk == 0, entriesHere == entries else {
      throw cursor.malformed(
        at: recordStart, found: "an archive of several parts", expected: "one part")
    }
    var limit = recordStart
    if entries == UInt16.max || size == UInt32.max || offset == UInt32.max {
      (entries, size, offset, limit) = try Self.wideEndRecord(of: contents, before: recordStart)
    }
    guard let start = Int(exactly: offset), let count = Int(exactly: size), start <= limit,
      count <= limit - start
    else {
      throw cursor.malformed(
        at: recordStart, found: "a directory of \(size) bytes at byte \(offset)",
        expected: "one that ends before byte \(limit)")
    }
    guard let entryCount = Int(exactly: entries), entryCount <= count / Self.directoryEntrySize
    else {
      throw cursor.malformed(
        at: recordStart, found: "\(entries) entries in a directory of \(count) bytes",
        expected: "at most \(count / Self.directoryEntrySize)")
    }
    range = start..<start + count
    self.entryCount = entryCount
  }

  /// The offset of the end record: the last bytes of the file but for a comment, whose length the
  /// record gives.
  private static func endRecord(of contents: FileContents) throws -> Int {
    let last = contents.count - endRecordSize
    let first = max(0, last - Int(UInt16.max))
    for start in stride(from: last, through: first, by: -1) {
      var cursor = try ByteCursor(contents, in: start..<contents.count, part: "zip end record")
      guard try cursor.little(UInt32.self) == 0x0605_4B50 else { continue }
      _ = try cursor.skip(16)
      if try Int(cursor.little(UInt16.self)) == cursor.remaining { return start }
    }
    throw WeightsError.malformed(
      file: contents.path, part: "zip archive", found: "no end record",
      expected: "one in the last bytes: the file is cut short or damaged")
  }

  /// What the zip64 end record says, and where that record begins.
  private static func wideEndRecord(of contents: FileContents, before recordStart: Int) throws
    -> (entries: UInt64, size: UInt64, offset: UInt64, limit: Int)
  {
    let locatorRange = max(0, recordStart - wideLocatorSize)..<recordStart
    var locator = try ByteCursor(contents, in: locatorRange, part: "zip64 locator")
    try locator.expectSignature(0x0706_4B50, "a zip64 locator")
    _ = try locator.skip(4)  // disk number
    let position = try locator.little(UInt64.self)
    guard let start = Int(exactly: position), start <= locatorRange.lowerBound else {
      throw locator.malformed(
        found: "an end record at byte \(position)",
        expected: "one before byte \(locatorRange.lowerBound)")
    }
    var record = try ByteCursor(
      contents, in: start..<locatorRange.lowerBound, part: "zip64 end record")
    try record.expectSignature(0x0606_4B50, "a zip64 end record")
    _ = try record.skip(20)  // the record's size, versions and disk numbers
    let entriesHere = try record.little(UInt64.self)
    let entries = try record.little(UInt64.self)
    guard entriesHere == entries else {
      throw record.malformed(found: "an archive of several parts", expected: "one part")
    }
    let size = try record.little(UInt64.self)
    return (entries, size, try record.little(UInt64.self), start)
  }
}
