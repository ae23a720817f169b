/// The step from interpolated samples, as stored, to RGB levels 0…255:
///
/// red = luma·l + v·rv + r₀, green = luma·l + u·gu + v·gv + g₀, blue = luma·l + u·bu + b₀.
struct ColorMatrix {
  var luma: Float
  var redV: Float
  var greenU: Float
  var greenV: Float
  var blueU: Float
  var redOffset: Float
  var greenOffset: Float
  var blueOffset: Float

  /// The matrix for samples of `depth` bits.
  ///
  /// Limited range: 16…235 and 16…240, times 2^(depth − 8). Full range: 0…2^depth − 1.
  init(_ encoding: ColorEncoding, depth: Int) {
    let factors = encoding.factors
    let unit = Double(1 << (depth - 8))
    let highest = Double((1 << depth) - 1)
    let black = encoding.isFullRange ? 0 : 16 * unit
    let luma = encoding.isFullRange ? 255 / highest : 255 / 219 / unit
    let middle = 128 * unit
    // The factors are for limited-range chroma, which spans 224 levels.
    let chroma = encoding.isFullRange ? 224.0 / 255 * 255 / highest : 1 / unit
    let (redV, blueU) = (factors.redV * chroma, factors.blueU * chroma)
    let (greenU, greenV) = (-factors.greenU * chroma, -factors.greenV * chroma)
    self.luma = Float(luma)
    self.redV = Float(redV)
    self.greenU = Float(greenU)
    self.greenV = Float(greenV)
    self.blueU = Float(blueU)
    redOffset = Float(-black * luma - middle * redV)
    greenOffset = Float(-black * luma - middle * (greenU + greenV))
    blueOffset = Float(-black * luma - middle * blueU)
  }
}
