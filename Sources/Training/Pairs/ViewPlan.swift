import Video

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Everything that is drawn at random about one picture of a pair.
struct ViewPlan {
  let geometry: PairGeometry
  let occlusion: Occlusion?
  let color: ColorChange?
  let isGrey: Bool
  let quantizer: Int?
  private let blur: Blur?
  /// The deviation of noise in levels, and what it is drawn from.
  private let noise: (deviation: Double, numbers: RandomNumbers)?

  private enum Blur {
    case gaussian(deviation: Double)
    case motion(length: Int, direction: Double)
  }

  init(
    of crop: Int, side: Int, in source: PairSource, _ chooser: PairChooser,
    settings: AugmentationSettings.View, shared: PairGeometry.Shared,
    shift: (x: Double, y: Double) = (0, 0), _ numbers: inout RandomNumbers
  ) {
    let cache = source.cache
    geometry = PairGeometry(
      of: cache.crop(crop), cropSide: cache.origin.settings.side, side: side,
      exemplarSize: source.exemplarSize, settings: settings, shared: shared, shift: shift, &numbers)
    let isOccluded = numbers.happens(settings.occlusionShare)
    let occlusion = Occlusion(
      of: geometry, by: chooser, side: side, cropSide: cache.origin.settings.side, &numbers)
    self.occlusion = isOccluded ? occlusion : nil
    color = ColorChange.drawn(
      share: settings.colorShare, strength: settings.colorStrength, &numbers)
    isGrey = numbers.happens(settings.greyShare)
    let isBlurred = numbers.happens(settings.blurShare)
    let blur = Self.blur(&numbers)
    self.blur = isBlurred ? blur : nil
    let isNoisy = numbers.happens(settings.noiseShare)
    let deviation = numbers.uniform(2...9)
    let noise = RandomNumbers(seed: numbers.bits(), index: 0)
    self.noise = isNoisy ? (deviation, noise) : nil
    let isCompressed = numbers.happens(settings.compressionShare)
    let quantizer = 4 + numbers.below(17)
    self.quantizer = isCompressed ? quantizer : nil
  }

  private static func blur(_ numbers: inout RandomNumbers) -> Blur {
    let isMotion = numbers.happens(0.5)
    let deviation = numbers.uniform(0.6...2.2)
    let (length, direction) = (3 + numbers.below(7), numbers.unit() * Double.pi)
    return isMotion
      ? .motion(length: length, direction: direction) : .gaussian(deviation: deviation)
  }

  /// Makes the picture out of its crop.
  func draw(_ crop: PlanarPicture, on canvas: PairWorkspace.Canvas, _ warp: CropWarp) {
    let all = 0..<canvas.picture.side
    warp.warp(
      crop, by: geometry.map, into: canvas.picture, area: .init(columns: all, rows: all))
  }

  /// Blurs the picture and adds noise.
  func disturb(_ canvas: PairWorkspace.Canvas) {
    switch blur {
    case nil: break
    case .gaussian(let deviation): canvas.filter.blur(canvas.picture, deviation: deviation)
    case .motion(let length, let direction):
      canvas.filter.blur(canvas.picture, motion: length, direction: direction)
    }
    if var noise { canvas.picture.addNoise(deviation: noise.deviation, &noise.numbers) }
  }
}

/// A part of another crop that covers a part of the object.
struct Occlusion: Hashable {
  /// The number of the crop it is a part of.
  let crop: Int
  private let map: Affine
  private let columns: Range<Int>
  private let rows: Range<Int>

  /// Draws a rectangle of 0.2 to 0.6 of the object's size each way, its centre somewhere in the
  /// object, and a place in the middle of another crop to show there at half the size.
  init(
    of geometry: PairGeometry, by chooser: PairChooser, side: Int, cropSide: Int,
    _ numbers: inout RandomNumbers
  ) {
    crop = chooser.crop(of: chooser.object(&numbers), &numbers)
    let width = max(6, geometry.width * numbers.uniform(0.2...0.6))
    let height = max(6, geometry.height * numbers.uniform(0.2...0.6))
    let x = geometry.centreX + numbers.symmetric(0.5) * geometry.width
    let y = geometry.centreY + numbers.symmetric(0.5) * geometry.height
    columns = Self.pixels(from: x - width / 2, to: x + width / 2, side: side)
    rows = Self.pixels(from: y - height / 2, to: y + height / 2, side: side)
    let middle = Double(cropSide) / 2
    let scale = 2.0
    map = Affine(
      originX: middle + numbers.symmetric(middle / 2) - x * scale,
      originY: middle + numbers.symmetric(middle / 2) - y * scale, xx: scale, xy: 0, yx: 0,
      yy: scale)
  }

  private static func pixels(from start: Double, to end: Double, side: Int) -> Range<Int> {
    let limits = 0.0...Double(side)
    func pixel(_ place: Double) -> Int { Int(place.clamped(to: limits).rounded()) }
    return pixel(start)..<max(pixel(end), pixel(start))
  }

  /// Covers the object.
  func draw(_ picture: PlanarPicture, on canvas: PairWorkspace.Canvas, _ warp: CropWarp) {
    warp.warp(
      picture, by: map, into: canvas.picture, area: .init(columns: columns, rows: rows))
  }
}
