import Siamese
import TestSupport
import Testing

@testable import Training

@Suite("Pairs")
struct PairSourceTests {
  @Test("The object is where the label says, whatever the pictures go through")
  func geometry() throws {
    let drawn = try DrawnCache(sequences: 2, frames: 4)
    var generator = SeededGenerator(seed: 11)
    for round in 0..<12 {
      let jitter = Double.random(in: 0...4, using: &generator)
      let view = AugmentationSettings.View(
        jitter: jitter, scale: Double.random(in: 0...0.1, using: &generator),
        stretch: Double.random(in: 0...0.1, using: &generator),
        rotation: Double.random(in: 0...0.3, using: &generator))
      let augmentation = AugmentationSettings(
        flipShare: 0.5, shiftShare: 0.8, maximumShift: Int.random(in: 0...4, using: &generator),
        sharedRotation: Double.random(in: 0...0.3, using: &generator), exemplar: view, search: view,
        stillSearch: view)
      let source = try PairSource(
        drawn.cache, settings: PairSettings(stillShare: 0.5), augmentation: augmentation,
        seed: UInt64(round))
      let pair = DrawnPair(of: source)
      for index in 0..<6 as Range<UInt64> {
        let target = try pair.make(index)
        let offset = try #require(target.offset)
        #expect(abs(offset.x) <= Double(augmentation.maximumShift))
        #expect(offset.x == offset.x.rounded() && offset.y == offset.y.rounded())
        let found = try #require(DrawnPair.centre(in: pair.search, side: 239))
        // Half a pixel for the square's edges, which are not between pixels.
        #expect(abs(found.x - 8 * offset.x) <= jitter + 0.5, "\(found), \(offset)")
        #expect(abs(found.y - 8 * offset.y) <= jitter + 0.5, "\(found), \(offset)")
        let exemplar = try #require(DrawnPair.centre(in: pair.exemplar, side: 127))
        #expect(abs(exemplar.x) <= jitter + 0.5 && abs(exemplar.y) <= jitter + 0.5)
        // The square's side is half the exemplar's.
        let side = Double(exemplar.count).squareRoot()
        #expect(abs(side - 63.5) < 63.5 * 0.11 + 1, "\(side)")
      }
    }
  }

  @Test("Pixels are whole levels, and with nothing changed those of the crop")
  func levels() throws {
    let drawn = try DrawnCache(sequences: 1, frames: 2)
    let settings = PairSettings(stillShare: 1)
    for augmentation in [AugmentationSettings(), .siamfc, .strong] {
      let pair = DrawnPair(
        of: try PairSource(drawn.cache, settings: settings, augmentation: augmentation, seed: 1))
      for index in 0..<10 as Range<UInt64> {
        _ = try pair.make(index)
        let isWhole = (pair.exemplar + pair.search).allSatisfy {
          (0...255).contains($0) && $0 == $0.rounded()
        }
        #expect(isWhole)
      }
    }
    let pair = DrawnPair(
      of: try PairSource(
        drawn.cache, settings: settings, augmentation: AugmentationSettings(), seed: 1))
    _ = try pair.make(0)
    // Both show the same view at the same scale.
    var differences = 0.0
    for y in 0..<127 {
      for x in 0..<127 {
        differences += Double(
          abs(pair.exemplar[y * 127 + x] - pair.search[(y + 56) * 239 + x + 56]))
      }
    }
    // Places are counted in 65536ths of a pixel from each row's beginning: few levels differ by one.
    #expect(differences < 127 * 127 * 0.01)
  }

  @Test("Statistics of pixels stay near those of the crops under strong augmentation")
  func statistics() throws {
    let drawn = try DrawnCache()
    func means(_ augmentation: AugmentationSettings) throws -> (mean: Double, deviation: Double) {
      let pair = DrawnPair(
        of: try PairSource(
          drawn.cache, settings: PairSettings(), augmentation: augmentation, seed: 5))
      var (sum, squares, count) = (0.0, 0.0, 0.0)
      for index in 0..<30 as Range<UInt64> {
        _ = try pair.make(index)
        for value in pair.search {
          sum += Double(value)
          squares += Double(value) * Double(value)
          count += 1
        }
      }
      let mean = sum / count
      return (mean, (squares / count - mean * mean).squareRoot())
    }
    let plain = try means(AugmentationSettings())
    let strong = try means(.strong)
    #expect(abs(plain.mean - strong.mean) < 8, "\(plain) \(strong)")
    #expect(strong.deviation / plain.deviation > 0.7 && strong.deviation / plain.deviation < 1.3)
  }

  @Test("Presets are drawn as they say: shares of what happens")
  func shares() throws {
    let drawn = try DrawnCache(sequences: 4, frames: 5)
    let source = try PairSource(
      drawn.cache, settings: PairSettings(stillShare: 0.25, negativeShare: 0.4),
      augmentation: .strong, seed: 3)
    let count = 4000
    let choices = (0..<UInt64(count)).map { source.choice(of: $0) }
    func share(_ condition: (PairChoice) -> Bool) -> Double {
      Double(choices.filter(condition).count) / Double(count)
    }
    #expect(abs(share { !$0.isPositive } - 0.4) < 0.03)
    #expect(abs(share { $0.isPositive && $0.exemplar == $0.search } - 0.6 * 0.25) < 0.03)
    for choice in choices {
      let same =
        drawn.cache.crop(choice.exemplar).object == drawn.cache.crop(choice.search).object
      #expect(same == choice.isPositive)
    }
    for object in 0..<4 {
      #expect(abs(share { drawn.cache.crop($0.exemplar).object == object } - 0.25) < 0.03)
    }
  }

  @Test("Frames of a pair are fewer than the gap apart")
  func frameGap() throws {
    let drawn = try DrawnCache(sequences: 1, frames: 12)
    let source = try PairSource(
      drawn.cache, settings: PairSettings(frameGap: 4), augmentation: .siamfc, seed: 3)
    var gaps: [Int: Int] = [:]
    for index in 0..<2000 as Range<UInt64> {
      let choice = source.choice(of: index)
      let gap =
        drawn.cache.crop(choice.search).frame - drawn.cache.crop(choice.exemplar).frame
      gaps[gap, default: 0] += 1
    }
    #expect(Set(gaps.keys) == [-3, -2, -1, 1, 2, 3])
  }

  @Test("Weights say how often which objects are seen; a name that fits nothing is an error")
  func weights() throws {
    let drawn = try DrawnCache(sequences: 4, frames: 2)
    let settings = PairSettings(weights: ["drawn/clip1": 3, "drawn/": 1])
    let source = try PairSource(drawn.cache, settings: settings, augmentation: .siamfc, seed: 3)
    let count = 3000
    let objects = (0..<UInt64(count)).map {
      drawn.cache.crop(source.choice(of: $0).exemplar).object
    }
    func share(_ object: Int) -> Double {
      Double(objects.filter { $0 == object }.count) / Double(count)
    }
    #expect(abs(share(1) - 0.75) < 0.03)
    for object in [0, 2, 3] { #expect(abs(share(object) - 0.25 / 3) < 0.03) }
    let only = try PairSource(
      drawn.cache, settings: PairSettings(weights: ["drawn/clip2": 1]), augmentation: .siamfc,
      seed: 3)
    #expect(
      (0..<50 as Range<UInt64>).allSatisfy {
        drawn.cache.crop(only.choice(of: $0).exemplar).object == 2
      })
    let error = thrownError(TrainingError.self) {
      _ = try PairSource(
        drawn.cache, settings: PairSettings(weights: ["GOT": 1]), augmentation: .siamfc, seed: 3)
    }
    #expect(error?.description.contains("\"GOT\"") == true)
  }
}
