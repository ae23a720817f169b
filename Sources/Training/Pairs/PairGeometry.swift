#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How a picture of a pair is made of a crop.
struct PairGeometry: Hashable {
  /// Where the picture's pixels come from.
  var map: Affine
  /// Where the object's centre is in the picture, in continuous pixels.
  var centreX: Double
  var centreY: Double
  /// The object's size in the picture before it was turned, in pixels.
  var width: Double
  var height: Double

  /// What both pictures of a pair have in common.
  struct Shared: Hashable {
    var isFlipped: Bool
    var rotation: Double

    init(_ settings: AugmentationSettings, _ numbers: inout RandomNumbers) {
      isFlipped = numbers.happens(settings.flipShare)
      rotation = numbers.symmetric(settings.sharedRotation)
    }
  }

  /// Draws the geometry of a picture.
  ///
  /// - Parameters:
  ///   - crop: What it is made of.
  ///   - cropSide: The crop's side.
  ///   - side: The picture's side.
  ///   - exemplarSize: The side of the square around the object, in pixels of the picture.
  ///   - settings: What happens to it.
  ///   - shift: How far the object is moved from the centre, in pixels.
  init(
    of crop: CropCache.Crop, cropSide: Int, side: Int, exemplarSize: Int,
    settings: AugmentationSettings.View, shared: Shared, shift: (x: Double, y: Double) = (0, 0),
    _ numbers: inout RandomNumbers
  ) {
    // Not quite the exemplar's size, for crops are of whole pixels.
    let cropScale =
      CropGeometry.exemplarSide(width: crop.width, height: crop.height) / Double(exemplarSize)
    let jitter = (x: numbers.symmetric(settings.jitter), y: numbers.symmetric(settings.jitter))
    let scale = cropScale * Self.factor(settings.scale, &numbers)
    let stretch = Self.factor(settings.stretch, &numbers)
    let rotation = shared.rotation + numbers.symmetric(settings.rotation)
    centreX = Double(side) / 2 + shift.x + jitter.x
    centreY = Double(side) / 2 + shift.y + jitter.y
    let (cosine, sine) = (cos(rotation) * scale, sin(rotation) * scale)
    let mirror: Double = shared.isFlipped ? -1 : 1
    map = Affine(
      originX: 0, originY: 0, xx: mirror * cosine * stretch, xy: -mirror * sine / stretch,
      yx: sine * stretch, yy: cosine / stretch)
    let centre = map(centreX, centreY)
    map.originX = Double(cropSide) / 2 + crop.offsetX - centre.x
    map.originY = Double(cropSide) / 2 + crop.offsetY - centre.y
    width = crop.width / (scale * stretch)
    height = crop.height / (scale / stretch)
  }

  /// A factor from 1 / (1 + reach) to 1 + reach, its logarithm uniform.
  private static func factor(_ reach: Double, _ numbers: inout RandomNumbers) -> Double {
    exp(numbers.symmetric(log(1 + reach)))
  }
}
