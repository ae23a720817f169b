/// For every output pixel along one axis, the two neighbouring samples of a plane that are blended,
/// and the second one's weight.
struct TapTable {
  /// Where the first of the two samples lies, times the step given.
  let first = GrowingBuffer<Int32>()
  /// The second sample's weight, 0…1.
  let weight = GrowingBuffer<Float>()
  /// The distance to the second sample, times the step given; 0 where the plane has one sample only.
  private(set) var distance = 0

  /// Fills the table.
  ///
  /// - Parameters:
  ///   - places: The places in luma samples.
  ///   - count: The number of places, at least 1.
  ///   - paddedCount: Up to here the table repeats its last entry, for loops that take several
  ///     outputs at a time.
  ///   - offset: The place of the plane's first sample, in luma samples.
  ///   - shift: Luma samples for one sample of the plane, as a power of 2.
  ///   - samples: The plane's number of samples along the axis.
  ///   - step: The factor for positions: bytes from sample to sample, or 1.
  mutating func fill(
    places: UnsafePointer<Double>, count: Int, paddedCount: Int, offset: Double, shift: Int,
    samples: Int, step: Int
  ) {
    let first = first.reserve(paddedCount)
    let weight = weight.reserve(paddedCount)
    distance = samples > 1 ? step : 0
    let scale = 1 / Double(1 << shift)
    let lastPlace = Double(samples - 1)
    // The last pair starts one before the last sample, so that both samples exist.
    let lastFirst = max(samples - 2, 0)
    for output in 0..<count {
      let place = min(max((places[output] - offset) * scale, 0), lastPlace)
      let sample = min(Int(place), lastFirst)
      first[output] = Int32(truncatingIfNeeded: sample * step)
      weight[output] = Float(place - Double(sample))
    }
    for output in count..<max(count, paddedCount) {
      first[output] = first[count - 1]
      weight[output] = weight[count - 1]
    }
  }
}
