import Video

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Blurs pictures and takes resolution from them. For one thread at a time.
///
/// Everything is a sum of shifted rows, which compilers turn into vector instructions.
final class PictureFilter {
  /// The widest reach of a filter, in pixels each way.
  private static let widest = 8

  private let side: Int
  private let paddedSide: Int
  /// A plane with a border of its edge's levels, or what is between two passes.
  private let plane: UnsafeMutablePointer<Float>
  private let between: UnsafeMutablePointer<Float>
  private let row: UnsafeMutablePointer<Float>

  /// Creates filters for pictures of one size.
  init(side: Int) {
    self.side = side
    paddedSide = side + 2 * Self.widest
    plane = .allocate(capacity: paddedSide * paddedSide)
    between = .allocate(capacity: paddedSide * paddedSide)
    row = .allocate(capacity: paddedSide)
  }

  deinit {
    plane.deallocate()
    between.deallocate()
    row.deallocate()
  }

  /// Blurs with a Gaussian of a deviation in pixels.
  func blur(_ picture: LevelPicture, deviation: Double) {
    let reach = min(Int((3 * deviation).rounded(.up)), Self.widest)
    let weights = (-reach...reach).map { exp(-Double($0 * $0) / (2 * deviation * deviation)) }
    let sum = weights.reduce(0, +)
    let taps = zip(-reach...reach, weights).map { (offset: $0, weight: Float($1 / sum)) }
    for channel in 0..<3 {
      let levels = picture.levels + channel * picture.area
      load(levels)
      for y in 0..<paddedSide {
        let source = plane + y * paddedSide + Self.widest
        add(taps.map { (source + $0.offset, $0.weight) }, into: between + y * side)
      }
      for y in 0..<side {
        let source = between + (y + Self.widest) * side
        add(taps.map { (source + $0.offset * side, $0.weight) }, into: row)
        store(levels + y * side)
      }
    }
  }

  /// Blurs by motion over a length in pixels, in a direction in radians.
  func blur(_ picture: LevelPicture, motion length: Int, direction: Double) {
    let reach = Double(min(length, 2 * Self.widest) - 1) / 2
    let offsets = (0..<max(length, 1)).map { step -> Int in
      let distance = -reach + Double(step) * 2 * reach / Double(max(length - 1, 1))
      let x = Int((distance * cos(direction)).rounded())
      let y = Int((distance * sin(direction)).rounded())
      return y * paddedSide + x
    }
    let weight = 1 / Float(offsets.count)
    for channel in 0..<3 {
      let levels = picture.levels + channel * picture.area
      load(levels)
      for y in 0..<side {
        let source = plane + (y + Self.widest) * paddedSide + Self.widest
        add(offsets.map { (source + $0, weight) }, into: row)
        store(levels + y * side)
      }
    }
  }

  /// Resizes a picture to `smaller` pixels each way, by the mean of areas, and bilinearly back.
  func takeResolution(_ picture: LevelPicture, smaller: Int) {
    let small = min(max(smaller, 2), side)
    let down = (0..<small).map { areaTaps($0, of: small) }
    let up = (0..<side).map { place -> (first: Int, weight: Float) in
      let centre = (Double(place) + 0.5) * Double(small) / Double(side) - 0.5
      let first = min(max(Int(centre.rounded(.down)), 0), small - 2)
      return (first, Float(min(max(centre - Double(first), 0), 1)))
    }
    for channel in 0..<3 {
      let levels = picture.levels + channel * picture.area
      for index in 0..<side * side { plane[index] = Float(levels[index]) }
      for (y, taps) in down.enumerated() {
        add(taps.map { (plane + $0.offset * side, $0.weight) }, into: row)
        shrink(row, down, up, into: between + y * side)
      }
      for (y, place) in up.enumerated() {
        let above = between + place.first * side
        add([(above, 1 - place.weight), (above + side, place.weight)], into: row)
        store(levels + y * side)
      }
    }
  }

  /// One row to the smaller number of pixels and back.
  private func shrink(
    _ source: UnsafePointer<Float>, _ down: [[(offset: Int, weight: Float)]],
    _ up: [(first: Int, weight: Float)], into target: UnsafeMutablePointer<Float>
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: down.count) { small in
      for (index, taps) in down.enumerated() {
        var sum: Float = 0
        for tap in taps { sum += source[tap.offset] * tap.weight }
        small[index] = sum
      }
      for (index, place) in up.enumerated() {
        let first = small[place.first]
        target[index] = first + (small[place.first + 1] - first) * place.weight
      }
    }
  }

  /// The pixels, and their shares, of which the mean is one of `small` pixels.
  private func areaTaps(_ index: Int, of small: Int) -> [(offset: Int, weight: Float)] {
    let size = Double(side) / Double(small)
    let (start, end) = (Double(index) * size, Double(index + 1) * size)
    return (Int(start)..<min(Int(end.rounded(.up)), side)).map { pixel in
      let covered = min(end, Double(pixel + 1)) - max(start, Double(pixel))
      return (pixel, Float(covered / size))
    }
  }

  /// Copies a plane, with its edges repeated around it.
  private func load(_ levels: UnsafePointer<UInt8>) {
    for y in 0..<paddedSide {
      let source = levels + min(max(y - Self.widest, 0), side - 1) * side
      let target = plane + y * paddedSide
      for x in 0..<Self.widest { target[x] = Float(source[0]) }
      for x in 0..<side { target[x + Self.widest] = Float(source[x]) }
      for x in 0..<Self.widest { target[x + Self.widest + side] = Float(source[side - 1]) }
    }
  }

  /// The weighted sum of rows.
  private func add(
    _ rows: [(start: UnsafeMutablePointer<Float>, weight: Float)],
    into target: UnsafeMutablePointer<Float>
  ) {
    for x in 0..<side { target[x] = 0 }
    for row in rows {
      for x in 0..<side { target[x] += row.start[x] * row.weight }
    }
  }

  private func store(_ levels: UnsafeMutablePointer<UInt8>) {
    for x in 0..<side { levels[x] = JPEGColor.level(row[x]) }
  }
}
