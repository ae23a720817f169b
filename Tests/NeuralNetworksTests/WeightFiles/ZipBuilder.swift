@testable import NeuralNetworks

/// Puts zip archives together, right ones and others.
struct ZipBuilder {
  struct Entry {
    var name: String
    var data: [UInt8]
    var method: UInt16 = 0
    var flags: UInt16 = 0
    /// What the directory says, where it lies.
    var claimedSize: UInt32?
    var claimedStoredSize: UInt32?
    var claimedOffset: UInt32?
    var claimedChecksum: UInt32?
    var localName: String?
  }

  var entries: [Entry] = []
  /// Whether sizes and offsets are written as zip64.
  var isWide = false
  var comment: [UInt8] = []
  var claimedEntryCount: Int?

  /// A checkpoint with a pickle and storages.
  static func checkpoint(pickle: [UInt8], storages: [[UInt8]] = []) -> ZipBuilder {
    var builder = ZipBuilder()
    builder.entries.append(Entry(name: "archive/data.pkl", data: pickle))
    for (key, data) in storages.enumerated() {
      builder.entries.append(Entry(name: "archive/data/\(key)", data: data))
    }
    return builder
  }

  func bytes() -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      directory += directoryRecord(entry, at: archive.count)
      let localName = Array((entry.localName ?? entry.name).utf8)
      archive += number(UInt32(0x0403_4B50), UInt16(20), entry.flags, entry.method, UInt32(0))
      archive += number(UInt32(0), UInt32(0), UInt32(0), UInt16(localName.count), UInt16(0))
      archive += localName + entry.data
    }
    let start = archive.count
    archive += directory
    let count = claimedEntryCount ?? entries.count
    if isWide {
      let record = archive.count
      archive += number(UInt32(0x0606_4B50), UInt64(44), UInt32(45), UInt64(0))
      archive += number(UInt64(count), UInt64(count), UInt64(directory.count), UInt64(start))
      archive += number(UInt32(0x0706_4B50), UInt32(0), UInt64(record), UInt32(1))
    }
    archive += number(UInt32(0x0605_4B50), UInt32(0))
    archive += number(isWide ? UInt16.max : UInt16(count), isWide ? UInt16.max : UInt16(count))
    archive += number(isWide ? UInt32.max : UInt32(directory.count))
    archive += number(isWide ? UInt32.max : UInt32(start), UInt16(comment.count))
    return archive + comment
  }

  private func directoryRecord(_ entry: Entry, at offset: Int) -> [UInt8] {
    let size = entry.claimedSize ?? UInt32(entry.data.count)
    let stored = entry.claimedStoredSize ?? entry.claimedSize ?? UInt32(entry.data.count)
    let position = entry.claimedOffset ?? UInt32(offset)
    let checksum = entry.claimedChecksum ?? entry.data.withUnsafeBytes { crc32($0) }
    let extra =
      isWide
      ? number(UInt16(1), UInt16(24)) + number(UInt64(size), UInt64(stored), UInt64(position)) : []
    let wide = isWide ? UInt32.max : nil
    let name = Array(entry.name.utf8)
    return number(UInt32(0x0201_4B50), UInt32(20), entry.flags, entry.method, UInt32(0), checksum)
      + number(wide ?? stored, wide ?? size, UInt16(name.count), UInt16(extra.count), UInt16(0))
      + number(UInt64(0), wide ?? position) + name + extra
  }

  private func number(_ fields: any FixedWidthInteger...) -> [UInt8] {
    fields.flatMap { WeightFixtures.littleEndian($0) }
  }
}
