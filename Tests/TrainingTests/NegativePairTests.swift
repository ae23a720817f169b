import Foundation
import NeuralNetworks
import TestSupport
import Testing
import Video

@testable import Training

@Suite("Negative pairs, and crops that are broken")
struct NegativePairTests {
  /// A cache of objects of which only names, categories and the number of crops matter.
  private func cache(
    _ objects: [(name: String, category: String?, crops: Int)], in folder: TemporaryFolder,
    jpeg: (Int) throws -> [UInt8] = { _ in [0] }
  ) throws -> CropCache {
    let path = folder.file("crops-\(folder.contents.count)")
    let collection = TrainingCollection(
      name: "made", folder: "", format: .pictures, units: [TrainingUnit(name: "a") { .init() }])
    let writer = try CropCacheWriter(
      path, origin: CropCacheOrigin([collection], settings: CropSettings()))
    let spool = CropSpool(beside: path)
    var block = CropBlock(unit: 0, sources: ["picture"])
    var number = 0
    for object in objects {
      var packed = CropBlock.Object(name: object.name, category: object.category, crops: [])
      for frame in 0..<object.crops {
        let bytes = try jpeg(number)
        packed.crops.append(
          CropBlock.Crop(
            frame: frame, source: 0, videoFrame: -1, width: 63.5, height: 63.5, offsetX: 0,
            offsetY: 0, fill: RGBColor(red: 1, green: 2, blue: 3), offset: spool.count,
            length: bytes.count, checksum: bytes.withUnsafeBytes { crc32($0) }))
        try bytes.withUnsafeBytes { try spool.append($0) }
        number += 1
      }
      block.objects.append(packed)
    }
    try writer.append(block, data: spool)
    try writer.finish()
    return try CropCache(path)
  }

  @Test("Distractors are of the same category; what is seen together is no negative")
  func distractors() throws {
    let folder = try TemporaryFolder()
    let objects: [(name: String, category: String?, crops: Int)] = [
      ("a/1#0", "car", 2), ("a/1#1", "car", 2), ("a/2#0", "car", 2), ("a/3#0", "dog", 2),
      ("a/4#0", nil, 2), ("a/5#0", "dog", 1), ("a/6#0", "alone", 1),
    ]
    let cache = try cache(objects, in: folder)
    let source = try PairSource(
      cache, settings: PairSettings(negativeShare: 1, sameCategoryShare: 0.75),
      augmentation: .siamfc, seed: 2)
    var (alike, known) = (0, 0)
    for index in 0..<6000 as Range<UInt64> {
      let choice = source.choice(of: index)
      let (first, second) = (cache.crop(choice.exemplar).object, cache.crop(choice.search).object)
      #expect(!choice.isPositive)
      #expect(objects[first].name.dropLast(2) != objects[second].name.dropLast(2))
      if ["car", "dog"].contains(objects[first].category) {
        known += 1
        if objects[first].category == objects[second].category { alike += 1 }
      }
    }
    // Of the others, drawn from all, some are alike by chance.
    let share = Double(alike) / Double(known)
    #expect(share > 0.75 && share < 0.88, "\(share)")
  }

  @Test("With a single scene there are no negatives, with a single view only still pairs")
  func loneliness() throws {
    let folder = try TemporaryFolder()
    let cache = try cache([("a/1#0", "car", 1)], in: folder)
    let source = try PairSource(
      cache, settings: PairSettings(negativeShare: 1, sameCategoryShare: 1), augmentation: .siamfc,
      seed: 2)
    for index in 0..<20 as Range<UInt64> {
      #expect(source.choice(of: index) == PairChoice(exemplar: 0, search: 0, isPositive: true))
    }
  }

  @Test("A broken crop is skipped, counted and named; nothing but broken ones is an error")
  func brokenCrops() throws {
    let folder = try TemporaryFolder()
    let encoder = try JPEGPictureEncoder(width: 320, height: 320, hasHalvedChroma: true)
    var whole: [UInt8] = []
    let levels = (0..<3 * 320 * 320).map { UInt8(truncatingIfNeeded: $0 / 7) }
    try encoder.encode(rgb: levels, quantizer: 2) { whole = Array($0) }
    let objects = (0..<4).map { (name: "a/\($0)", category: String?.none, crops: 1) }
    let some = try cache(objects, in: folder) { number in
      number == 2 ? Array(whole.prefix(whole.count / 2)) : whole
    }
    func source(_ cache: CropCache) throws -> PairSource {
      try PairSource(cache, settings: PairSettings(), augmentation: .siamfc, seed: 2)
    }
    func batches(_ threads: Int) throws -> ([[Float]], [SkippedCrop]) {
      let queue = BatchQueue(try source(some), batchSize: 4, threads: threads)
      defer { queue.stop() }
      let values = try (0..<4).map { _ in try queue.withNext { Array($0.search) } }
      return (values, queue.skipped)
    }
    let (one, skipped) = try batches(1)
    let (three, _) = try batches(3)
    #expect(one == three)
    #expect(skipped.map(\.source) == ["picture"])

    let none = try cache(objects, in: folder) { _ in Array(whole.prefix(100)) }
    let queue = BatchQueue(try source(none), batchSize: 4, threads: 2)
    let error = thrownError(TrainingError.self) { try queue.withNext { _ in } }
    #expect(error?.description.contains("picture") == true)
    queue.stop()
  }

  @Test("Stopped, a queue ends at once, also where nobody takes a batch, and gives no more")
  func stopping() throws {
    let drawn = try DrawnCache(sequences: 1, frames: 2)
    let source = try PairSource(
      drawn.cache, settings: PairSettings(), augmentation: .siamfc, seed: 2)
    let queue = BatchQueue(source, batchSize: 2, threads: 2, ahead: 1)
    try queue.withNext { #expect($0.index == 0) }
    #expect(queue.waited > .zero)
    queue.stop()
    #expect(throws: CancellationError.self) { try queue.withNext { _ in } }
    queue.stop()
    _ = BatchQueue(source, batchSize: 2, threads: 3)
  }

  @Test("An error of who uses a batch comes back, and the next batch follows")
  func errorsOfUsers() throws {
    let drawn = try DrawnCache(sequences: 1, frames: 2)
    let source = try PairSource(
      drawn.cache, settings: PairSettings(), augmentation: .siamfc, seed: 2)
    let queue = BatchQueue(source, batchSize: 1, firstBatch: 5, threads: 1)
    #expect(throws: TrainingError.self) {
      try queue.withNext { _ in throw TrainingError.file(path: "a", reason: "b") }
    }
    try queue.withNext { #expect($0.index == 6) }
  }
}
