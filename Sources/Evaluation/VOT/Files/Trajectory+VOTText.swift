import Video

extension Trajectory {
  /// Reads a run in VOT's text form, one line a frame.
  ///
  /// A line is a code (0 not asked, 1 begun, 2 failed), a rectangle of four numbers, a polygon of six
  /// or more, or a mask after `m`. A line with a NaN says nothing, as code 0; an empty rectangle
  /// at (0, 0) says that the object is absent. A mask with pixels in its window's first column only
  /// is read as one without pixels, as the vot-toolkit 0.9.0 does.
  ///
  /// - Parameters:
  ///   - text: The file's content. Empty lines at its end do not count.
  ///   - path: The file, for messages.
  /// - Throws: ``VOTError/badLine(path:line:found:expected:)``.
  public init(votText text: String, path: String) throws {
    self.init(
      steps: try TextFile(path, text).lines.enumerated().map { index, line in
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
    } else if let region = Region(votText: line) {
      self.init(votRegion: region.asReadByVOT)
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
    case .region(.box(let box)): joined([box.x, box.y, box.width, box.height])
    case .region(.polygon(let corners)): joined(corners.flatMap { [$0.x, $0.y] })
    case .region(.mask(let mask)):
      "m"
        + ([mask.x, mask.y, mask.width, mask.height] + mask.shortestRuns(upTo: .max))
        .map(String.init).joined(separator: ",")
    }
  }
}

/// Coordinates as the toolkit writes them: kept in 32-bit floats, but with the digits of 64-bit ones.
private func joined(_ coordinates: [Double]) -> String {
  coordinates.map { "\(Double(Float($0)))" }.joined(separator: ",")
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
