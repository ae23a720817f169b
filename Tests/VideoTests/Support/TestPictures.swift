import CLibAV
import TestSupport

@testable import Video

/// An RGB picture as the tests compute with it.
struct RGBPicture {
  var width: Int
  var height: Int
  /// Height × width × 3.
  var pixels: [UInt8]

  /// Every level is independent of its neighbours.
  static func noise(width: Int, height: Int, using random: inout SeededGenerator) -> RGBPicture {
    RGBPicture(
      width: width, height: height,
      pixels: (0..<width * height * 3).map { _ in .random(in: 0...255, using: &random) })
  }

  /// Slow waves of colour, far from black and white, as chroma subsampling leaves them intact.
  static func waves(width: Int, height: Int, phase: Double = 0) -> RGBPicture {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<3 {
          let angle =
            Double(x) / 23 + Double(y) / 31 * Double(channel - 1) + Double(channel) + phase
          pixels.append(UInt8(128 + 60 * sine(angle)))
        }
      }
    }
    return RGBPicture(width: width, height: height, pixels: pixels)
  }

  /// The top left part.
  func corner(_ width: Int, _ height: Int) -> RGBPicture {
    RGBPicture(
      width: width, height: height,
      pixels: (0..<height).flatMap { y in
        pixels[(y * self.width * 3)..<((y * self.width + width) * 3)]
      })
  }

  /// The pixel's level, or the fill colour's outside.
  func level(x: Int, y: Int, channel: Int, fill: RGBColor) -> Double {
    guard (0..<width).contains(x), (0..<height).contains(y) else {
      return Double([fill.red, fill.green, fill.blue][channel])
    }
    return Double(pixels[(y * width + x) * 3 + channel])
  }

  /// The definition of a sampled region, one pixel at a time: cut a square out, fill outside, resize
  /// bilinearly with half-pixel centres.
  func sampled(_ region: SquareRegion, side: Int, fill: RGBColor) -> [Double] {
    var values: [Double] = []
    let scale = Double(region.side) / Double(side)
    func taps(_ output: Int) -> (Int, Double) {
      let place = min(max((Double(output) + 0.5) * scale - 0.5, 0), Double(region.side - 1))
      return (Int(place), place - Double(Int(place)))
    }
    for channel in 0..<3 {
      for row in 0..<side {
        let (y, fy) = taps(row)
        for column in 0..<side {
          let (x, fx) = taps(column)
          func at(_ dx: Int, _ dy: Int) -> Double {
            level(x: region.x + x + dx, y: region.y + y + dy, channel: channel, fill: fill)
          }
          let above = at(0, 0) * (1 - fx) + (fx > 0 ? at(1, 0) * fx : 0)
          let below = fy > 0 ? at(0, 1) * (1 - fx) + (fx > 0 ? at(1, 1) * fx : 0) : 0
          values.append(above * (1 - fy) + below * fy)
        }
      }
    }
    return values
  }
}

extension RGBPicture {
  /// A region as OpenCV's `copyMakeBorder` and `resize` (INTER_LINEAR, 8 bits) give it, after
  /// modules/imgproc/src/resize.cpp: the square is cut out first, then resized with weights in 1/2048.
  func resizedByOpenCV(_ region: SquareRegion, side: Int, fill: RGBColor) -> [Float] {
    let scale = Double(region.side) / Double(side)
    let last = region.side - 1
    func weights(_ fraction: Float) -> (Int, Int) {
      (
        Int(((1 - fraction) * 2048).rounded(.toNearestOrEven)),
        Int((fraction * 2048).rounded(.toNearestOrEven))
      )
    }
    func cut(_ x: Int, _ y: Int, _ channel: Int) -> Int {
      Int(level(x: region.x + x, y: region.y + y, channel: channel, fill: fill))
    }
    var values: [Float] = []
    for channel in 0..<3 {
      for row in 0..<side {
        let y = Float((Double(row) + 0.5) * scale - 0.5)
        let above = Int(y.rounded(.down))
        let (b0, b1) = weights(y - Float(above))
        let rows = (min(max(above, 0), last), min(max(above + 1, 0), last))
        for column in 0..<side {
          let x = Float((Double(column) + 0.5) * scale - 0.5)
          var left = Int(x.rounded(.down))
          var fraction = x - Float(left)
          if left < 0 { (left, fraction) = (0, 0) }
          if left >= last { (left, fraction) = (last, 0) }
          let (a0, a1) = weights(fraction)
          func across(_ y: Int) -> Int {
            cut(left, y, channel) * a0 + cut(min(left + 1, last), y, channel) * a1
          }
          let sum = (b0 * (across(rows.0) >> 4)) >> 16 + (b1 * (across(rows.1) >> 4)) >> 16
          values.append(Float((sum + 2) >> 2))
        }
      }
    }
    return values
  }
}

/// A frame that holds `rgb` in another pixel format, converted by swscale.
func makeFrame(
  _ rgb: RGBPicture, format: AVPixelFormat, orientation: Orientation = .upright,
  adjust: (UnsafeMutablePointer<AVFrame>) -> Void = { _ in }
) throws -> Frame {
  silenceLibAV()
  let source = try Frame(rgb: rgb.pixels, width: rgb.width, height: rgb.height)
  let picture = try allocatePicture(width: rgb.width, height: rgb.height, format: format)
  adjust(picture)
  let encoding = ColorEncoding(of: picture.pointee)
  let context = sws_getContext(
    Int32(rgb.width), Int32(rgb.height), AV_PIX_FMT_RGB24, Int32(rgb.width), Int32(rgb.height),
    format, SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_BITEXACT, nil, nil, nil)
  defer { sws_freeContext(context) }
  let coefficients = sws_getCoefficients(encoding.matrix)
  sws_setColorspaceDetails(
    context, coefficients, 1, coefficients, encoding.isFullRange ? 1 : 0, 0, 1 << 16, 1 << 16)
  guard sws_scale_frame(context, picture, source.picture) >= 0 else {
    throw VideoError.unsupportedPixelFormat(name: "\(format.rawValue)", reason: "not written")
  }
  return Frame(taking: picture, index: 0, timestamp: 0, orientation: orientation)
}

/// A frame's whole picture in RGB, by swscale.
func rgb(_ frame: Frame) throws -> RGBPicture {
  RGBPicture(width: frame.width, height: frame.height, pixels: try frame.rgbPixels())
}

/// A region of a frame as the sampler gives it.
func sample(
  _ frame: Frame, _ region: SquareRegion, side: Int, fill: RGBColor,
  with sampler: RegionSampler = RegionSampler()
) throws -> [Float] {
  var values = [Float](repeating: -1, count: 3 * side * side)
  try values.withUnsafeMutableBufferPointer {
    try sampler.sample(frame, region, side: side, fill: fill, into: $0)
  }
  return values
}

/// How far sampled values are from what they should be.
struct Difference {
  var largest = 0.0
  var mean = 0.0

  init(_ values: [Float], _ expected: [Double]) {
    for (value, wanted) in zip(values, expected) {
      let difference = abs(Double(value) - wanted)
      largest = max(largest, difference)
      mean += difference / Double(expected.count)
    }
    if values.count != expected.count { largest = .infinity }
  }
}
