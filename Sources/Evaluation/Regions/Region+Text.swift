import Video

extension Region {
  /// Reads a region as the VOT toolkit writes it: numbers that commas separate.
  ///
  /// - Four numbers are a box: left, top, width, height.
  /// - Six and more, an even count, are a polygon's corners: x, y, x, y, …
  /// - `m` and whole numbers are a mask: its window's left, top, width and height, then the runs of
  ///   pixels outside and inside the object by turns.
  /// - One number is a special code, which says nothing about where the object is:
  ///   ``Region/unknown``; so is what has a NaN in it.
  ///
  /// Nil for any other text.
  public init?(votText text: Substring) {
    if text.utf8.first == UInt8(ascii: "m") {
      let numbers = fields(of: text.dropFirst()).map { Int($0) }
      guard numbers.count >= 4, let mask = Mask(numbers.compactMap { $0 }),
        !numbers.contains(nil)
      else { return nil }
      self = .mask(mask)
      return
    }
    var numbers: [Double] = []
    for field in fields(of: text) {
      guard let number = Double(field), !number.isInfinite else { return nil }
      numbers.append(number)
    }
    guard numbers.count == 1 || numbers.count >= 4, numbers.count == 1 || numbers.count % 2 == 0
    else { return nil }
    if numbers.count == 1 || numbers.contains(where: \.isNaN) {
      self = .unknown
    } else if numbers.count == 4 {
      self = .box(Box(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3]))
    } else {
      self = .polygon(
        stride(from: 0, to: numbers.count, by: 2).map {
          Point(x: numbers[$0], y: numbers[$0 + 1])
        })
    }
  }
}

extension Mask {
  /// Creates a mask from the numbers of VOT's form: left, top, width, height, runs.
  fileprivate init?(_ numbers: [Int]) {
    guard numbers.count >= 4 else { return nil }
    self.init(
      x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3],
      runs: Array(numbers[4...]))
  }
}
