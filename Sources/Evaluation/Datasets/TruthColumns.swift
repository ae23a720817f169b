import Video

/// How a benchmark writes a box into a line of numbers.
struct TruthColumns {
  /// The column of the left edge; the other three numbers follow it.
  var first = 0
  /// Whether the third and fourth number are the right and the bottom edge instead of the size.
  var areCorners = false
  /// The coordinates of the picture's top-left corner.
  var origin = 0.0
  /// The column that is not 0 where the object is lost, where there is one.
  var lost: Int?

  /// The region that a line's numbers mean: a box, or ``Region/absent`` where one of them is NaN or a
  /// side is not positive. Nil where a number is infinite.
  func region(_ numbers: [Double]) -> Region? {
    let box = numbers[first..<first + 4]
    if let lost, numbers[lost] != 0 { return .absent }
    if box.contains(where: \.isNaN) { return .absent }
    guard box.allSatisfy(\.isFinite) else { return nil }
    let (x, y) = (box[first], box[first + 1])
    let width = areCorners ? box[first + 2] - x : box[first + 2]
    let height = areCorners ? box[first + 3] - y : box[first + 3]
    guard width > 0, height > 0 else { return .absent }
    return .box(Box(x: x - origin, y: y - origin, width: width, height: height))
  }

  /// How many numbers a line must have.
  fileprivate var count: Int { max(first + 4, (lost ?? 0) + 1) }

  /// Whether numbers may follow that mean something else: a line of four numbers is a box and no more.
  fileprivate var mayHaveMore: Bool { first > 0 }

  fileprivate var expected: String {
    let names = areCorners ? "left, top, right, bottom" : "x, y, width, height"
    return mayHaveMore
      ? "at least \(count) numbers, from number \(first + 1) on \(names)" : "four numbers: \(names)"
  }
}

extension TextFile {
  /// One region a line.
  ///
  /// - Throws: ``DatasetError/badLine(path:line:found:expected:)`` for a line that is no box.
  func regions(_ columns: TruthColumns) throws -> [Region] {
    try lines.indices.map { index in
      let numbers = try numbers(
        inLine: index, atLeast: columns.count, expected: columns.expected)
      guard columns.mayHaveMore || numbers.count == columns.count,
        let region = columns.region(numbers)
      else { throw badLine(index, expected: columns.expected) }
      return region
    }
  }

  /// One flag a frame, true where its number is one that `isSet` tells.
  ///
  /// - Throws: ``DatasetError`` where something is no number, or where there are not `count` flags.
  func flags(count: Int, isSet: (Double) -> Bool = { $0 != 0 }) throws -> [Bool] {
    let numbers = try allNumbers(expected: "one flag a frame")
    guard numbers.count == count else {
      throw DatasetError.inconsistent(
        path: path, found: "\(numbers.count) flags", expected: "\(count), one a frame")
    }
    return numbers.map(isSet)
  }
}
