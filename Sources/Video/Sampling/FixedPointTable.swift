/// For every output pixel along one axis, the two pixels that OpenCV's resizing of 8-bit pictures
/// blends, and their weights in 1/2048.
///
/// The places are computed in single precision and the weights rounded, as OpenCV does, so that the
/// same weights come out. Pixels outside the picture are told apart: they have the fill colour.
struct FixedPointTable {
  /// Where the two pixels lie, times the step given; ``outside`` for those outside the picture.
  let first = GrowingBuffer<Int32>()
  let second = GrowingBuffer<Int32>()
  /// The weights of the two, which add up to 2048.
  let firstWeight = GrowingBuffer<Int16>()
  let secondWeight = GrowingBuffer<Int16>()

  /// The position of pixels outside the picture.
  static let outside: Int32 = -1

  /// How a place beyond the region's first or last pixel is taken back.
  enum Border {
    /// The border pixel alone, with all of the weight: OpenCV's way along rows.
    case place
    /// Each of the two pixels by itself, so that the border pixel may have both weights, each of
    /// which is rounded: OpenCV's way from row to row.
    case pixels
  }

  /// Fills the table, up to the next multiple of `padding` with copies of its last entry.
  ///
  /// - Parameters:
  ///   - axis: The region and the picture along the axis.
  ///   - origin: The stored picture's pixel that is pixel 0 in memory.
  ///   - step: The factor for positions: bytes from pixel to pixel, or 1.
  func fill(_ axis: AxisGeometry, border: Border, origin: Int, step: Int, padding: Int) {
    let count = (axis.outputs + padding - 1) / padding * padding
    let scale = Double(axis.side) / Double(axis.outputs)
    let (first, second) = (first.reserve(count), second.reserve(count))
    let (firstWeight, secondWeight) = (firstWeight.reserve(count), secondWeight.reserve(count))
    for index in 0..<count {
      let output = Double(min(index, axis.outputs - 1))
      let place = Float((output + 0.5) * scale - 0.5)
      var pixel = place.rounded(.down)
      var fraction = place - pixel
      if border == .place, pixel < 0 || pixel >= Float(axis.side - 1) {
        fraction = 0
        pixel = pixel < 0 ? 0 : Float(axis.side - 1)
      }
      first[index] = position(Int(pixel), axis, origin, step)
      second[index] = position(Int(pixel) + 1, axis, origin, step)
      let weight = Int16((fraction * 2048).rounded(.toNearestOrEven))
      firstWeight[index] = 2048 - weight
      secondWeight[index] = weight
    }
  }

  /// Moves the weights of pixels outside the picture to `weights`, and gives those pixels the position
  /// 0, so that they can be read like all others and count for nothing.
  func moveOutsideWeights(to weights: UnsafeMutablePointer<Int32>, count: Int) {
    for index in 0..<count {
      weights[index] = 0
      for (position, weight) in [(first, firstWeight), (second, secondWeight)]
      where position.start[index] == FixedPointTable.outside {
        weights[index] += Int32(weight.start[index])
        weight.start[index] = 0
        position.start[index] = 0
      }
    }
  }

  /// Where the region's pixel lies in memory.
  private func position(_ pixel: Int, _ axis: AxisGeometry, _ origin: Int, _ step: Int) -> Int32 {
    let inRegion = min(max(pixel, 0), axis.side - 1)
    let (inPicture, overflow) = axis.start.addingReportingOverflow(inRegion)
    guard !overflow, (0..<axis.extent).contains(inPicture) else { return FixedPointTable.outside }
    let stored = axis.isMirrored ? axis.extent - 1 - inPicture : inPicture
    return Int32(truncatingIfNeeded: (stored - origin) * step)
  }
}
