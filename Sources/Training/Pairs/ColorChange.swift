import Video

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A change of brightness, contrast, gamma and the channels' balance.
struct ColorChange: Hashable {
  private var contrast: Double
  private var balance: [Double]
  private var brightness: Double
  private var gamma: Double

  /// Draws a change; 1 is a usual strength.
  init(strength: Double, _ numbers: inout RandomNumbers) {
    contrast = exp(numbers.symmetric(0.15 * strength))
    balance = (0..<3).map { _ in exp(numbers.symmetric(0.07 * strength)) }
    brightness = numbers.symmetric(18 * strength)
    gamma = exp(numbers.symmetric(0.25 * strength))
  }

  /// Changes a picture.
  func apply(to picture: LevelPicture) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 3 * 256) { table in
      for level in 0..<256 {
        let bent = 255 * pow(Double(level) / 255, gamma)
        let changed = (bent - 128) * contrast + 128 + brightness
        for channel in 0..<3 {
          table[channel * 256 + level] = JPEGColor.level(Float(changed * balance[channel]))
        }
      }
      for channel in 0..<3 {
        let levels = picture.levels + channel * picture.area
        for index in 0..<picture.area {
          levels[index] = table[channel * 256 + Int(levels[index])]
        }
      }
    }
  }
}

extension LevelPicture {
  /// Takes the colours away.
  func makeGrey() {
    let (red, green, blue) = (levels, levels + area, levels + 2 * area)
    for index in 0..<area {
      // 0.299, 0.587 and 0.114 in 65536ths.
      let luma =
        (UInt32(red[index]) &* 19595 &+ UInt32(green[index]) &* 38470 &+ UInt32(blue[index]) &* 7471
          &+ 32768) >> 16
      let level = UInt8(truncatingIfNeeded: luma)
      red[index] = level
      green[index] = level
      blue[index] = level
    }
  }

  /// Adds normally distributed noise of a deviation in levels.
  func addNoise(deviation: Double, _ numbers: inout RandomNumbers) {
    let scale = Float(deviation)
    NormalTable.shared.values.withUnsafeBufferPointer { table in
      let mask = UInt64(table.count - 1)
      var index = 0
      let count = 3 * area
      while index < count {
        // Four numbers of 16 bits out of one of 64.
        var bits = numbers.bits()
        for place in index..<min(index + 4, count) {
          levels[place] = JPEGColor.level(
            Float(levels[place]) + scale * table[Int(truncatingIfNeeded: bits & mask)])
          bits >>= 16
        }
        index += 4
      }
    }
  }
}

/// Normally distributed numbers, and the same with the other sign, so that their mean is 0.
private struct NormalTable: Sendable {
  static let shared = NormalTable()
  /// A power of two of them, at most 2¹⁶.
  let values: [Float]

  private init() {
    var numbers = RandomNumbers(seed: 0, index: 0)
    values = (0..<2048).flatMap { _ -> [Float] in
      let value = Float(numbers.normal())
      return [value, -value]
    }
  }
}
