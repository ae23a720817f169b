import NeuralNetworks
import Video

/// A crop, cut, encoded and put on a spool.
struct CutCrop {
  /// Where it was cut.
  var geometry: CropGeometry
  /// What shows outside the picture.
  var fill: RGBColor
  /// Where the JPEG file lies on the spool.
  var bytes: Range<Int>
  /// The checksum of the JPEG file.
  var checksum: UInt32
}

/// Cuts crops out of pictures. For one thread at a time.
final class CropCutter {
  private let settings: CropSettings
  private let sampler = RegionSampler()
  private let encoder: JPEGPictureEncoder
  private var values: [Float]
  private var levels: [UInt8]

  init(_ settings: CropSettings) throws {
    self.settings = settings
    let area = 3 * settings.side * settings.side
    values = Array(repeating: 0, count: area)
    levels = Array(repeating: 0, count: area)
    encoder = try JPEGPictureEncoder(
      width: settings.side, height: settings.side, hasHalvedChroma: true)
  }

  /// Cuts the crop around a box; nil where the box is not one to learn from.
  func cut(
    _ box: Box, from frame: Frame, fill: RGBColor, onto spool: CropSpool
  ) throws -> CutCrop? {
    let picture = Box(
      x: 0, y: 0, width: Double(frame.width), height: Double(frame.height))
    guard settings.filter.accepts(box, width: frame.width, height: frame.height),
      box.intersection(picture) != nil,
      let geometry = CropGeometry(around: box, settings: settings)
    else { return nil }
    try sample(geometry.region, of: frame, fill: fill)
    let start = spool.count
    var checksum: UInt32 = 0
    try levels.withUnsafeBufferPointer { levels in
      guard let first = levels.baseAddress else { return }
      try encoder.encode(rgb: first, quantizer: settings.quantizer) { jpeg in
        checksum = crc32(jpeg)
        try spool.append(jpeg)
      }
    }
    return CutCrop(
      geometry: geometry, fill: fill, bytes: start..<spool.count, checksum: checksum)
  }

  private func sample(_ region: SquareRegion, of frame: Frame, fill: RGBColor) throws {
    try values.withUnsafeMutableBufferPointer { values in
      try sampler.sample(frame, region, side: settings.side, fill: fill, into: values)
      levels.withUnsafeMutableBufferPointer { levels in
        for index in 0..<min(levels.count, values.count) {
          levels[index] = JPEGColor.level(values[index])
        }
      }
    }
  }

  /// The mean colour of a picture, of as many of its pixels as tell it within half a level.
  func meanColor(of frame: Frame) throws -> RGBColor {
    let probe = min(128, settings.side)
    let side = max(frame.width, frame.height)
    // Black outside adds nothing to the sums.
    let black = RGBColor(red: 0, green: 0, blue: 0)
    return try values.withUnsafeMutableBufferPointer { values in
      try sampler.sample(
        frame, SquareRegion(x: 0, y: 0, side: side), side: probe, fill: black, into: values)
      let covered = Double(frame.width) * Double(frame.height) / Double(side * side)
      let count = covered * Double(probe * probe)
      func level(_ channel: Int) -> UInt8 {
        let sum = values[channel * probe * probe..<(channel + 1) * probe * probe]
          .reduce(0.0) { $0 + Double($1) }
        return UInt8(min(255, (sum / count).rounded()))
      }
      return RGBColor(red: level(0), green: level(1), blue: level(2))
    }
  }

  /// Draws a part of a picture to learn from: of six tries the first that has texture, else the one
  /// with the most.
  func drawBox(in frame: Frame, numbers: inout RandomNumbers) throws -> Box {
    var best: (box: Box, contrast: Double)?
    for _ in 0..<6 {
      let box = RandomBox.draw(width: frame.width, height: frame.height, numbers: &numbers)
      let contrast = try contrast(of: box, in: frame)
      if contrast > best?.contrast ?? -1 { best = (box, contrast) }
      if contrast > RandomBox.enoughContrast { break }
    }
    return best?.box ?? Box(x: 0, y: 0, width: 0, height: 0)
  }

  /// The standard deviation of the levels in the square of a box's longer side.
  private func contrast(of box: Box, in frame: Frame) throws -> Double {
    let probe = 16
    let side = max(Int(max(box.width, box.height)), 1)
    let region = SquareRegion(
      x: Int(box.x + box.width / 2) - side / 2, y: Int(box.y + box.height / 2) - side / 2,
      side: side)
    return try values.withUnsafeMutableBufferPointer { values in
      try sampler.sample(
        frame, region, side: probe, fill: RGBColor(red: 128, green: 128, blue: 128), into: values)
      let part = values.prefix(3 * probe * probe)
      let mean = part.reduce(0.0) { $0 + Double($1) } / Double(part.count)
      let squares = part.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      return (squares / Double(part.count)).squareRoot()
    }
  }
}
