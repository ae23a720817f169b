import Glibc
import NeuralNetworks
import Video

/// Writes a crop cache block by block, into a file beside the final one that is a journal: whoever
/// opens it again goes on behind the last whole block, whatever ended the writing.
final class CropCacheWriter {
  /// The path that the cache gets at the end.
  let path: String
  /// The path while it is written.
  let partialPath: String
  /// The number of the next unit.
  private(set) var nextUnit = 0
  private(set) var index = CropIndex()
  /// How many bytes are written.
  private(set) var length = 0

  private var descriptor: Int32
  private var unsynchronized = 0

  /// So many bytes may be lost in a power cut, no more.
  private static let synchronizationInterval = 64 << 20

  /// Opens the file of a cache, or what an interrupted writer left of it.
  ///
  /// - Throws: ``TrainingError/otherCropCache(path:found:expected:)`` where what was left is of another
  ///   origin; ``TrainingError/file(path:reason:)``, also where another process writes it.
  init(_ path: String, origin: CropCacheOrigin) throws {
    self.path = path
    partialPath = path + ".partial"
    descriptor = open(partialPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw TrainingError.file(path: partialPath, reason: systemReason())
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno == EWOULDBLOCK ? "another process is writing it" : systemReason()
      close(descriptor)
      descriptor = -1
      throw TrainingError.file(path: partialPath, reason: reason)
    }
    let header = CropCacheFormat.header(origin: try origin.encoded())
    if try !resume(header, origin: origin) {
      try cut(at: 0)
      try append(header)
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Appends the crops of the next unit.
  ///
  /// - Parameter data: The bytes of all its crops.
  func append(_ block: CropBlock, data: CropSpool) throws {
    let metadata = block.encoded
    let header = CropCacheFormat.BlockHeader(metadata: metadata, dataLength: data.count)
    try append(header.encoded + metadata)
    let start = length
    try data.forEachPiece { try append($0) }
    index.append(block, at: start)
    nextUnit += 1
  }

  /// Writes the index and gives the file its name.
  func finish() throws {
    let encoded = index.encoded
    var trailer = ByteWriter()
    trailer.write(UInt64(length))
    trailer.write(UInt64(encoded.count))
    trailer.write(encoded.withUnsafeBytes { crc32($0) })
    trailer.write(UInt32(0))
    trailer.write(CropCacheFormat.endMagic)
    try append(encoded)
    try append(trailer.bytes)
    guard fsync(descriptor) == 0, rename(partialPath, path) == 0 else {
      throw TrainingError.file(path: path, reason: systemReason())
    }
    close(descriptor)
    descriptor = -1
  }

  /// Removes what is written: it is worth nothing.
  func discard() { unlink(partialPath) }

  private func append(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try append($0) } }

  private func append(_ bytes: UnsafeRawBufferPointer) throws {
    try writeAll(bytes, to: descriptor, path: partialPath)
    length += bytes.count
    unsynchronized += bytes.count
    if unsynchronized >= Self.synchronizationInterval {
      guard fdatasync(descriptor) == 0 else {
        throw TrainingError.file(path: partialPath, reason: systemReason())
      }
      unsynchronized = 0
    }
  }
}

// MARK: - Resuming

extension CropCacheWriter {
  /// Goes to the end of what is whole; false where there is not even a header.
  private func resume(_ header: [UInt8], origin: CropCacheOrigin) throws -> Bool {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw TrainingError.file(path: partialPath, reason: systemReason())
    }
    let size = Int(status.st_size)
    guard size >= header.count else { return false }
    let found = try read(header.count, at: 0)
    guard found == header else {
      let (found, expected) =
        foundOrigin()?.difference(from: origin) ?? ("something else", origin.summary)
      throw TrainingError.otherCropCache(path: partialPath, found: found, expected: expected)
    }
    length = header.count
    while let (block, start, end) = try block(at: length, fileSize: size), block.unit == nextUnit {
      index.append(block, at: start)
      nextUnit += 1
      length = end
    }
    try cut(at: length)
    return true
  }

  /// What the file at hand was made of, as far as it can be told.
  private func foundOrigin() -> CropCacheOrigin? {
    guard let header = try? read(CropCacheFormat.headerLength, at: 0),
      let length = try? header.withUnsafeBytes({
        try CropCacheFormat.originLength($0, path: partialPath)
      }), let text = try? read(length, at: CropCacheFormat.headerLength)
    else { return nil }
    return text.withUnsafeBytes { try? CropCacheOrigin.decoding($0, path: partialPath) }
  }

  /// The block at a place and where it ends; nil where none is whole there.
  private func block(at place: Int, fileSize: Int) throws -> (
    CropBlock, start: Int, end: Int
  )? {
    let headerEnd = place + CropCacheFormat.BlockHeader.length
    guard headerEnd <= fileSize else { return nil }
    let bytes = try read(CropCacheFormat.BlockHeader.length, at: place)
    guard let header = bytes.withUnsafeBytes({ CropCacheFormat.BlockHeader($0) }) else {
      return nil
    }
    let end = headerEnd + header.metadataLength + header.dataLength
    guard end <= fileSize else { return nil }
    let metadata = try read(header.metadataLength, at: headerEnd)
    guard metadata.withUnsafeBytes({ crc32($0) }) == header.metadataChecksum,
      let block = metadata.withUnsafeBytes({ CropBlock($0) })
    else { return nil }
    // What was written long before the end is on the disk; the rest may be holes after a power cut.
    let start = end - header.dataLength
    guard
      fileSize - place > 2 * Self.synchronizationInterval
        ? block.crops.allSatisfy({ $0.offset + $0.length <= header.dataLength })
        : try isWhole(block, at: start, count: header.dataLength)
    else { return nil }
    return (block, start, end)
  }

  /// Whether the crops of a block are what they were when they were written.
  private func isWhole(_ block: CropBlock, at start: Int, count: Int) throws -> Bool {
    try block.crops.allSatisfy { crop in
      guard crop.offset + crop.length <= count else { return false }
      let bytes = try read(crop.length, at: start + crop.offset)
      return bytes.withUnsafeBytes { crc32($0) } == crop.checksum
    }
  }

  private func read(_ count: Int, at place: Int) throws -> [UInt8] {
    try readAll(count, from: descriptor, at: place, path: partialPath)
  }

  private func cut(at place: Int) throws {
    var status = stat()
    guard fstat(descriptor, &status) == 0,
      Int(status.st_size) == place || ftruncate(descriptor, place) == 0,
      lseek(descriptor, place, SEEK_SET) == place
    else { throw TrainingError.file(path: partialPath, reason: systemReason()) }
    length = place
  }
}
