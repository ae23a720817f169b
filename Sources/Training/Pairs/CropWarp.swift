import Video

/// Where a picture's pixels come from in a crop, in continuous coordinates of both:
/// (x, y) ↦ (originX + xx·x + xy·y, originY + yx·x + yy·y).
struct Affine: Hashable {
  var originX: Double
  var originY: Double
  var xx: Double
  var xy: Double
  var yx: Double
  var yy: Double

  /// Where a place of the picture comes from.
  func callAsFunction(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    (originX + xx * x + xy * y, originY + yx * x + yy * y)
  }

  /// The place of the picture that comes from a place of the crop.
  func inverse(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    let determinant = xx * yy - xy * yx
    let (dx, dy) = (x - originX, y - originY)
    return ((yy * dx - xy * dy) / determinant, (xx * dy - yx * dx) / determinant)
  }
}

/// Makes pictures out of decoded crops by one affine map, bilinearly, straight from luma and chroma.
///
/// Beyond a crop's edge its mirror image shows: where the crop reaches outside the frame that is the
/// fill colour, elsewhere something like what is really there.
final class CropWarp {
  private var rows: UnsafeMutablePointer<Float>
  private var capacity: Int

  init() {
    capacity = 256
    rows = .allocate(capacity: 3 * capacity)
  }

  deinit { rows.deallocate() }

  /// A rectangle of pixels.
  struct Area {
    var columns: Range<Int>
    var rows: Range<Int>
  }

  /// Fills an area of a picture with what a map takes from a crop.
  func warp(_ crop: PlanarPicture, by map: Affine, into picture: LevelPicture, area: Area) {
    let count = area.columns.count
    guard count > 0 else { return }
    if count > capacity {
      rows.deallocate()
      capacity = count
      rows = .allocate(capacity: 3 * capacity)
    }
    let (luma, blueness, redness) = (rows, rows + capacity, rows + 2 * capacity)
    let lumaPlane = SampledPlane(
      samples: crop.luma, stride: crop.lumaStride, width: crop.width, height: crop.height)
    let (u, v) = (chroma(of: crop, crop.blueness), chroma(of: crop, crop.redness))
    let scale = crop.hasHalvedChroma ? 0.5 : 1
    for y in area.rows {
      let start = map(Double(area.columns.lowerBound) + 0.5, Double(y) + 0.5)
      lumaPlane.read(x: start.x, y: start.y, stepX: map.xx, stepY: map.yx, count, into: luma)
      u.readTwo(
        v, x: start.x * scale, y: start.y * scale, stepX: map.xx * scale, stepY: map.yx * scale,
        count, into: blueness, redness)
      let target = picture.levels + y * picture.side + area.columns.lowerBound
      JPEGColor.toRGB(
        luma: luma, blueness: blueness, redness: redness, count: count, red: target,
        green: target + picture.area, blue: target + 2 * picture.area)
    }
  }

  private func chroma(of crop: PlanarPicture, _ samples: UnsafePointer<UInt8>) -> SampledPlane {
    SampledPlane(
      samples: samples, stride: crop.chromaStride, width: crop.chromaWidth,
      height: crop.chromaHeight)
  }
}

/// A plane of samples that is read between them.
private struct SampledPlane {
  var samples: UnsafePointer<UInt8>
  var stride: Int
  var width: Int
  var height: Int

  /// A line through the plane in fixed point: 16 bits behind the point.
  private struct Line {
    var x: Int
    var y: Int
    var stepX: Int
    var stepY: Int

    init(x: Double, y: Double, stepX: Double, stepY: Double) {
      // A sample's centre is half a sample from its edge.
      self.x = Int(((x - 0.5) * 65536).rounded())
      self.y = Int(((y - 0.5) * 65536).rounded())
      self.stepX = Int((stepX * 65536).rounded())
      self.stepY = Int((stepY * 65536).rounded())
    }

    /// Whether the first `count` places of the line lie between samples of the plane.
    func isInside(_ width: Int, _ height: Int, count: Int) -> Bool {
      let (endX, endY) = (x + (count - 1) * stepX, y + (count - 1) * stepY)
      return min(x, endX) >= 0 && max(x, endX) >> 16 < width - 1 && min(y, endY) >= 0
        && max(y, endY) >> 16 < height - 1
    }
  }

  /// Reads the places of a line.
  func read(
    x: Double, y: Double, stepX: Double, stepY: Double, _ count: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    var line = Line(x: x, y: y, stepX: stepX, stepY: stepY)
    let isInside = line.isInside(width, height, count: count)
    for index in 0..<count {
      target[index] = isInside ? inside(line.x, line.y) : anywhere(line.x, line.y)
      line.x &+= line.stepX
      line.y &+= line.stepY
    }
  }

  /// Reads the same places of this plane and of another one of the same size.
  func readTwo(
    _ other: SampledPlane, x: Double, y: Double, stepX: Double, stepY: Double, _ count: Int,
    into target: UnsafeMutablePointer<Float>, _ otherTarget: UnsafeMutablePointer<Float>
  ) {
    var line = Line(x: x, y: y, stepX: stepX, stepY: stepY)
    let isInside = line.isInside(width, height, count: count)
    for index in 0..<count {
      target[index] = isInside ? inside(line.x, line.y) : anywhere(line.x, line.y)
      otherTarget[index] = isInside ? other.inside(line.x, line.y) : other.anywhere(line.x, line.y)
      line.x &+= line.stepX
      line.y &+= line.stepY
    }
  }

  @inline(__always)
  private func inside(_ x: Int, _ y: Int) -> Float {
    let above = samples + ((y >> 16) &* stride &+ (x >> 16))
    let below = above + stride
    return blend(above[0], above[1], below[0], below[1], x, y)
  }

  private func anywhere(_ x: Int, _ y: Int) -> Float {
    let (left, right) = (mirrored(x >> 16, width), mirrored(x >> 16 + 1, width))
    let above = samples + mirrored(y >> 16, height) * stride
    let below = samples + mirrored(y >> 16 + 1, height) * stride
    return blend(above[left], above[right], below[left], below[right], x, y)
  }

  /// Four samples by their nearness, to 1/256 of their distance.
  @inline(__always)
  private func blend(
    _ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, _ x: Int, _ y: Int
  ) -> Float {
    let (right, down) = (
      Int32(truncatingIfNeeded: x >> 8) & 255, Int32(truncatingIfNeeded: y >> 8) & 255
    )
    let above = Int32(a) &* (256 &- right) &+ Int32(b) &* right
    let below = Int32(c) &* (256 &- right) &+ Int32(d) &* right
    return Float(above &* (256 &- down) &+ below &* down) * (1 / 65536)
  }

  private func mirrored(_ index: Int, _ count: Int) -> Int {
    if index >= 0 && index < count { return index }
    let place = index % (2 * count)
    let positive = place < 0 ? place + 2 * count : place
    return positive < count ? positive : 2 * count - 1 - positive
  }
}
