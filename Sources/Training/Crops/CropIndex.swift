import Video

/// The tables at a crop cache's end, as they are built from its blocks.
///
/// Behind the numbers of objects, crops, texts, skipped pictures and bytes of text (five 64-bit
/// numbers) stand the objects, 16 bytes each (name, category or 2³² − 1, first crop, number of
/// crops), the crops, 48 bytes each (``append(_:at:)``), the pictures that were skipped, 8 bytes each
/// (which and why), the ends of the texts, 8 bytes each, and the texts, to which all the others point
/// by number.
struct CropIndex {
  static let objectLength = 16
  static let cropLength = 48
  static let noText = UInt32.max
  static let countsLength = 40

  private var objects = ByteWriter()
  private var crops = ByteWriter()
  private var skipped = ByteWriter()
  private var textEnds = ByteWriter()
  private var texts: [UInt8] = []
  private var categories: [String: UInt32] = [:]
  private var textCount: UInt32 = 0
  private(set) var objectCount = 0
  private(set) var cropCount = 0
  private(set) var skippedCount = 0

  /// Adds a block whose crops begin at a place in the file.
  mutating func append(_ block: CropBlock, at start: Int) {
    let sources = block.sources.map { add($0) }
    for object in block.objects {
      let name = add(object.name)
      objects.write(name)
      objects.write(object.category.map { category($0) } ?? Self.noText)
      objects.write(UInt32(cropCount))
      objects.write(UInt32(object.crops.count))
      for crop in object.crops {
        append(crop, source: sources[crop.source], at: start + crop.offset)
      }
      objectCount += 1
    }
    for item in block.skipped {
      skipped.write(add(item.source))
      skipped.write(add(item.reason))
      skippedCount += 1
    }
  }

  private mutating func append(_ crop: CropBlock.Crop, source: UInt32, at place: Int) {
    crops.write(UInt64(place))
    crops.write(UInt32(crop.length))
    crops.write(UInt32(objectCount))
    crops.write(Int32(truncatingIfNeeded: crop.frame))
    crops.write(source)
    crops.write(Int32(truncatingIfNeeded: crop.videoFrame))
    for value in [crop.width, crop.height, crop.offsetX, crop.offsetY] { crops.write(value) }
    crops.write([crop.fill.red, crop.fill.green, crop.fill.blue, 0])
    cropCount += 1
  }

  private mutating func category(_ name: String) -> UInt32 {
    if let known = categories[name] { return known }
    let number = add(name)
    categories[name] = number
    return number
  }

  private mutating func add(_ text: String) -> UInt32 {
    texts += text.utf8
    textEnds.write(UInt64(texts.count))
    defer { textCount += 1 }
    return textCount
  }

  /// The index in bytes.
  var encoded: [UInt8] {
    var writer = ByteWriter()
    for count in [objectCount, cropCount, Int(textCount), skippedCount, texts.count] {
      writer.write(UInt64(count))
    }
    for table in [objects, crops, skipped, textEnds] { writer.write(table.bytes) }
    writer.write(texts)
    return writer.bytes
  }
}
