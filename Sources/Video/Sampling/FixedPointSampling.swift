/// Resizing regions of 8-bit RGB and grey pictures with OpenCV's own integer arithmetic, so that the
/// result equals OpenCV's INTER_LINEAR bit for bit: trackers that were trained and published with it
/// see the same crops.
///
/// OpenCV (modules/imgproc/src/resize.cpp, `HResizeLinear` and `VResizeLinear` for `uchar`) weighs in
/// 1/2048, drops four bits of the sum of two columns, drops 16 bits of each row's product, and rounds
/// the two bits that are left. In pictures shown transposed, rows and columns change their roles in
/// this, and results may differ by one level.
final class FixedPointSampling {
  private let columns = FixedPointTable()
  private let rows = FixedPointTable()
  /// For each of three channels two interpolated rows, and one of the fill colour.
  private let storage = GrowingBuffer<Int16>()
  /// The fill colour's weight in each column, in 1/2048.
  private let fillWeights = GrowingBuffer<Int32>()
  /// Pixels that are computed at once.
  private static let width = 8

  /// Whether pictures of this layout are for this arithmetic.
  static func suits(_ layout: PixelLayout) -> Bool { layout.depth == 8 && layout.model != .yuv }

  /// Samples a region.
  ///
  /// - Parameters:
  ///   - horizontal: The region along the stored picture's rows.
  ///   - vertical: The region along its columns.
  /// - Returns: False where a plane is missing.
  func sample(
    _ image: StoredImage, horizontal: AxisGeometry, vertical: AxisGeometry, fill: RGBColor,
    into output: RegionOutput
  ) -> Bool {
    let width = FixedPointSampling.width
    let count = (output.side + width - 1) / width * width
    let step = image.layout.components[0].step
    columns.fill(horizontal, border: .place, origin: image.originX, step: step, padding: width)
    columns.moveOutsideWeights(to: fillWeights.reserve(count), count: count)
    rows.fill(vertical, border: .pixels, origin: image.originY, step: 1, padding: 1)
    guard var red = channel(0, image, fill.red, count),
      var green = channel(1, image, fill.green, count),
      var blue = channel(2, image, fill.blue, count)
    else { return false }
    for row in output.range {
      let (first, second) = (Int(rows.first.start[row]), Int(rows.second.start[row]))
      let weights = (rows.firstWeight.start[row], rows.secondWeight.start[row])
      let target = output.rows(row)
      blend(red.rows(first, second), weights, output.side, into: target.red)
      blend(green.rows(first, second), weights, output.side, into: target.green)
      blend(blue.rows(first, second), weights, output.side, into: target.blue)
      output.finish(row)
    }
    return true
  }

  /// Grey has one component for all three channels.
  private func channel(
    _ number: Int, _ image: StoredImage, _ fill: UInt8, _ count: Int
  ) -> FixedPointRows? {
    let components = image.layout.components
    let component = components[min(number, components.count - 1)]
    guard let (base, stride) = image.start(of: component) else { return nil }
    let storage = storage.reserve(9 * count) + 3 * number * count
    (storage + 2 * count).update(repeating: Int16(fill) << 7, count: count)
    return FixedPointRows(
      base: base, stride: stride, columns: columns, fillWeights: fillWeights.start,
      fill: Int32(fill), storage: storage, count: count)
  }

  @inline(__always)
  private func blend(
    _ rows: (UnsafePointer<Int16>, UnsafePointer<Int16>), _ weights: (Int16, Int16), _ count: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    let first = SIMD8<Int16>(repeating: weights.0)
    let second = SIMD8<Int16>(repeating: weights.1)
    var index = 0
    while index < count {
      let above = highHalf(eight(rows.0 + index), first)
      let below = highHalf(eight(rows.1 + index), second)
      let levels = (above &+ below &+ 2) &>> 2
      store(floats(levels), target + index, count - index)
      index += 8
    }
  }
}

/// One channel's rows, interpolated horizontally as they are asked for; in 1/128 of a level.
private struct FixedPointRows {
  let base: UnsafeRawPointer
  let stride: Int
  let columns: FixedPointTable
  let fillWeights: UnsafePointer<Int32>
  let fill: Int32
  /// Two rows as they were read, then the row outside the picture.
  let storage: UnsafeMutablePointer<Int16>
  let count: Int
  private var held = (-1, -1)

  init(
    base: UnsafeRawPointer, stride: Int, columns: FixedPointTable,
    fillWeights: UnsafePointer<Int32>, fill: Int32, storage: UnsafeMutablePointer<Int16>,
    count: Int
  ) {
    self.base = base
    self.stride = stride
    self.columns = columns
    self.fillWeights = fillWeights
    self.fill = fill
    self.storage = storage
    self.count = count
  }

  /// The two rows; −1 stands for a row outside the picture.
  mutating func rows(_ first: Int, _ second: Int) -> (UnsafePointer<Int16>, UnsafePointer<Int16>) {
    let above = slot(for: first, keeping: second)
    let below = slot(for: second, keeping: first)
    return (UnsafePointer(above), UnsafePointer(below))
  }

  private mutating func slot(for row: Int, keeping kept: Int) -> UnsafeMutablePointer<Int16> {
    if row < 0 { return storage + 2 * count }
    if held.0 == row { return storage }
    if held.1 == row { return storage + count }
    if held.0 == kept {
      held.1 = row
      read(row, into: storage + count)
      return storage + count
    }
    held.0 = row
    read(row, into: storage)
    return storage
  }

  @inline(never)
  private func read(_ row: Int, into output: UnsafeMutablePointer<Int16>) {
    let start = base + row * stride
    let (first, second) = (columns.first.start, columns.second.start)
    let (firstWeight, secondWeight) = (columns.firstWeight.start, columns.secondWeight.start)
    func pixels(_ places: UnsafePointer<Int32>) -> SIMD4<Int32> {
      func pixel(_ lane: Int) -> Int32 { Int32((start + Int(places[lane])).load(as: UInt8.self)) }
      return SIMD4(pixel(0), pixel(1), pixel(2), pixel(3))
    }
    func weights(_ place: UnsafePointer<Int16>) -> SIMD4<Int32> {
      SIMD4(truncatingIfNeeded: UnsafeRawPointer(place).load(as: SIMD4<Int16>.self))
    }
    var index = 0
    while index < count {
      let left = pixels(first + index) &* weights(firstWeight + index)
      let right = pixels(second + index) &* weights(secondWeight + index)
      let outside = UnsafeRawPointer(fillWeights + index).load(as: SIMD4<Int32>.self) &* fill
      let sum = left &+ right &+ outside
      UnsafeMutableRawPointer(output + index)
        .storeBytes(of: SIMD4<Int16>(truncatingIfNeeded: sum &>> 4), as: SIMD4<Int16>.self)
      index += 4
    }
  }
}

/// The upper 16 bits of the products, which processors compute in one instruction.
@inline(__always)
private func highHalf(_ left: SIMD8<Int16>, _ right: SIMD8<Int16>) -> SIMD8<Int16> {
  let product =
    SIMD8<Int32>(truncatingIfNeeded: left) &* SIMD8<Int32>(truncatingIfNeeded: right)
  return SIMD8<Int16>(truncatingIfNeeded: product &>> 16)
}

@inline(__always)
private func eight(_ place: UnsafePointer<Int16>) -> SIMD8<Int16> {
  UnsafeRawPointer(place).load(as: SIMD8<Int16>.self)
}

/// In two steps, each of which is one instruction; Swift 6.0 makes eight of the direct one.
@inline(__always)
private func floats(_ levels: SIMD8<Int16>) -> SIMD8<Float> {
  SIMD8(
    lowHalf: SIMD4<Float>(SIMD4<Int32>(truncatingIfNeeded: levels.lowHalf)),
    highHalf: SIMD4<Float>(SIMD4<Int32>(truncatingIfNeeded: levels.highHalf)))
}

@inline(__always)
private func store(_ values: SIMD8<Float>, _ row: UnsafeMutablePointer<Float>, _ count: Int) {
  if count >= 8 {
    UnsafeMutableRawPointer(row).storeBytes(of: values, as: SIMD8<Float>.self)
  } else {
    for lane in 0..<count { row[lane] = values[lane] }
  }
}
