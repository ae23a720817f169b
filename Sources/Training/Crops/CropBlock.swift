import Video

/// What a crop cache says about the crops of one unit: everything but their bytes.
struct CropBlock: Hashable {
  struct Crop: Hashable {
    var frame: Int
    /// Which of the block's sources.
    var source: Int
    /// The frame of a video, −1 for a picture file.
    var videoFrame: Int
    var width: Float
    var height: Float
    var offsetX: Float
    var offsetY: Float
    var fill: RGBColor
    /// Where its bytes begin, from the beginning of the block's: they lie in the order of cutting.
    var offset: Int
    /// The number of bytes.
    var length: Int
    /// The checksum of the bytes.
    var checksum: UInt32
  }

  struct Object: Hashable {
    var name: String
    var category: String?
    var crops: [Crop]
  }

  /// The unit's number in the cache, from 0.
  var unit: Int
  /// Files, each named once.
  var sources: [String] = []
  var objects: [Object] = []
  var skipped: [SkippedCrop] = []

  /// All crops.
  var crops: [Crop] { objects.flatMap(\.crops) }
}

extension CropBlock {
  /// The block in bytes.
  var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.write(UInt32(truncatingIfNeeded: unit))
    writer.write(UInt32(truncatingIfNeeded: sources.count))
    for source in sources { writer.write(source) }
    writer.write(UInt32(truncatingIfNeeded: skipped.count))
    for item in skipped {
      writer.write(item.source)
      writer.write(item.reason)
    }
    writer.write(UInt32(truncatingIfNeeded: objects.count))
    for object in objects {
      writer.write(object.name)
      writer.write(UInt8(object.category == nil ? 0 : 1))
      writer.write(object.category ?? "")
      writer.write(UInt32(truncatingIfNeeded: object.crops.count))
      for crop in object.crops { crop.write(to: &writer) }
    }
    return writer.bytes
  }

  /// Reads a block; nil where the bytes are none.
  init?(_ bytes: UnsafeRawBufferPointer) {
    var reader = ByteReader(bytes)
    guard let unit = reader.read(UInt32.self), let sourceCount = reader.read(UInt32.self) else {
      return nil
    }
    self.unit = Int(unit)
    for _ in 0..<sourceCount {
      guard let source = reader.readText() else { return nil }
      sources.append(source)
    }
    guard let skippedCount = reader.read(UInt32.self) else { return nil }
    for _ in 0..<skippedCount {
      guard let source = reader.readText(), let reason = reader.readText() else { return nil }
      skipped.append(SkippedCrop(source: source, reason: reason))
    }
    guard let objectCount = reader.read(UInt32.self) else { return nil }
    for _ in 0..<objectCount {
      guard let object = Object(&reader, sources: sources.count) else { return nil }
      objects.append(object)
    }
    guard reader.position == bytes.count else { return nil }
  }
}

extension CropBlock.Object {
  fileprivate init?(_ reader: inout ByteReader, sources: Int) {
    guard let name = reader.readText(), let hasCategory = reader.read(UInt8.self),
      let category = reader.readText(), let count = reader.read(UInt32.self)
    else { return nil }
    self.init(name: name, category: hasCategory == 1 ? category : nil, crops: [])
    for _ in 0..<count {
      guard let crop = CropBlock.Crop(&reader), crop.source < sources else { return nil }
      crops.append(crop)
    }
  }
}

extension CropBlock.Crop {
  fileprivate func write(to writer: inout ByteWriter) {
    writer.write(Int32(truncatingIfNeeded: frame))
    writer.write(UInt32(truncatingIfNeeded: source))
    writer.write(Int32(truncatingIfNeeded: videoFrame))
    for value in [width, height, offsetX, offsetY] { writer.write(value) }
    writer.write([fill.red, fill.green, fill.blue, 0])
    writer.write(UInt64(offset))
    writer.write(UInt32(truncatingIfNeeded: length))
    writer.write(checksum)
  }

  fileprivate init?(_ reader: inout ByteReader) {
    guard let frame = reader.read(Int32.self), let source = reader.read(UInt32.self),
      let videoFrame = reader.read(Int32.self), let width = reader.readFloat(),
      let height = reader.readFloat(), let offsetX = reader.readFloat(),
      let offsetY = reader.readFloat(), let fill = reader.read(UInt32.self),
      let offset = reader.read(UInt64.self).flatMap(Int.init(exactly:)),
      let length = reader.read(UInt32.self), let checksum = reader.read(UInt32.self)
    else { return nil }
    self.init(
      frame: Int(frame), source: Int(source), videoFrame: Int(videoFrame), width: width,
      height: height, offsetX: offsetX, offsetY: offsetY,
      fill: RGBColor(packed: fill), offset: offset, length: Int(length), checksum: checksum)
  }
}

extension RGBColor {
  /// A colour from a little-endian number of red, green and blue.
  init(packed: UInt32) {
    self.init(
      red: UInt8(truncatingIfNeeded: packed), green: UInt8(truncatingIfNeeded: packed >> 8),
      blue: UInt8(truncatingIfNeeded: packed >> 16))
  }
}
