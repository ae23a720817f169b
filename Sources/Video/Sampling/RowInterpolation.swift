/// Four outputs are computed at a time, which is what every x86-64 and ARM processor does at once.
typealias FourFloats = SIMD4<Float>

/// A way to read two neighbouring samples from memory.
protocol SamplePairReader {
  /// The samples at four places and those one sample further.
  func pairs(
    _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ c: UnsafeRawPointer, _ d: UnsafeRawPointer
  ) -> (first: SIMD4<Int32>, second: SIMD4<Int32>)
}

/// Bytes side by side: planar 8-bit formats. One load of two bytes gives both samples.
struct AdjacentBytes: SamplePairReader {
  @inline(__always)
  func pairs(
    _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ c: UnsafeRawPointer, _ d: UnsafeRawPointer
  ) -> (first: SIMD4<Int32>, second: SIMD4<Int32>) {
    let both = SIMD4<Int32>(
      Int32(a.loadUnaligned(as: UInt16.self)), Int32(b.loadUnaligned(as: UInt16.self)),
      Int32(c.loadUnaligned(as: UInt16.self)), Int32(d.loadUnaligned(as: UInt16.self)))
    return (both & 0xFF, both &>> 8)
  }
}

/// Bytes at any distance: interleaved 8-bit formats.
struct SpacedBytes: SamplePairReader {
  let distance: Int

  @inline(__always)
  func pairs(
    _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ c: UnsafeRawPointer, _ d: UnsafeRawPointer
  ) -> (first: SIMD4<Int32>, second: SIMD4<Int32>) {
    func byte(_ place: UnsafeRawPointer) -> Int32 { Int32(place.load(as: UInt8.self)) }
    return (
      SIMD4<Int32>(byte(a), byte(b), byte(c), byte(d)),
      SIMD4<Int32>(
        byte(a + distance), byte(b + distance), byte(c + distance), byte(d + distance))
    )
  }
}

/// Two-byte numbers side by side: planar formats of more than 8 bits. One load of four bytes gives
/// both samples.
struct AdjacentWords: SamplePairReader {
  let shift: UInt32
  let mask: UInt32

  @inline(__always)
  func pairs(
    _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ c: UnsafeRawPointer, _ d: UnsafeRawPointer
  ) -> (first: SIMD4<Int32>, second: SIMD4<Int32>) {
    let both = SIMD4<Int32>(
      a.loadUnaligned(as: Int32.self), b.loadUnaligned(as: Int32.self),
      c.loadUnaligned(as: Int32.self), d.loadUnaligned(as: Int32.self))
    let mask = SIMD4(repeating: Int32(bitPattern: mask))
    let shift = SIMD4(repeating: Int32(bitPattern: shift))
    // A sample ends within its two bytes, so the mask also takes the other sample away.
    return ((both &>> shift) & mask, (both &>> (shift &+ 16)) & mask)
  }
}

/// Two-byte numbers at any distance, of which some bits are the sample.
struct SpacedWords: SamplePairReader {
  let distance: Int
  let shift: UInt32
  let mask: UInt32

  @inline(__always)
  func pairs(
    _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ c: UnsafeRawPointer, _ d: UnsafeRawPointer
  ) -> (first: SIMD4<Int32>, second: SIMD4<Int32>) {
    // Some formats (x2rgb10) keep samples across byte borders, hence unaligned.
    func word(_ place: UnsafeRawPointer) -> Int32 { Int32(place.loadUnaligned(as: UInt16.self)) }
    func bits(_ words: SIMD4<Int32>) -> SIMD4<Int32> {
      (words &>> SIMD4(repeating: Int32(bitPattern: shift)))
        & SIMD4(repeating: Int32(bitPattern: mask))
    }
    return (
      bits(SIMD4<Int32>(word(a), word(b), word(c), word(d))),
      bits(
        SIMD4<Int32>(
          word(a + distance), word(b + distance), word(c + distance), word(d + distance)))
    )
  }
}

/// Interpolates one row of samples at the table's places.
///
/// - Parameters:
///   - row: The component's first sample in the row.
///   - columns: The places, with byte offsets, padded to a multiple of four.
///   - count: The number of outputs, a multiple of four.
///   - output: Room for `count` floats, aligned for ``FourFloats``.
@inline(__always)
func interpolateRow(
  _ reader: some SamplePairReader, row: UnsafeRawPointer, columns: TapTable, count: Int,
  into output: UnsafeMutablePointer<Float>
) {
  let first = columns.first.start
  let weight = columns.weight.start
  var index = 0
  while index < count {
    let (a, b) = reader.pairs(
      row + Int(first[index]), row + Int(first[index + 1]), row + Int(first[index + 2]),
      row + Int(first[index + 3]))
    let left = FourFloats(a)
    let right = FourFloats(b)
    let blended = left + (right - left) * four(weight + index)
    setFour(output + index, blended)
    index += 4
  }
}

/// Four floats from memory aligned for them.
@inline(__always)
func four(_ place: UnsafePointer<Float>) -> FourFloats {
  UnsafeRawPointer(place).load(as: FourFloats.self)
}

/// Four floats to memory aligned for them.
@inline(__always)
func setFour(_ place: UnsafeMutablePointer<Float>, _ values: FourFloats) {
  UnsafeMutableRawPointer(place).storeBytes(of: values, as: FourFloats.self)
}
