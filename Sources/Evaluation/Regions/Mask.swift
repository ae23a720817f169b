import Video

/// The pixels of an object: runs of pixels outside and inside it, by turns, row by row through a
/// window of the picture. This is how VOT writes masks since 2020.
public struct Mask: Hashable, Sendable {
  /// The window's left column in the picture.
  public let x: Int
  /// The window's top row in the picture.
  public let y: Int
  /// The window's width, in pixels.
  public let width: Int
  /// The window's height, in pixels.
  public let height: Int
  /// How many pixels lie outside, then inside, then outside … the object; pixels after the last run
  /// lie outside.
  public let runs: [Int]

  /// Creates a mask from its window and its runs; nil where a size or a run is negative, the runs
  /// are longer than the window has pixels, or the window reaches beyond 2³¹ pixels in a direction.
  public init?(x: Int, y: Int, width: Int, height: Int, runs: [Int]) {
    let limit = 1 << 31
    guard (-limit...limit).contains(x), (-limit...limit).contains(y),
      (0...limit).contains(width), (0...limit).contains(height),
      runs.allSatisfy({ $0 >= 0 })
    else { return nil }
    var rest = width * height
    for run in runs {
      guard run <= rest else { return nil }
      rest -= run
    }
    self.x = x
    self.y = y
    self.width = width
    self.height = height
    self.runs = runs
  }

  /// The smallest box around the object's pixels, nil where there are none.
  public var bounds: Box? {
    var (left, top, right, bottom) = (Int.max, Int.max, Int.min, Int.min)
    var start = 0
    for (index, run) in runs.enumerated() {
      if index % 2 == 1, run > 0 {
        let last = start + run - 1
        let (firstRow, lastRow) = (start / width, last / width)
        top = min(top, firstRow)
        bottom = max(bottom, lastRow)
        left = min(left, firstRow == lastRow ? start % width : 0)
        right = max(right, firstRow == lastRow ? last % width : width - 1)
      }
      start += run
    }
    guard left <= right else { return nil }
    return Box(
      x: Double(x + left), y: Double(y + top), width: Double(right - left + 1),
      height: Double(bottom - top + 1))
  }
}
