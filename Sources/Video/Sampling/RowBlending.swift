/// Two interpolated rows of samples and how they are blended.
struct RowPair {
  var first: UnsafePointer<Float>
  var second: UnsafePointer<Float>
  /// The second row's weight, 0…1.
  var weight: Float

  /// Four samples between the rows.
  @inline(__always)
  func four(at index: Int) -> FourFloats {
    let above = Video.four(first + index)
    return above + (Video.four(second + index) - above) * weight
  }
}

/// Three rows of floats to write to: red, green, blue.
struct ColorRows {
  var red: UnsafeMutablePointer<Float>
  var green: UnsafeMutablePointer<Float>
  var blue: UnsafeMutablePointer<Float>
}

/// What shows where a region reaches outside the picture.
struct Filling {
  var color: RGBColor
  /// How much of each column lies inside the picture, 0…1, padded to a multiple of four.
  var columnCoverage: UnsafePointer<Float>
  /// Whether every column lies inside altogether.
  var coversAllColumns: Bool
}

/// Blends rows into RGB levels: a kind of pixel, and how four of them become colours.
protocol RowBlender {
  /// The red, green and blue of four pixels, in levels that may lie beyond 0…255.
  func colors(at index: Int) -> (red: FourFloats, green: FourFloats, blue: FourFloats)
}

/// One component for all three channels.
struct GreyBlender: RowBlender {
  var grey: RowPair
  /// From samples to levels.
  var scale: Float

  @inline(__always)
  func colors(at index: Int) -> (red: FourFloats, green: FourFloats, blue: FourFloats) {
    let level = grey.four(at: index) * scale
    return (level, level, level)
  }
}

/// Red, green and blue as they are.
struct RGBBlender: RowBlender {
  var red: RowPair
  var green: RowPair
  var blue: RowPair
  /// From samples to levels.
  var scale: Float

  @inline(__always)
  func colors(at index: Int) -> (red: FourFloats, green: FourFloats, blue: FourFloats) {
    (
      red.four(at: index) * scale, green.four(at: index) * scale, blue.four(at: index) * scale
    )
  }
}

/// Luma and chroma through the colour matrix.
struct YUVBlender: RowBlender {
  var luma: RowPair
  var u: RowPair
  var v: RowPair
  var matrix: ColorMatrix

  @inline(__always)
  func colors(at index: Int) -> (red: FourFloats, green: FourFloats, blue: FourFloats) {
    let y = luma.four(at: index) * matrix.luma
    let u = u.four(at: index)
    let v = v.four(at: index)
    return (
      y + v * matrix.redV + matrix.redOffset,
      y + u * matrix.greenU + v * matrix.greenV + matrix.greenOffset,
      y + u * matrix.blueU + matrix.blueOffset
    )
  }
}

/// Computes one row of the output: colours clamped to 0…255, blended with the filling and rounded.
///
/// - Parameters:
///   - count: The number of pixels to write.
///   - rowCoverage: How much of the row lies inside the picture, 0…1.
@inline(__always)
func blendRow(
  _ blender: some RowBlender, count: Int, rowCoverage: Float, filling: Filling,
  into target: ColorRows
) {
  let isInside = filling.coversAllColumns && rowCoverage == 1
  var index = 0
  while index < count {
    var (red, green, blue) = blender.colors(at: index)
    red = clamped(red)
    green = clamped(green)
    blue = clamped(blue)
    if !isInside {
      let coverage = four(filling.columnCoverage + index) * rowCoverage
      red = filled(red, coverage, filling.color.red)
      green = filled(green, coverage, filling.color.green)
      blue = filled(blue, coverage, filling.color.blue)
    }
    store(rounded(red), target.red, index, count)
    store(rounded(green), target.green, index, count)
    store(rounded(blue), target.blue, index, count)
    index += 4
  }
}

@inline(__always)
private func clamped(_ levels: FourFloats) -> FourFloats {
  let low = levels.replacing(with: FourFloats.zero, where: levels .< FourFloats.zero)
  let white = FourFloats(repeating: 255)
  return low.replacing(with: white, where: low .> white)
}

@inline(__always)
private func filled(_ levels: FourFloats, _ coverage: FourFloats, _ fill: UInt8) -> FourFloats {
  let fill = FourFloats(repeating: Float(fill))
  return fill + (levels - fill) * coverage
}

/// To whole levels, halves upwards. Adding 1.5 · 2²³ leaves no bits for fractions, which rounds as
/// the processor rounds: to the nearest, halves to even; the little added before makes halves go up,
/// as OpenCV's fixed-point resizing does. (x86-64 without extensions has no rounding instruction.)
@inline(__always)
private func rounded(_ levels: FourFloats) -> FourFloats {
  let shift: Float = 12_582_912
  return ((levels + 1.0 / 4096) + shift) - shift
}

@inline(__always)
private func store(
  _ values: FourFloats, _ row: UnsafeMutablePointer<Float>, _ index: Int, _ count: Int
) {
  if index + 4 <= count {
    UnsafeMutableRawPointer(row + index).storeBytes(of: values, as: FourFloats.self)
  } else {
    for lane in 0..<(count - index) { row[index + lane] = values[lane] }
  }
}
