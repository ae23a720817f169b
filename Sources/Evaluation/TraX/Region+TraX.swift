import Video

extension Region {
  /// Reads a region as a TraX client writes it: the four numbers of a rectangle (left, top, width,
  /// height), the coordinates of a polygon's three or more corners, or `mask:` with a window (left,
  /// top, width, height) and the lengths of its runs outside and inside the object, by turns.
  ///
  /// - Throws: ``TraXError/badRegion(found:expected:)``.
  public init(traX text: String) throws {
    // Names before a colon other than `mask` (`rect:`, `poly:`) say what the numbers say, too.
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = parts[parts.count - 1].split(separator: ",", omittingEmptySubsequences: false)
    if parts.count == 2, parts[0] == "mask" {
      self = .mask(try Mask(traX: numbers, of: text))
      return
    }
    let values = numbers.compactMap { Double(traX: $0) }
    guard values.count == numbers.count, values.count >= 4, values.count.isMultiple(of: 2) else {
      throw TraXError.badRegion(
        found: text,
        expected: "four numbers of a rectangle, six or more of a polygon, or mask:…, "
          + "separated by commas")
    }
    if values.count == 4 {
      self = .box(Box(x: values[0], y: values[1], width: values[2], height: values[3]))
    } else {
      self = .polygon(
        stride(from: 0, to: values.count, by: 2).map { Point(x: values[$0], y: values[$0 + 1]) })
    }
  }
}

extension Mask {
  fileprivate init(traX numbers: [Substring], of text: String) throws {
    let values = numbers.compactMap { Int32($0).map(Int.init) }
    guard values.count == numbers.count, values.count > 4,
      let mask = Mask(
        x: values[0], y: values[1], width: values[2], height: values[3],
        runs: Array(values[4...]))
    else {
      throw TraXError.badRegion(
        found: text,
        expected: "mask: with four whole numbers of a window and runs that fit into it")
    }
    self = mask
  }
}

extension Double {
  /// Reads a finite number, spaces around it allowed.
  fileprivate init?(traX text: Substring) {
    let text = text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
    guard let value = Double(String(text)), value.isFinite else { return nil }
    self = value
  }
}
