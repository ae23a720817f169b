/// The pixels of a region that was painted into a raster: spans, row by row, in order and without
/// overlaps. The memory is kept from one region to the next.
struct PaintedRows {
  /// The row of the first spans.
  private var first = 0
  /// For each row, how many spans there are up to its end.
  private var ends: [Int] = []
  private var spans: [PixelSpan] = []

  /// The number of pixels.
  private(set) var area = 0

  /// Forgets all pixels; the next ones lie in `row`.
  mutating func begin(at row: Int) {
    first = row
    area = 0
    ends.removeAll(keepingCapacity: true)
    spans.removeAll(keepingCapacity: true)
  }

  /// Adds pixels to the row. They must not begin before those that are there.
  mutating func paint(_ span: PixelSpan) {
    guard span.first <= span.last else { return }
    var span = span
    let rowStart = ends.last ?? 0
    if spans.count > rowStart {
      let previous = spans[spans.count - 1]
      if span.last <= previous.last { return }
      span.first = max(span.first, previous.last + 1)
    }
    area += span.last - span.first + 1
    spans.append(span)
  }

  /// Goes on to the next row.
  mutating func endRow() { ends.append(spans.count) }

  /// The number of pixels that are also in a rectangle.
  func pixels(sharedWith rectangle: PixelBounds) -> Int {
    let top = max(first, rectangle.top)
    let bottom = min(first + ends.count - 1, rectangle.bottom)
    guard top <= bottom else { return 0 }
    let start = top == first ? 0 : ends[top - first - 1]
    var count = 0
    for span in spans[start..<ends[bottom - first]] {
      count += max(0, min(span.last, rectangle.right) - max(span.first, rectangle.left) + 1)
    }
    return count
  }

  /// The number of pixels that are also in another region of the same raster.
  func pixels(sharedWith other: PaintedRows) -> Int {
    let top = max(first, other.first)
    let bottom = min(first + ends.count, other.first + other.ends.count)
    guard top < bottom else { return 0 }
    var i = top == first ? 0 : ends[top - first - 1]
    var j = top == other.first ? 0 : other.ends[top - other.first - 1]
    var count = 0
    for row in top..<bottom {
      let (end, otherEnd) = (ends[row - first], other.ends[row - other.first])
      while i < end, j < otherEnd {
        let (a, b) = (spans[i], other.spans[j])
        count += max(0, min(a.last, b.last) - max(a.first, b.first) + 1)
        if a.last < b.last { i += 1 } else { j += 1 }
      }
      (i, j) = (end, otherEnd)
    }
    return count
  }
}
