/// A place in a mask's runs that moves on row by row.
struct RasterMask {
  private var run = 0
  private var start = 0

  /// Goes to the mask's beginning.
  mutating func place(_ mask: Mask) {
    run = 0
    start = 0
  }

  /// Appends a row's pixels within some columns, counted from the first of these columns. Rows and
  /// columns are the picture's; rows must be asked for in order.
  mutating func appendSpans(
    of mask: Mask, row: Int, columns: ClosedRange<Int>, to spans: inout [PixelSpan]
  ) {
    let rowStart = (row - mask.y) * mask.width
    let rowEnd = rowStart + mask.width
    while run < mask.runs.count, start < rowEnd {
      let end = start + mask.runs[run]
      if run % 2 == 1, end > rowStart, end > start {
        let first = max(start, rowStart) - rowStart + mask.x
        let last = min(end, rowEnd) - 1 - rowStart + mask.x
        append(max(first, columns.lowerBound), min(last, columns.upperBound), columns, &spans)
      }
      // A run that goes on in the next row is looked at again there.
      if end > rowEnd { break }
      start = end
      run += 1
    }
  }

  private func append(
    _ first: Int, _ last: Int, _ columns: ClosedRange<Int>, _ spans: inout [PixelSpan]
  ) {
    guard first <= last else { return }
    let first = first - columns.lowerBound
    let last = last - columns.lowerBound
    // Runs outside of no length leave two runs inside side by side.
    if let previous = spans.last, previous.last + 1 == first {
      spans[spans.count - 1].last = last
    } else {
      spans.append(PixelSpan(first: first, last: last))
    }
  }
}

extension Mask {
  /// The bounds that the vot-toolkit gives a mask: those of its pixels; where it has none, the
  /// window's first pixel.
  var pixelBounds: PixelBounds {
    guard let box = bounds else { return PixelBounds(left: x, top: y, right: x, bottom: y) }
    return PixelBounds(
      left: Int(box.x), top: Int(box.y), right: Int(box.right) - 1, bottom: Int(box.bottom) - 1)
  }
}
