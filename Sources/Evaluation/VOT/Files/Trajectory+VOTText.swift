import Video

extension Trajectory {
  /// Reads a run in VOT's text form, one line a frame.
  ///
  /// A line is a code (0 not asked, 1 begun, 2 failed), a rectangle of four numbers, a polygon of six
  /// or more, or a mask after `m`. A line with a NaN says nothing, as code 0; an empty rectangle
  /// at (0, 0) says that the object is absent.
  ///
  /// - Parameters:
  ///   - text: The file's content. Empty lines at its end do not count.
  ///   - path: The file, for messages.
  /// - Throws: ``VOTError/badLine(path:line:found:expected:)``.
  public init(votText text: String, path: String) throws {
    var lines = trimmedLines(of: text)
    while lines.last?.isEmpty == true { lines.removeLast() }
    self.init(
      steps: try lines.enumerated().map { index, line in
        guard let outcome = Outcome(votText: line) else {
          throw VOTError.badLine(
            path: path, line: index + 1, found: line.isEmpty ? "nothing" : "\"\(line.prefix(60))\"",
            expected: "a code, a rectangle, a polygon or a mask")
        }
        return Step(outcome)
      })
  }

  /// The run in VOT's text form, with the same digits as the vot-toolkit 0.9.0 writes.
  public var votText: String {
    steps.reduce(into: "") { $0 += $1.outcome.votText + "\n" }
  }
}

extension Trajectory.Outcome {
  /// VOT's code for a frame in which the tracker was not asked.
  static let skippedCode: UInt32 = 0
  /// VOT's code for a frame in which the tracker was begun.
  static let initializedCode: UInt32 = 1
  /// VOT's code for a frame in which the tracker failed.
  static let failedCode: UInt32 = 2

  /// What a code means. Others than the three count as an answer that hits nothing.
  init(votCode code: UInt32) {
    switch code {
    case Self.skippedCode: self = .skipped
    case Self.initializedCode: self = .initialized
    case Self.failedCode: self = .failed
    default: self = .region(.absent)
    }
  }

  /// What a region in a file means.
  init(votRegion region: Region) {
    switch region {
    case .unknown: self = .skipped
    case .box(Box(x: 0, y: 0, width: 0, height: 0)): self = .region(.absent)
    default: self = .region(region)
    }
  }

  fileprivate init?(votText line: Substring) {
    if let number = Double(line) {
      self.init(votCode: number.isNaN ? 0 : UInt32(exactly: number.rounded(.towardZero)) ?? .max)
    } else if let region = Region(votLine: line) {
      self.init(votRegion: region)
    } else {
      return nil
    }
  }

  fileprivate var votText: String {
    switch self {
    case .skipped, .region(.unknown): "\(Self.skippedCode)"
    case .initialized: "\(Self.initializedCode)"
    case .failed: "\(Self.failedCode)"
    case .region(.absent): "0.0,0.0,0.0,0.0"
    case .region(.box(let box)):
      // The toolkit keeps 32-bit floats, and writes those of a rectangle with the digits of a 64-bit
      // one.
      [box.x, box.y, box.width, box.height].map { "\(Double(Float($0)))" }
        .joined(separator: ",")
    case .region(.polygon(let corners)):
      corners.map { "\(Float($0.x)),\(Float($0.y))" }.joined(separator: ",")
    case .region(.mask(let mask)):
      "m"
        + ([mask.x, mask.y, mask.width, mask.height] + mask.shortestRuns(upTo: .max))
        .map(String.init).joined(separator: ",")
    }
  }
}

extension Mask {
  /// The runs as the vot-toolkit writes them: without empty ones between others, to the window's end,
  /// and none longer than `limit`: longer ones are cut by empty ones of the other kind.
  func shortestRuns(upTo limit: Int) -> [Int] {
    var merged = [0]
    var rest = width * height
    for (index, run) in runs.enumerated() where run > 0 {
      rest -= run
      if (merged.count - 1) % 2 == index % 2 {
        merged[merged.count - 1] += run
      } else {
        merged.append(run)
      }
    }
    if rest > 0 {
      if merged.count % 2 == 1 { merged[merged.count - 1] += rest } else { merged.append(rest) }
    }
    return merged.flatMap { run in
      var pieces: [Int] = []
      var rest = run
      while rest > limit {
        pieces += [limit, 0]
        rest -= limit
      }
      return pieces + [rest]
    }
  }
}

extension Region {
  /// Reads a region of VOT's text form that is no code.
  init?(votLine line: Substring) {
    if line.first == "m" {
      let fields = line.dropFirst().split(separator: ",", omittingEmptySubsequences: false)
      let numbers = fields.compactMap { Int($0.trimmed) }
      guard numbers.count == fields.count, numbers.count >= 4,
        let mask = Mask(
          x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3],
          runs: Array(numbers[4...]))
      else { return nil }
      self = .mask(mask)
      return
    }
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = fields.compactMap { Double($0.trimmed) }
    guard numbers.count == fields.count, numbers.count >= 4, numbers.count % 2 == 0 else {
      return nil
    }
    if numbers.contains(where: \.isNaN) {
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

/// The lines of a text, without the white space around each.
func trimmedLines(of text: String) -> [Substring] {
  // Bytes, as "\r\n" is one character to Swift.
  text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    .map { Substring($0).trimmed }
}

extension Substring {
  /// The text without the white space around it.
  var trimmed: Substring {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
    var bytes = utf8
    while let first = bytes.first, isSpace(first) { bytes.removeFirst() }
    while let last = bytes.last, isSpace(last) { bytes.removeLast() }
    return Substring(bytes)
  }
}
