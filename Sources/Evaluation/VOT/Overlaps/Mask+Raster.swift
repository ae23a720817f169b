extension Mask {
  /// The bounds that the vot-toolkit gives a mask: those of its pixels; where it has none, the
  /// window's first pixel.
  var pixelBounds: PixelBounds {
    guard let box = bounds else { return PixelBounds(left: x, top: y, right: x, bottom: y) }
    return PixelBounds(
      left: Int(box.x), top: Int(box.y), right: Int(box.right) - 1, bottom: Int(box.bottom) - 1)
  }

  /// Paints the part of the picture that `raster` is, in the raster's coordinates.
  func paint(in raster: PixelBounds, to painted: inout PaintedRows) {
    let first = max(raster.top, y)
    let last = min(raster.bottom, y + height - 1)
    painted.begin(at: first - raster.top)
    guard width > 0, first <= last else { return }
    var run = 0
    var runStart = 0
    for row in first...last {
      let rowStart = (row - y) * width
      let rowEnd = rowStart + width
      while run < runs.count, runStart < rowEnd {
        let runEnd = runStart + runs[run]
        if run % 2 == 1, runEnd > rowStart {
          let left = max(runStart, rowStart) - rowStart + x
          let right = min(runEnd, rowEnd) - 1 - rowStart + x
          painted.paint(
            PixelSpan(
              first: max(left, raster.left) - raster.left,
              last: min(right, raster.right) - raster.left))
        }
        // A run that goes on in the next row is looked at again there.
        if runEnd > rowEnd { break }
        runStart = runEnd
        run += 1
      }
      painted.endRow()
    }
  }
}
