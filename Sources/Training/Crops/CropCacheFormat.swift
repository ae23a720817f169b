import NeuralNetworks

/// How a crop cache lies on the disk; all numbers are little-endian.
///
/// - a header of 64 bytes: ``magic``, ``version``, the length of a JSON text (``CropCacheOrigin``),
///   zeros; then that text;
/// - a block for each unit, in the units' order: ``BlockHeader``, what there is to know of its crops
///   (``CropBlock``), then the crops, JPEG files one after the other. So a file whose writing was
///   interrupted is a journal of what is done;
/// - the index (``CropIndex``), which repeats what the blocks say as tables;
/// - a trailer of 32 bytes: the index's place, length and checksum, ``endMagic``.
enum CropCacheFormat {
  static let magic: [UInt8] = Array("trkcrops".utf8)
  static let endMagic: [UInt8] = Array("cropsend".utf8)
  /// Raised whenever an older program could not read the file, or would read it wrongly.
  static let version: UInt32 = 1
  static let headerLength = 64
  static let trailerLength = 32

  /// What stands before each unit's crops.
  struct BlockHeader {
    static let length = 32
    static let magic: UInt32 = 0x4B4C_4243  // "CBLK"
    /// The number of bytes of the encoded ``CropBlock``.
    var metadataLength: Int
    /// The number of bytes of all its crops.
    var dataLength: Int
    var metadataChecksum: UInt32

    var encoded: [UInt8] {
      var writer = ByteWriter()
      writer.write(Self.magic)
      writer.write(UInt32(0))
      writer.write(UInt64(metadataLength))
      writer.write(UInt64(dataLength))
      writer.write(metadataChecksum)
      writer.write(UInt32(0))
      return writer.bytes
    }

    init(metadata: [UInt8], dataLength: Int) {
      metadataLength = metadata.count
      metadataChecksum = metadata.withUnsafeBytes { crc32($0) }
      self.dataLength = dataLength
    }

    init?(_ bytes: UnsafeRawBufferPointer) {
      var reader = ByteReader(bytes)
      guard reader.read(UInt32.self) == Self.magic, reader.read(UInt32.self) == 0,
        let metadata = reader.read(UInt64.self).flatMap(Int.init(exactly:)),
        let data = reader.read(UInt64.self).flatMap(Int.init(exactly:)),
        let metadataChecksum = reader.read(UInt32.self),
        metadata < 1 << 40, data < 1 << 48
      else { return nil }
      metadataLength = metadata
      dataLength = data
      self.metadataChecksum = metadataChecksum
    }
  }

  /// The header of a cache of the given origin, with the origin.
  static func header(origin: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(magic)
    writer.write(version)
    writer.write(UInt32(origin.count))
    writer.write([UInt8](repeating: 0, count: headerLength - writer.bytes.count))
    writer.write(origin)
    return writer.bytes
  }

  /// The length of the origin behind a header.
  static func originLength(_ header: UnsafeRawBufferPointer, path: String) throws -> Int {
    guard header.count >= headerLength, header.prefix(magic.count).elementsEqual(magic) else {
      throw TrainingError.notACropCache(
        path: path, found: "other bytes at its beginning", expected: "\"trkcrops\"")
    }
    let found = UInt32(littleEndian: header.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    guard found == version else {
      throw TrainingError.notACropCache(
        path: path, found: "version \(found)", expected: "version \(version)")
    }
    return Int(UInt32(littleEndian: header.loadUnaligned(fromByteOffset: 12, as: UInt32.self)))
  }
}
