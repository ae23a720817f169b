import Foundation
import NeuralNetworks
import TestSupport
import Testing
import Video

@testable import Training

@Suite("Crop caches")
struct CropCacheTests {
  /// Two sequences, a broken picture in the one, and what to build of them.
  private struct Material {
    let data: TemporaryFolder
    let place: TemporaryFolder
    let collection: TrainingCollection
    var path: String { place.file("crops") }
    var settings = CropSettings(side: 64, exemplarSize: 31)

    init(sequences: Int = 3, frames: Int = 5) throws {
      data = try TemporaryFolder()
      place = try TemporaryFolder()
      for number in 0..<sequences {
        var sequence = DrawnSequence(name: "clip\(number)", frames: frames)
        sequence.box.x += Double(number)
        try sequence.write(into: data)
      }
      collection = try TrainingCollection(folder: data.path, name: "drawn")
    }

    func build(threads: Int = 2, cancelledAfter units: Int? = nil) throws -> CropCache {
      let done = Guarded(0)
      return try CropCacheBuilder([collection], settings: settings, to: path).build(
        threads: threads,
        isCancelled: { units.map { limit in done.withLock { $0 >= limit } } ?? false },
        progress: { progress in done.withLock { $0 = progress.units } })
    }

    func bytes(_ name: String = "crops") throws -> Data {
      try Data(contentsOf: URL(filePath: place.file(name)))
    }
  }

  @Test("What goes in comes out: objects, frames, places, pixels and sources")
  func roundTrip() throws {
    var material = try Material(sequences: 2)
    material.settings = CropSettings()
    let cache = try material.build()
    #expect(cache.objectCount == 2)
    #expect(cache.cropCount == 10)
    #expect(cache.skippedCount == 0)
    #expect(cache.object(1).name == "drawn/clip1")
    #expect(cache.object(1).category == nil)
    #expect(cache.object(1).crops == 5..<10)
    let crop = cache.crop(7)
    #expect(crop.object == 1)
    #expect(crop.frame == 2)
    #expect(
      cache.source(of: crop) == .file(material.data.path + "/clip1/0002.ppm"))
    // A square of 32 has context for a square of 64, which is 127 pixels of the crop.
    #expect(abs(crop.width - 63.5) < 0.5 && abs(crop.height - 63.5) < 0.5)
    let picture = try cache.withJPEG(of: crop) { bytes in
      try Frame.decoding(picture: Array(bytes), named: "crop").rgbPixels()
    }
    func color(_ x: Double, _ y: Double) -> [UInt8] {
      Array(picture[3 * (Int(y) * 320 + Int(x))..<3 * (Int(y) * 320 + Int(x)) + 3])
    }
    let centre = (160 + crop.offsetX, 160 + crop.offsetY)
    let half = crop.width / 2 - 4
    for (x, y) in [(-half, -half), (half, -half), (-half, half), (half, half), (0, 0)] {
      let inside = color(centre.0 + x, centre.1 + y)
      #expect(inside[0] > 180 && inside[1] < 90, "\(inside)")
    }
    let outside = color(centre.0 + crop.width / 2 + 6, centre.1)
    #expect(outside[1] > outside[0], "\(outside)")
  }

  @Test("The bytes do not depend on the number of threads")
  func threads() throws {
    let material = try Material()
    _ = try material.build(threads: 1)
    let one = try material.bytes()
    for threads in [2, 5] {
      try FileManager.default.removeItem(atPath: material.path)
      _ = try material.build(threads: threads)
      #expect(try material.bytes() == one)
    }
    #expect(material.place.contents == ["crops"])
  }

  @Test("Cut off anywhere, the next build goes on and ends with the same bytes")
  func resuming() throws {
    let material = try Material()
    _ = try material.build()
    let whole = try material.bytes()
    var generator = SeededGenerator(seed: 3)
    var ends = [0, 1, 63, 64, 100, whole.count - 33, whole.count - 1, whole.count]
    ends += (0..<24).map { _ in Int.random(in: 0...whole.count, using: &generator) }
    for end in ends {
      try FileManager.default.removeItem(atPath: material.path)
      try material.place.write(whole.prefix(end), to: "crops.partial")
      _ = try material.build()
      let resumed = try material.bytes()
      #expect(resumed == whole, "cut off after \(end) of \(whole.count) bytes")
    }
  }

  @Test("What is damaged behind whole blocks is made again")
  func damagedEnd() throws {
    let material = try Material()
    _ = try material.build()
    let whole = try material.bytes()
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<16 {
      var damaged = whole
      // Behind the header, which says what the cache is made of.
      let place = Int.random(in: 600..<whole.count, using: &generator)
      damaged[place] ^= 0x55
      try FileManager.default.removeItem(atPath: material.path)
      try material.place.write(damaged, to: "crops.partial")
      _ = try material.build()
      let resumed = try material.bytes()
      #expect(resumed == whole, "damaged at \(place)")
    }
  }

  @Test("Cancelled, it keeps what is done; nobody else may write meanwhile")
  func cancelling() throws {
    let material = try Material(sequences: 6)
    #expect(throws: CancellationError.self) { _ = try material.build(cancelledAfter: 2) }
    #expect(material.place.contents == ["crops.partial"])
    let partial = try material.bytes("crops.partial")
    #expect(partial.count > 1000)
    let cache = try material.build()
    #expect(cache.objectCount == 6)
    #expect(try material.bytes().starts(with: partial.prefix(1000)))

    let writer = try CropCacheWriter(material.place.file("other"), origin: cache.origin)
    let error = thrownError(TrainingError.self) {
      _ = try CropCacheWriter(material.place.file("other"), origin: cache.origin)
    }
    #expect(
      error
        == .file(
          path: material.place.file("other.partial"), reason: "another process is writing it"))
    withExtendedLifetime(writer) {}
  }

  @Test("A cache, or the beginning of one, of other data or settings is not gone on with")
  func otherOrigin() throws {
    var material = try Material()
    _ = try material.build()
    material.settings.quantizer = 5
    let built = thrownError(TrainingError.self) { _ = try material.build() }
    #expect(built?.description.contains("quantizer: 5") == true)
    let moved = material.place.file("crops.partial")
    try FileManager.default.moveItem(atPath: material.path, toPath: moved)
    let partial = thrownError(TrainingError.self) { _ = try material.build() }
    #expect(partial?.description.contains("quantizer: 2") == true)
    #expect(partial?.description.contains("quantizer: 5") == true)
  }

  @Test("A broken picture is skipped, counted and named; so is one that is missing")
  func brokenPicture() throws {
    let material = try Material(sequences: 1)
    let whole = DrawnSequence(name: "clip0").picture(at: 0)
    try material.data.write(whole.prefix(5000), to: "clip0/0003.ppm")
    try material.data.write(Data("nonsense".utf8), to: "clip0/0001.ppm")
    let cache = try material.build()
    let frames = (0..<cache.cropCount).map { cache.crop($0).frame }
    #expect(!frames.contains(1))
    #expect(frames.contains(0) && frames.contains(4))
    #expect(cache.skippedCount >= 1)
    #expect(cache.skipped().map(\.source).contains(material.data.path + "/clip0/0001.ppm"))
    #expect(cache.skipped(limit: 1).count == 1)
  }

  @Test("Boxes outside the picture, empty ones and those of no reasonable size are left out")
  func boxes() throws {
    let folder = try TemporaryFolder()
    try DrawnSequence(name: "clip", frames: 7).write(into: folder)
    let boxes = [
      "0,60,50,32,32", "1,500,50,32,32", "2,-31,-31,32,32", "3,60,50,0,32", "4,60,50,1e300,32",
      "5,60,50,199,159", "6,1e12,50,32,32",
    ]
    try folder.write(
      Data(("frame,x,y,width,height\n" + boxes.joined(separator: "\n")).utf8),
      to: "clip.truth.csv")
    let collection = try TrainingCollection(folder: folder.path)
    let cache = try CropCacheBuilder([collection], to: folder.file("crops")).build()
    // The third reaches into the picture by one pixel.
    #expect((0..<cache.cropCount).map { cache.crop($0).frame } == [0, 2])
  }

  @Test("As many views as wanted, spread evenly")
  func maximumViews() throws {
    var material = try Material(sequences: 1, frames: 11)
    material.settings.maximumViews = 3
    let cache = try material.build()
    #expect((0..<cache.cropCount).map { cache.crop($0).frame } == [0, 5, 10])
  }

  @Test("Frames of a video are crops too, each decoded once")
  func video() throws {
    let folder = try TemporaryFolder()
    let collection = try TrainingCollection(folder: Checkout.file("SampleVideos"))
    let settings = CropSettings(maximumViews: 4)
    let cache = try CropCacheBuilder([collection], settings: settings, to: folder.file("crops"))
      .build()
    #expect(cache.objectCount == 2)
    #expect(cache.cropCount == 8)
    guard case .video(let path, let frame) = cache.source(of: cache.crop(7)) else {
      Issue.record("expected a frame of a video")
      return
    }
    #expect(path.hasSuffix("rover.mp4"))
    #expect(frame == cache.crop(7).frame)
  }

  @Test("Nothing that can be learned from is an error, and leaves no file")
  func nothing() throws {
    let folder = try TemporaryFolder()
    try folder.write(Data("nonsense".utf8), to: "a.png")
    let collection = try TrainingCollection(folder: folder.path)
    let place = try TemporaryFolder()
    let error = thrownError(TrainingError.self) {
      _ = try CropCacheBuilder([collection], to: place.file("crops")).build()
    }
    #expect(error?.description.contains("a.png") == true)
    #expect(place.contents.isEmpty)
  }

  @Test("A full disk is an error that names the file")
  func fullDisk() throws {
    let material = try Material()
    try FileManager.default.createSymbolicLink(
      atPath: material.path + ".partial", withDestinationPath: "/dev/full")
    let error = thrownError(TrainingError.self) { _ = try material.build() }
    #expect(
      error == .file(path: material.path + ".partial", reason: "No space left on device"))
    try FileManager.default.removeItem(atPath: material.path + ".partial")
    let cache = try material.build()
    #expect(cache.objectCount == 3)
  }

  @Test("Damage anywhere in a cache is an error, or a crop that does not decode; never more")
  func damage() throws {
    let material = try Material(sequences: 2, frames: 3)
    _ = try material.build()
    let whole = try material.bytes()
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<60 {
      var damaged = whole
      if Bool.random(using: &generator) {
        damaged = damaged.prefix(Int.random(in: 0..<whole.count, using: &generator))
      } else {
        damaged[Int.random(in: 0..<whole.count, using: &generator)] ^= 0xFF
      }
      let path = try material.place.write(damaged, to: "damaged")
      do {
        let cache = try CropCache(path)
        let source = try PairSource(
          cache, settings: PairSettings(), augmentation: .siamfc, exemplarSize: 31, searchSize: 47,
          seed: 1)
        let pair = DrawnPair(of: source)
        for index in 0..<3 as Range<UInt64> { _ = try? pair.make(index) }
      } catch is TrainingError {
        continue
      }
    }
  }
}
