extension Mask {
  /// The pixels of a picture of labels that have a certain label, in the smallest window around
  /// them; nil where none has it.
  ///
  /// - Parameters:
  ///   - labels: One a pixel, row by row.
  ///   - width: The picture's width, in pixels.
  ///   - label: The object's label.
  init?(labels: [UInt8], width: Int, label: UInt8) {
    guard width > 0, let first = labels.firstIndex(of: label),
      let last = labels.lastIndex(of: label)
    else { return nil }
    let (top, bottom) = (first / width, last / width)
    var (left, right) = (width, -1)
    for row in top...bottom {
      let line = labels[row * width..<(row + 1) * width]
      guard let start = line.firstIndex(of: label), let end = line.lastIndex(of: label) else {
        continue
      }
      left = min(left, start % width)
      right = max(right, end % width)
    }
    var runs = [0]
    var isInside = false
    for row in top...bottom {
      for pixel in labels[row * width + left...row * width + right] {
        if (pixel == label) != isInside {
          isInside.toggle()
          runs.append(0)
        }
        runs[runs.count - 1] += 1
      }
    }
    self.init(x: left, y: top, width: right - left + 1, height: bottom - top + 1, runs: runs)
  }
}
