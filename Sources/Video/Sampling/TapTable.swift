/// For every output pixel along one axis, the two neighbouring samples of a plane that are blended,
/// and the second one's weight.
struct TapTable {
  /// Where the first of the two samples lies, times the step given.
  let first = GrowingBuffer<Int32>()
  /// The first sample's weight, 0…1.
  let firstWeight = GrowingBuffer<Float>()
  /// The second sample's weight, 0…1.
  let secondWeight = GrowingBuffer<Float>()
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
  ///   - isFixedPoint: Whether weights are rounded to the 11 bits of OpenCV's resizing of bytes.
  mutating func fill(
    places: UnsafePointer<Double>, count: Int, paddedCount: Int, offset: Double, shift: Int,
    samples: Int, step: Int, isFixedPoint: Bool = false
  ) {
    let first = first.reserve(paddedCount)
    let firstWeight = firstWeight.reserve(paddedCount)
    let secondWeight = secondWeight.reserve(paddedCount)
    distance = samples > 1 ? step : 0
    let scale = 1 / Double(1 << shift)
    let lastPlace = Double(samples - 1)
    // The last pair starts one before the last sample, so that both samples exist.
    let lastFirst = max(samples - 2, 0)
    for output in 0..<count {
      let place = min(max((places[output] - offset) * scale, 0), lastPlace)
      let sample = min(Int(place), lastFirst)
      first[output] = Int32(truncatingIfNeeded: sample * step)
      let weights = BlendWeights(fraction: place - Double(sample), isFixedPoint: isFixedPoint)
      firstWeight[output] = weights.first
      secondWeight[output] = weights.second
    }
    for output in count..<max(count, paddedCount) {
      first[output] = first[count - 1]
      firstWeight[output] = firstWeight[count - 1]
      secondWeight[output] = secondWeight[count - 1]
    }
  }

  /// The weights of an output pixel.
  @inline(__always)
  func weights(_ output: Int) -> BlendWeights {
    BlendWeights(first: firstWeight.start[output], second: secondWeight.start[output])
  }
}

/// The weights of two neighbouring samples, 0…1 each.
struct BlendWeights {
  var first: Float
  var second: Float
}

extension BlendWeights {
  /// The weights for a place between two samples.
  ///
  /// - Parameters:
  ///   - fraction: How far the place is from the first sample to the second, 0…1.
  ///   - isFixedPoint: Whether each weight is rounded to 11 bits, as OpenCV does with bytes; halves
  ///     go to the even neighbour, so the two may add up to a little more or less than one.
  init(fraction: Double, isFixedPoint: Bool) {
    if isFixedPoint {
      first = Float(((1 - fraction) * 2048).rounded(.toNearestOrEven) / 2048)
      second = Float((fraction * 2048).rounded(.toNearestOrEven) / 2048)
    } else {
      second = Float(fraction)
      first = 1 - second
    }
  }
}
