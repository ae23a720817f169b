import NeuralNetworks
import Video

/// Crops of objects to learn from, in one file that is mapped into memory: read-only, and shared by
/// all threads and processes that use it.
public final class CropCache: Sendable {
  /// The file's path.
  public let path: String
  /// What it was made of, and how.
  public let origin: CropCacheOrigin
  /// The number of objects.
  public let objectCount: Int
  /// The number of crops.
  public let cropCount: Int
  /// The number of pictures that could not be used.
  public let skippedCount: Int

  /// What this cache is known by: another one has another text. Crops are not compared, only what is
  /// said about them.
  public let identity: String

  private let file: FileContents
  private let textCount: Int
  /// Where the tables of the index begin in the file.
  private let tables: (objects: Int, crops: Int, skipped: Int, textEnds: Int, texts: Int)
  private let textLength: Int
  private let dataEnd: Int

  /// One object.
  public struct Object: Hashable, Sendable {
    /// Its name, which begins with its collection's and a slash.
    public var name: String
    /// What kind of object it is, nil where nobody says.
    public var category: String?
    /// The numbers of its crops, in the order of time.
    public var crops: Range<Int>
  }

  /// One crop.
  public struct Crop: Hashable, Sendable {
    /// The number of its object.
    public var object: Int
    /// The picture's number in the object's sequence.
    public var frame: Int
    /// The object's width in pixels of the crop.
    public var width: Double
    /// The object's height in pixels of the crop.
    public var height: Double
    /// How far the object's centre lies right of the crop's, in pixels of the crop.
    public var offsetX: Double
    /// How far the object's centre lies below the crop's, in pixels of the crop.
    public var offsetY: Double
    /// What shows where the crop reaches outside the picture: the picture's mean colour.
    public var fill: RGBColor
    /// Where its JPEG file lies.
    var bytes: Range<Int>
    var source: UInt32
    var videoFrame: Int
  }

  /// Opens a cache.
  ///
  /// - Throws: ``TrainingError/notACropCache(path:found:expected:)`` where the file is none, is cut
  ///   short or was changed, or is of another version; ``TrainingError/file(path:reason:)``.
  public init(_ path: String) throws {
    do {
      file = try FileContents(mapping: path)
    } catch WeightsError.unreadable(_, let reason) {
      throw TrainingError.file(path: path, reason: reason)
    }
    self.path = path
    let file = file
    func damaged(_ found: String) -> TrainingError {
      .notACropCache(path: path, found: found, expected: "a whole crop cache")
    }
    guard file.count >= CropCacheFormat.headerLength + CropCacheFormat.trailerLength else {
      throw damaged("\(file.count) bytes")
    }
    let originLength = try file.withBytes(in: 0..<CropCacheFormat.headerLength, part: "header") {
      try CropCacheFormat.originLength($0, path: path)
    }
    let trailerStart = file.count - CropCacheFormat.trailerLength
    let trailer = try file.withBytes(in: trailerStart..<file.count, part: "trailer") {
      Trailer($0)
    }
    let originEnd = CropCacheFormat.headerLength + originLength
    guard let trailer, originEnd <= trailer.indexStart,
      trailer.indexStart <= trailerStart, trailer.indexLength == trailerStart - trailer.indexStart,
      trailer.indexLength >= CropIndex.countsLength
    else { throw damaged("no index at its end") }
    origin = try file.withBytes(in: CropCacheFormat.headerLength..<originEnd, part: "origin") {
      try CropCacheOrigin.decoding($0, path: path)
    }
    let counts = try file.withBytes(in: trailer.indexStart..<trailerStart, part: "index") {
      guard crc32($0) == trailer.checksum else { throw damaged("an index that was changed") }
      var reader = ByteReader($0)
      return (0..<5).compactMap { _ in reader.read(UInt64.self).flatMap(Int.init(exactly:)) }
    }
    guard counts.count == 5, counts.allSatisfy({ $0 < 1 << 48 }) else {
      throw damaged("an index without counts")
    }
    (objectCount, cropCount, textCount, skippedCount, textLength) =
      (counts[0], counts[1], counts[2], counts[3], counts[4])
    dataEnd = trailer.indexStart
    identity =
      "\(cropCount) crops of \(objectCount) objects in \(trailer.indexStart) bytes, checksum "
      + String(trailer.checksum, radix: 16)
    let objects = trailer.indexStart + CropIndex.countsLength
    let crops = objects + objectCount * CropIndex.objectLength
    let skipped = crops + cropCount * CropIndex.cropLength
    let textEnds = skipped + skippedCount * 8
    let texts = textEnds + textCount * 8
    guard texts + textLength == trailerStart else { throw damaged("an index of another size") }
    tables = (objects, crops, skipped, textEnds, texts)
    try check()
  }

  private struct Trailer {
    var indexStart: Int
    var indexLength: Int
    var checksum: UInt32

    init?(_ bytes: UnsafeRawBufferPointer) {
      var reader = ByteReader(bytes)
      guard bytes.suffix(8).elementsEqual(CropCacheFormat.endMagic),
        let start = reader.read(UInt64.self).flatMap(Int.init(exactly:)),
        let length = reader.read(UInt64.self).flatMap(Int.init(exactly:)),
        let checksum = reader.read(UInt32.self)
      else { return nil }
      indexStart = start
      indexLength = length
      self.checksum = checksum
    }
  }
}

// MARK: - Looking things up

extension CropCache {
  /// The object of a number from 0.
  public func object(_ number: Int) -> Object {
    let record = objectRecord(number)
    return Object(
      name: text(record.name),
      category: record.category == CropIndex.noText ? nil : text(record.category),
      crops: record.crops)
  }

  /// The crop of a number from 0.
  public func crop(_ number: Int) -> Crop {
    precondition((0..<cropCount).contains(number), "the cache has \(cropCount) crops")
    let place = tables.crops + number * CropIndex.cropLength
    let start = self.place(at: place)
    func float(_ offset: Int) -> Double {
      Double(Float(bitPattern: load(UInt32.self, at: place + offset)))
    }
    return Crop(
      object: Int(load(UInt32.self, at: place + 12)),
      frame: Int(load(Int32.self, at: place + 16)),
      width: float(28), height: float(32), offsetX: float(36), offsetY: float(40),
      fill: RGBColor(packed: load(UInt32.self, at: place + 44)),
      bytes: start..<start + Int(load(UInt32.self, at: place + 8)),
      source: load(UInt32.self, at: place + 20),
      videoFrame: Int(load(Int32.self, at: place + 24)))
  }

  /// Which picture a crop was cut from.
  public func source(of crop: Crop) -> PictureReference {
    let path = text(crop.source)
    return crop.videoFrame < 0 ? .file(path) : .video(path: path, frame: crop.videoFrame)
  }

  /// Lends the JPEG file of a crop.
  public func withJPEG<Result>(
    of crop: Crop, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    try file.withBytes(in: crop.bytes, part: "crop", body)
  }

  /// What could not be used when the cache was made, of at most `limit` pictures.
  public func skipped(limit: Int = .max) -> [SkippedCrop] {
    (0..<min(skippedCount, limit)).map { number in
      let place = tables.skipped + 8 * number
      return SkippedCrop(
        source: text(load(UInt32.self, at: place)), reason: text(load(UInt32.self, at: place + 4)))
    }
  }

  /// An object's crops, and the numbers of the texts that say its name and its category.
  func objectRecord(_ number: Int) -> (name: UInt32, category: UInt32, crops: Range<Int>) {
    precondition((0..<objectCount).contains(number), "the cache has \(objectCount) objects")
    let place = tables.objects + number * CropIndex.objectLength
    let first = Int(load(UInt32.self, at: place + 8))
    return (
      load(UInt32.self, at: place), load(UInt32.self, at: place + 4),
      first..<first + Int(load(UInt32.self, at: place + 12))
    )
  }

  private func text(_ number: UInt32) -> String {
    guard number < textCount else { return "" }
    let end = tables.textEnds + 8 * Int(number)
    let start = number == 0 ? 0 : place(at: end - 8)
    let range = tables.texts + start..<tables.texts + place(at: end)
    return (try? file.withBytes(in: range, part: "text") { String(decoding: $0, as: UTF8.self) })
      ?? ""
  }

  /// A 64-bit number that says where something is; beyond 2⁴⁸ it is as wrong as just there.
  private func place(at place: Int) -> Int {
    Int(min(load(UInt64.self, at: place), 1 << 48))
  }

  private func load<Number: FixedWidthInteger>(_ type: Number.Type, at place: Int) -> Number {
    let range = place..<place + MemoryLayout<Number>.size
    // The opening has checked that the tables lie in the file.
    let bytes = try? file.withBytes(in: range, part: "table") { $0.loadUnaligned(as: type) }
    return Number(littleEndian: bytes ?? 0)
  }

  /// Checks that everything points to where it may.
  private func check() throws {
    func damaged(_ found: String) -> TrainingError {
      .notACropCache(path: path, found: found, expected: "a whole crop cache")
    }
    var next = 0
    for number in 0..<objectCount {
      let crops = objectRecord(number).crops
      guard crops.lowerBound == next else { throw damaged("object \(number) out of order") }
      next = crops.upperBound
    }
    guard next == cropCount else { throw damaged("crops without an object") }
    for number in 0..<cropCount {
      let crop = crop(number)
      guard crop.object < objectCount, crop.bytes.upperBound <= dataEnd,
        crop.width > 0, crop.height > 0, crop.width.isFinite, crop.height.isFinite,
        crop.offsetX.isFinite, crop.offsetY.isFinite
      else { throw damaged("crop \(number) of nothing") }
    }
    var end = 0
    for number in 0..<textCount {
      let next = place(at: tables.textEnds + 8 * number)
      guard (end...textLength).contains(next) else { throw damaged("text \(number) of nothing") }
      end = next
    }
  }
}
