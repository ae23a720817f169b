import NeuralNetworks

/// Writes a zip archive of stored, not compressed, files: what evaluation servers take.
///
/// The same files give the same bytes: every date is 1980-01-01, the format's first.
///
/// Specification: PKWARE's APPNOTE 6.3.10, without zip64, so at most 65,535 files and 4 GiB.
struct ZipWriter {
  private let file: AtomicFile
  private let path: String
  private var offset = 0
  private var directory: [UInt8] = []
  private var count = 0

  /// Begins an archive, which takes its name when it is finished.
  ///
  /// - Throws: `WeightsError.unwritable`.
  init(_ path: String) throws {
    self.path = path
    file = try AtomicFile(path)
  }

  /// Adds a file.
  ///
  /// - Throws: ``StoredResultError/unwritable(path:reason:)`` where the archive would be larger than the
  ///   format allows; `WeightsError.unwritable`.
  mutating func add(_ name: String, contents: [UInt8]) throws {
    let nameBytes = Array(name.utf8)
    let localSize = 30 + nameBytes.count + contents.count
    guard count < 0xFFFF, nameBytes.count <= 0xFFFF,
      offset + localSize + directory.count + 46 + nameBytes.count <= 0xFFFF_FFFF
    else {
      throw StoredResultError.unwritable(
        path: path, reason: "a zip file holds at most 65535 files and 4 GiB")
    }
    var common = Record()
    common.append16(20)  // version needed: 2.0
    common.append16(0x0800)  // the name is UTF-8
    common.append16(0)  // stored
    common.append16(0)  // 00:00:00
    common.append16(0x0021)  // 1980-01-01
    common.append32(contents.withUnsafeBytes { crc32($0) })
    common.append32(UInt32(contents.count))
    common.append32(UInt32(contents.count))
    common.append16(UInt16(nameBytes.count))
    common.append16(0)  // no extra fields

    var local = Record()
    local.append32(0x0403_4B50)
    local.bytes += common.bytes + nameBytes + contents
    try write(local.bytes)

    var entry = Record()
    entry.append32(0x0201_4B50)
    entry.append16(0x0314)  // made by version 2.0 on Unix
    entry.bytes += common.bytes
    entry.append16(0)  // no comment
    entry.append16(0)  // on the first disk
    entry.append16(0)  // internal attributes
    entry.append32(0o100_644 << 16)  // a regular file that everybody may read
    entry.append32(UInt32(offset))
    directory += entry.bytes + nameBytes
    offset += local.bytes.count
    count += 1
  }

  /// Ends the archive and gives it its name.
  ///
  /// - Throws: `WeightsError.unwritable`.
  mutating func finish() throws {
    var end = Record()
    end.append32(0x0605_4B50)
    end.append16(0)  // this disk
    end.append16(0)  // the directory's disk
    end.append16(UInt16(count))
    end.append16(UInt16(count))
    end.append32(UInt32(directory.count))
    end.append32(UInt32(offset))
    end.append16(0)  // no comment
    try write(directory + end.bytes)
    try file.commit(durably: false)
  }

  private func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try file.write($0) }
  }

  /// Bytes in the making, the lowest of a number first.
  private struct Record {
    var bytes: [UInt8] = []

    mutating func append16(_ value: UInt16) {
      withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }

    mutating func append32(_ value: UInt32) {
      withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }
  }
}
